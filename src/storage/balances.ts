/** Moving money between held and spent, and reading how limits stand. Called inside transactions. */
import type { BudgetLimit, BudgetState, PeriodKeys } from '../core/budget/limit.ts';
import { periods } from '../core/budget/limit.ts';
import { type Balance, budgetState } from '../core/budget/budgetState.ts';
import type { Realm } from '../core/ledger/ledger.ts';
import { zeroNano } from '../core/pricing/money.ts';
import { type SqlRow, sumOf } from './columns.ts';
import type { Statements } from './statements.ts';

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
