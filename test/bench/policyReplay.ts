/**
 * Replays routing policies over what real models really solved, problem by problem. The outcomes hold
 * no texts, tokens or costs: whatever stands in for them is listed as an assumption and printed.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { quantile } from '../../src/core/meter/learnedRates.ts';
import { nanoPerUsd } from '../../src/core/model/money.ts';
import { createPriceBook } from '../../src/core/pricing/priceBook.ts';
import type { DialectName } from '../../src/core/model/provider.ts';

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
  `an edit reads ${edit.input} tokens and writes ${edit.visible} visible ones, plus the thinking of its model: ${thinkingWords()}`,
  'list prices of 1 September 2026 from the bundled price book',
  'solved means that every test of the problem passed',
  `the router sends ${routedUp * 100} % up; the outcomes hold no texts, so it is shown as if it knew nothing (its floor, any ${routedUp * 100} %) and as if it knew all (its ceiling: up where only the other model solves it)`,
  `a check by syntax and new errors sees ${(checks[0]?.seen ?? 0) * 100} % of the failures, tests see all; neither raises false alarms`,
  'an escalation pays for both attempts; where chance decides, the expected value stands',
  'intervals: 95 %, bootstrap over problems',
];

function thinkingWords(): string {
  const models = pairs.flatMap(({ fast, reasoning }) => [fast, reasoning]);
  return models.map(({ outcome, hidden }) => `${outcome} ${hidden}`).join(', ');
}

export interface PolicyResult {
  readonly policy: string;
  readonly successRate: number;
  /** 95 % interval of the success rate. */
  readonly interval: readonly [number, number];
  /** Dollars. */
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

/** Expected values of one problem under a policy. */
interface Served {
  readonly solved: number;
  readonly cost: number;
  readonly up: number;
}

function mix(share: number, one: Served, other: Served): Served {
  const blend = (a: number, b: number): number => share * a + (1 - share) * b;
  return {
    solved: blend(one.solved, other.solved),
    cost: blend(one.cost, other.cost),
    up: blend(one.up, other.up),
  };
}

function replayPair({ fast, reasoning }: Pair, all: readonly Problem[]): PairResult {
  const problems = all.filter(
    ({ score }) => isNumber(score[fast.outcome]) && isNumber(score[reasoning.outcome]),
  );
  const cost = { fast: costOf(fast), reasoning: costOf(reasoning) };
  const solved = (problem: Problem, { outcome }: ReplayModel): number =>
    problem.score[outcome] === 1 ? 1 : 0;
  const byFast = (problem: Problem): Served => ({ solved: solved(problem, fast), cost: cost.fast, up: 0 });
  const byReasoning = (problem: Problem): Served => ({
    solved: solved(problem, reasoning),
    cost: cost.reasoning,
    up: 1,
  });
  const escalated = (problem: Problem): Served => {
    const second = byReasoning(problem);
    return { ...second, cost: cost.fast + second.cost };
  };
  const policies: readonly [string, (problem: Problem) => Served][] = [
    ['always fast', byFast],
    ['always reasoning', byReasoning],
    ['router, floor', (problem) => mix(routedUp, byReasoning(problem), byFast(problem))],
    [
      'router, ceiling',
      (problem) => {
        const [first, other] = [byFast(problem), byReasoning(problem)];
        return other.solved > first.solved ? other : first;
      },
    ],
    ...checks.map(({ name, seen }): [string, (problem: Problem) => Served] => [
      name,
      (problem) => {
        const first = byFast(problem);
        return first.solved === 1 ? first : mix(seen, escalated(problem), first);
      },
    ]),
  ];
  return {
    pair: `${fast.outcome} → ${reasoning.outcome}`,
    problems: problems.length,
    policies: policies.map(([policy, serve]) => measured(policy, problems.map(serve))),
  };
}

function measured(policy: string, served: readonly Served[]): PolicyResult {
  const sum = (pick: (each: Served) => number): number =>
    served.reduce((total, each) => total + pick(each), 0);
  const solved = sum((each) => each.solved);
  return {
    policy,
    successRate: solved / served.length,
    interval: bootstrapMean(served.map((each) => each.solved)),
    costPerSuccess: sum((each) => each.cost) / solved,
    routedUp: sum((each) => each.up) / served.length,
  };
}

const resamples = 1000;

/** 95 % interval of a mean; the same in every run (mulberry32 with a fixed seed). */
function bootstrapMean(values: readonly number[]): readonly [number, number] {
  let state = 20_260_901;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const means = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let index = 0; index < values.length; index++)
      sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  });
  return [quantile(means, 0.025) ?? 0, quantile(means, 0.975) ?? 0];
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
