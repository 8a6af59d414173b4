/**
 * Replays routing policies over what real models really solved, problem by problem. The outcomes hold
 * no texts, tokens or costs: whatever stands in for them is listed as an assumption and printed.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { nanoPerUsd } from '../../src/core/pricing/money.ts';
import { createPriceBook } from '../../src/core/pricing/priceBook.ts';
import type { DialectName } from '../../src/core/providers/provider.ts';

const problemSchema = z.object({
  id: z.string(),
  score: z.record(z.string(), z.number().nullable()),
});
type Problem = z.infer<typeof problemSchema>;

interface ReplayModel {
  /** As the outcomes name it. */
  readonly outcome: string;
  readonly dialect: DialectName;
  readonly baseUrl: string;
  readonly model: string;
  /** Thinking tokens of a typical edit. */
  readonly hidden: number;
}

interface Pair {
  readonly fast: ReplayModel;
  readonly reasoning: ReplayModel;
}

const openai = { dialect: 'openai', baseUrl: 'https://api.openai.com/v1' } as const;
const deepseek = { dialect: 'deepseek', baseUrl: 'https://api.deepseek.com/v1' } as const;

const pairs: readonly Pair[] = [
  {
    fast: { ...openai, outcome: 'gpt-4o-mini', model: 'gpt-4o-mini', hidden: 0 },
    reasoning: { ...openai, outcome: 'gpt-5-high', model: 'gpt-5', hidden: 6000 },
  },
  {
    fast: { ...openai, outcome: 'gpt-5-mini', model: 'gpt-5-mini', hidden: 800 },
    reasoning: { ...openai, outcome: 'gpt-5', model: 'gpt-5', hidden: 2500 },
  },
  {
    fast: { ...openai, outcome: 'gpt-o3-mini', model: 'o3-mini', hidden: 1000 },
    reasoning: { ...openai, outcome: 'gpt-o3-mini-high', model: 'o3-mini', hidden: 5000 },
  },
  {
    fast: { ...deepseek, outcome: 'deepseek-chat-v3.1', model: 'deepseek-chat', hidden: 0 },
    reasoning: { ...deepseek, outcome: 'deepseek-r1-0528', model: 'deepseek-reasoner', hidden: 4000 },
  },
];

/** Input and visible output of a typical in-editor edit, tokens. */
const edit = { input: 1500, visible: 400 };
/** Prices of this day, so that a replay gives the same figures every time. */
const pricedAt = Date.UTC(2026, 8, 1);
const routedUp = 0.2;
const checks = [
  { name: 'fast first, syntax and new errors', seen: 0.35 },
  { name: 'fast first, tests', seen: 1 },
];

export const replayAssumptions: readonly string[] = [
  `an edit reads ${edit.input} tokens and writes ${edit.visible} visible ones; hidden tokens per model as listed in the source`,
  'list prices of 1 September 2026 from the bundled price book',
  'solved means that every test of the problem passed',
  `the router sends ${routedUp * 100} % up, at random: without texts it can know nothing, so this is its floor`,
  `a check by syntax and new errors sees ${(checks[0]?.seen ?? 0) * 100} % of the failures, tests see all; neither raises false alarms`,
  'an escalation pays for both attempts',
];

export interface PolicyResult {
  readonly policy: string;
  readonly successRate: number;
  readonly costPerSuccess: number;
  readonly routedUp: number;
}

export interface PairResult {
  readonly pair: string;
  readonly problems: number;
  readonly policies: readonly PolicyResult[];
}

/** @returns undefined where the folder holds no outcomes. */
export function replayPolicies(folder: string): readonly PairResult[] | undefined {
  const file = path.join(folder, 'editbench_per_problem.jsonl');
  if (!existsSync(file)) return undefined;
  const problems = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => problemSchema.parse(JSON.parse(line)));
  return pairs.map((pair) => replayPair(pair, problems));
}

function replayPair({ fast, reasoning }: Pair, all: readonly Problem[]): PairResult {
  const problems = all.filter(
    ({ score }) => isNumber(score[fast.outcome]) && isNumber(score[reasoning.outcome]),
  );
  const cost = { fast: costOf(fast), reasoning: costOf(reasoning) };
  const solves = (problem: Problem, { outcome }: ReplayModel): boolean => problem.score[outcome] === 1;
  const measure = (
    policy: string,
    serve: (problem: Problem) => { solved: boolean; cost: number; up: boolean },
  ): PolicyResult => {
    const served = problems.map(serve);
    const solved = served.filter((each) => each.solved).length;
    const total = served.reduce((sum, each) => sum + each.cost, 0);
    return {
      policy,
      successRate: solved / problems.length,
      costPerSuccess: total / solved,
      routedUp: served.filter(({ up }) => up).length / problems.length,
    };
  };
  const byFast = (problem: Problem) => ({ solved: solves(problem, fast), cost: cost.fast, up: false });
  const byReasoning = (problem: Problem) => ({
    solved: solves(problem, reasoning),
    cost: cost.reasoning,
    up: true,
  });
  return {
    pair: `${fast.outcome} → ${reasoning.outcome}`,
    problems: problems.length,
    policies: [
      measure('always fast', byFast),
      measure('always reasoning', byReasoning),
      measure('router', (problem) =>
        chance(problem.id, 'route') < routedUp ? byReasoning(problem) : byFast(problem),
      ),
      ...checks.map(({ name, seen }) =>
        measure(name, (problem) => {
          const first = byFast(problem);
          if (first.solved || chance(problem.id, 'check') >= seen) return first;
          const second = byReasoning(problem);
          return { ...second, cost: first.cost + second.cost };
        }),
      ),
    ],
  };
}

function isNumber(score: number | null | undefined): score is number {
  return typeof score === 'number';
}

const book = createPriceBook();

/** Dollars for one edit. */
function costOf({ dialect, baseUrl, model, hidden }: ReplayModel): number {
  const usage = { input: edit.input, output: edit.visible + hidden, hidden };
  const cost = book.costOf({ provider: dialect, dialect, baseUrl, model }, usage, pricedAt, 'halfUp');
  if (cost === undefined) throw new Error(`no price for ${model}`);
  return cost / nanoPerUsd;
}

/** In [0, 1), the same for the same problem in every run (FNV-1a). */
function chance(id: string, purpose: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${purpose} ${id}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  hash ^= hash >>> 15;
  return ((Math.imul(hash, 0x2c1b3c6d) >>> 0) % 100_000) / 100_000;
}
