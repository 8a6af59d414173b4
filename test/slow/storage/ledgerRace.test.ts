import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BudgetState } from '../../../src/core/model/budget.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { eventually } from '../../eventually.ts';
import { patience } from '../../patience.ts';
import {
  attemptsOf,
  disagreements,
  type JournalEntry,
  journalOf,
} from '../../unit/storage/durableJournal.ts';
import { holdOption, holdRequest, limitOf, realClock } from '../../unit/storage/ledgerFixtures.ts';
import { ledgerFolder } from '../../unit/storage/ledgerFolders.ts';
import type { RaceLine, RacePlan } from './racePlan.ts';

/** Sixteen processes share the machine with whatever else runs on it. */
const timeout = patience.group;
const processes = 16;
const requests = 200;
const childScript = join(import.meta.dirname, 'raceChild.ts');

function start(plan: RacePlan): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', childScript, JSON.stringify(plan)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** All children open the ledger first, then start at one word. */
async function race(plans: readonly RacePlan[], during: (children: readonly ChildProcess[]) => void) {
  const children = plans.map(start);
  await Promise.all(children.map((child) => once(child.stdout ?? child, 'data')));
  const ends = children.map((child) => once(child, 'exit'));
  for (const child of children) child.stdin?.write('go\n');
  during(children);
  await Promise.all(ends);
  return plans.map(({ logFile }): readonly RaceLine[] =>
    existsSync(logFile)
      ? readFileSync(logFile, 'utf8')
          .split('\n')
          .filter((line) => line.endsWith('}'))
          .map((line) => JSON.parse(line))
      : [],
  );
}

/** Which entries count towards a limit; the audit's own reading of the rules. */
function purseOf({ limit }: BudgetState, taskId: string): string {
  return limit.period === 'request' ? `task ${taskId}` : `workspace ${limit.workspaceId ?? 'any'}`;
}

interface Sums {
  readonly seq: number;
  readonly held: number;
  readonly spent: number;
}

/** The running sums of every purse, entry by entry. */
function runningSums(journal: readonly JournalEntry[]): ReadonlyMap<string, readonly Sums[]> {
  const purses = new Map<string, Sums[]>();
  for (const { seq, held, spent, taskId, workspaceId } of journal) {
    for (const purse of [`task ${taskId}`, `workspace ${workspaceId}`, 'workspace any']) {
      const sums = purses.get(purse) ?? [];
      const before = sums.at(-1);
      sums.push({ seq, held: (before?.held ?? 0) + held, spent: (before?.spent ?? 0) + spent });
      purses.set(purse, sums);
    }
  }
  return purses;
}

function sumsAt(sums: readonly Sums[] | undefined, asOf: number): Omit<Sums, 'seq'> {
  const { held, spent } = sums?.findLast(({ seq }) => seq <= asOf) ?? { held: 0, spent: 0 };
  return { held, spent };
}

/** At no entry of the journal did what was spent and held pass the limit. */
function highWater(journal: readonly JournalEntry[], workspaceId?: string): number {
  let [level, highest] = [0, 0];
  for (const entry of journal) {
    if (workspaceId !== undefined && entry.workspaceId !== workspaceId) continue;
    level += entry.held + entry.spent;
    highest = Math.max(highest, level);
  }
  return highest;
}

/** What is wrong with the refusals: figures that the journal does not bear out, or room left. */
function unjustified(lines: readonly RaceLine[], journal: readonly JournalEntry[]): readonly string[] {
  const purses = runningSums(journal);
  return lines.flatMap((line): string[] => {
    if (line.type !== 'refused') return [];
    const { admission, holds, id, taskId } = line;
    const { budgets, refusedBy, needed, asOf } = admission;
    const wrong = budgets.filter((state) => {
      const { held, spent } = sumsAt(purses.get(purseOf(state, taskId)), asOf);
      return held !== state.held || spent !== state.spent || state.left !== state.limit.limit - held - spent;
    });
    const tooMuch = (hold: number, state: BudgetState) => hold > state.left;
    const blocked = budgets.some(
      (state) => state.limit.whenReached === 'block' && tooMuch(holds[0] ?? 0, state),
    );
    const full = blocked || holds.every((hold) => budgets.some((state) => tooMuch(hold, state)));
    return [
      ...wrong.map(({ limit }) => `${id}: ${limit.scope} ${limit.period} stood otherwise`),
      ...(full && needed > refusedBy.left ? [] : [`${id}: refused with room left`]),
    ];
  });
}

test('16 processes × 200 equal requests admit exactly as many as fit', { timeout }, async () => {
  const directory = ledgerFolder();
  const [limit, hold] = [100_050, 100];
  const plans = Array.from({ length: processes }, (_, index): RacePlan => {
    const name = `p${index}`;
    const logFile = join(directory, `${name}.log`);
    return { kind: 'equal', directory, logFile, name, requests, leaseMs: 30_000, limit, hold };
  });
  const logs = await race(plans, () => undefined);

  const lines = logs.flat();
  expect(lines.filter(({ type }) => type === 'done')).toHaveLength(processes);
  const admitted = Math.floor(limit / hold);
  expect(lines.filter(({ type }) => type === 'settled')).toHaveLength(admitted);
  expect(lines.filter(({ type }) => type === 'refused')).toHaveLength(processes * requests - admitted);
  const attempts = attemptsOf(directory);
  expect(attempts).toHaveLength(admitted);
  expect(attempts.every(({ state, charged }) => state === 'settled' && charged === hold)).toBe(true);
  expect(highWater(journalOf(directory))).toBe(admitted * hold);
  expect(disagreements(directory)).toEqual([]);
});

test(
  'mixed requests with downgrades and kills: never over, no refusal without cause, no jam',
  { timeout },
  async () => {
    const directory = ledgerFolder();
    const limit = 60_000;
    const leaseMs = 400;
    const plans = Array.from({ length: processes }, (_, index): RacePlan => {
      const name = `p${index}`;
      const logFile = join(directory, `${name}.log`);
      return { kind: 'mixed', directory, logFile, name, requests, leaseMs, limit, seed: 1_000 + index };
    });
    const killed = new Set<number>();
    const logs = await race(plans, (children) => {
      for (const [index, child] of children.entries()) {
        if (index % 3 !== 0) continue;
        // Dies after a number of its own log lines, wherever it then is in its next request.
        const lines = 5 + index * 4;
        const timer = setInterval(() => {
          const { logFile } = plans[index] ?? { logFile: '' };
          const written = existsSync(logFile) ? readFileSync(logFile, 'utf8').split('\n').length : 0;
          if (written < lines) return;
          clearInterval(timer);
          if (child.kill('SIGKILL') && child.pid !== undefined) killed.add(child.pid);
        }, 10);
        onTestFinished(() => clearInterval(timer));
      }
    });

    const { ledger } = await openSqliteLedger({ directory, clock: realClock, log: silentLog, leaseMs });
    onTestFinished(() => ledger.close());
    await eventually(async () => expect(await ledger.running()).toEqual([]));

    const journal = journalOf(directory);
    expect(highWater(journal)).toBeLessThanOrEqual(limit);
    for (const workspaceId of ['w1', 'w2']) {
      expect(highWater(journal, workspaceId)).toBeLessThanOrEqual(Math.floor(limit / 3));
    }
    expect(logs.flat().some(({ type }) => type === 'refused')).toBe(true);
    expect(unjustified(logs.flat(), journal)).toEqual([]);
    expect(disagreements(directory)).toEqual([]);

    const charges = new Map(attemptsOf(directory).map((attempt) => [attempt.attemptId, attempt]));
    for (const line of logs.flat()) {
      if (line.type !== 'settled') continue;
      expect(charges.get(line.id)).toMatchObject({ state: 'settled', charged: line.cost });
    }
    const reapedPids = journal
      .filter(({ kind }) => kind === 'reap')
      .map(({ owner }): number => JSON.parse(owner).pid);
    expect(reapedPids.filter((pid) => !killed.has(pid))).toEqual([]);

    const spent = journal.reduce((sum, entry) => sum + entry.spent, 0);
    const rest = holdRequest('the rest', {
      limits: [limitOf(limit)],
      options: [holdOption(limit - spent)],
    });
    expect(await ledger.reserve(rest)).toMatchObject({ admitted: true });
  },
);
