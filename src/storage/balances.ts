/**
 * Moving money between held and spent, reading how limits stand, and whether the sums can be right. Called
 * inside transactions.
 */
import {
  type BudgetLimit,
  type BudgetState,
  type PeriodKeys,
  periods,
  dayKeyPeriods,
  periodKeysAt,
} from '../core/model/budget.ts';
import { type Balance, budgetState } from '../core/budget/admission.ts';
import type { Realm } from '../core/model/ledger.ts';
import { zeroNano } from '../core/model/money.ts';
import { type SqlRow, sumOf, integer, text } from './rowShapes.ts';
import type { Statements } from './statements.ts';
import type { DaySums, HighWater, LedgerStanding } from '../core/ledger/highWater.ts';

export type JournalKind = 'hold' | 'settle' | 'release' | 'reap' | 'correct' | 'local' | 'carry';

export interface Move {
  readonly attemptId: string;
  readonly realm: Realm;
  readonly workspaceId: string | undefined;
  readonly periodKeys: PeriodKeys;
  readonly kind: JournalKind;
  readonly at: number;
  /** Changes in nano-USD. */
  readonly held: number;
  readonly spent: number;
  /** JSON. */
  readonly detail?: string | undefined;
}

/** '' stands for all of the user's spend. */
const everyWorkspace = '';

/** Appends to the journal and brings the sums along. Practice moves no money. */
export function moveMoney(statements: Pick<Statements, 'insertJournal' | 'moveBalance'>, move: Move): void {
  const { attemptId, kind, at, detail, realm, workspaceId, periodKeys } = move;
  const { held, spent } = realm === 'practice' ? { held: 0, spent: 0 } : move;
  statements.insertJournal.run({ attemptId, kind, at, held, spent, detail: detail ?? null });
  if (held === 0 && spent === 0) return;
  const workspaces = workspaceId === undefined ? [everyWorkspace] : [everyWorkspace, workspaceId];
  for (const workspace of workspaces) {
    for (const period of periods) {
      if (period === 'request') continue;
      const key = periodKeys[period];
      statements.moveBalance.run({ workspaceId: workspace, period, key, held, spent });
    }
  }
}

function balance(row: SqlRow | undefined): Balance {
  if (row === undefined) return { held: zeroNano, spent: zeroNano };
  return { held: sumOf(row, 'held'), spent: sumOf(row, 'spent') };
}

/** @param taskId whose attempts count towards limits per request; without it nothing does. */
export function budgetStates(
  statements: Statements,
  limits: readonly BudgetLimit[],
  keys: PeriodKeys,
  at: number,
  taskId?: string,
): readonly BudgetState[] {
  return limits.map((limit) => {
    const { period, workspaceId } = limit;
    const row =
      period === 'request'
        ? statements.taskBalance.get({ taskId: taskId ?? '' })
        : statements.balance.get({ workspaceId: workspaceId ?? everyWorkspace, period, key: keys[period] });
    return budgetState(limit, balance(row), at);
  });
}

// The ledger as it stands, read for its mark and against it. Called inside transactions.

/** A month and the longest week that reaches into it: no budget asks about days before. */
const markedMs = 45 * 86_400_000;

export interface PeriodSums {
  readonly workspaceId: string;
  readonly period: string;
  readonly key: string;
  readonly held: number;
  readonly spent: number;
}

/** The sums of all periods that a budget may still ask about. */
export function recentBalances(statements: Statements, now: number): readonly PeriodSums[] {
  return statements.balancesSince.all({ ...periodKeysAt(now - markedMs) }).map((row) => ({
    workspaceId: text(row, 'workspace_id'),
    period: text(row, 'period'),
    key: text(row, 'key'),
    held: integer(row, 'held'),
    spent: integer(row, 'spent'),
  }));
}

export function daysOf(balances: readonly PeriodSums[]): readonly DaySums[] {
  return balances
    .filter(({ period }) => period === 'day')
    .map(({ workspaceId, key, spent, held }) => ({ workspaceId, day: key, spent, held }));
}

function entryAt(statements: Statements, position: number): string | undefined {
  const row = statements.journalEntry.get({ position });
  return row === undefined ? undefined : text(row, 'entry');
}

export function highWaterOf(statements: Statements, now: number): HighWater {
  const file = statements.fileState.get() ?? {};
  const position = integer(file, 'position');
  return {
    generation: text(file, 'generation'),
    deletions: integer(file, 'deletions'),
    position,
    entry: entryAt(statements, position) ?? '',
    days: daysOf(recentBalances(statements, now)),
  };
}

function movedSince(statements: Statements, position: number): readonly DaySums[] {
  const moves = statements.movedSince.all({ position }).map((row) => ({
    workspaceId: text(row, 'workspace_id'),
    day: text(row, 'day'),
    spent: sumOf(row, 'spent'),
    held: sumOf(row, 'held'),
  }));
  const all = [...Map.groupBy(moves, ({ day }) => day)].map(([day, ofDay]) => ({
    workspaceId: '',
    day,
    spent: ofDay.reduce((sum, { spent }) => sum + spent, 0),
    held: ofDay.reduce((sum, { held }) => sum + held, 0),
  }));
  return [...moves.filter(({ workspaceId }) => workspaceId !== ''), ...all];
}

export function standingOf(statements: Statements): LedgerStanding {
  const file = statements.fileState.get() ?? {};
  return {
    generation: text(file, 'generation'),
    deletions: integer(file, 'deletions'),
    position: integer(file, 'position'),
    wasEarlier: (generation) => statements.pastGeneration.get({ generation }) !== undefined,
    entryAt: (position) => entryAt(statements, position),
    sums(workspaceId, day) {
      const row = statements.balance.get({ workspaceId, period: 'day', key: day });
      return row === undefined
        ? { spent: 0, held: 0 }
        : { spent: integer(row, 'spent'), held: integer(row, 'held') };
    },
    movedSince: (position) => movedSince(statements, position),
  };
}

/** Beyond this no attempt can have cost: a hundred thousand dollars. */
const mostBelievable = 1e14;

export function isBelievable(value: number): boolean {
  return value >= 0 && value <= mostBelievable;
}

export function isSoundAmount(value: unknown): value is bigint {
  return typeof value === 'bigint' && isBelievable(Number(value));
}

/** A week or a month that is not the sum of its days, as far as these are known. */
function disagrees(balances: readonly PeriodSums[], now: number): boolean {
  const { week, month } = periodKeysAt(now);
  const sums = new Map<string, { held: number; spent: number }>();
  for (const { workspaceId, period, key, held, spent } of balances) {
    const keys = period === 'day' ? dayKeyPeriods(key) : undefined;
    const names = keys === undefined ? [key] : [keys.week, keys.month];
    const sign = keys === undefined ? -1 : 1;
    for (const name of names.filter((each) => each === week || each === month)) {
      const sum = sums.get(`${name} ${workspaceId}`) ?? { held: 0, spent: 0 };
      sum.held += sign * held;
      sum.spent += sign * spent;
      sums.set(`${name} ${workspaceId}`, sum);
    }
  }
  return [...sums.values()].some(({ held, spent }) => held !== 0 || spent !== 0);
}

/**
 * Whether the sums that budgets are judged by can be right: what a few small readings tell, since a long
 * history read through would stall the editor.
 */
export function figuresAgree(statements: Statements, now: number): boolean {
  let balances: readonly PeriodSums[];
  try {
    balances = recentBalances(statements, now);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  if (balances.some(({ held, spent }) => !isBelievable(held) || !isBelievable(spent))) return false;
  if (disagrees(balances, now)) return false;
  const [rows, sums] = [statements.heldInAll.get() ?? {}, statements.balanceInAll.get() ?? {}];
  if (sumOf(rows, 'held') !== sumOf(sums, 'held')) return false;
  const { day } = periodKeysAt(now);
  const ofDay = balances.find(
    ({ workspaceId, period, key }) => workspaceId === '' && period === 'day' && key === day,
  );
  return sumOf(statements.chargedOnDay.get({ day }) ?? {}, 'spent') === (ofDay?.spent ?? 0);
}
