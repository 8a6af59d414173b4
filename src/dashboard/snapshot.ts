/**
 * Host side: all that the dashboard shows, as a pure function of what the ledger, the budgets and
 * the meters say.
 */
import type { BudgetState } from '../core/budget/limit.ts';
import type { DayTotals, LedgerRow, Realm } from '../core/ledger/ledger.ts';
import { budgetView } from './budgetView.ts';
import type { DashboardSnapshot, LiveView, Notice } from './protocol.ts';
import { realmView } from './realmView.ts';
import { runningRow } from './rowView.ts';

/** Lines a snapshot carries per realm; pictures and sums are made from all rows given. */
const linesCarried = 500;

export interface LiveInput {
  /** ms since the epoch */
  readonly now: number;
  readonly running: readonly LedgerRow[];
  readonly budgets: readonly BudgetState[];
}

export interface SnapshotInput extends LiveInput {
  /** Local calendar day, `2026-11-22`. */
  readonly today: string;
  /** Newest first, both realms. A task that still runs shows among `running` alone. */
  readonly recent: readonly LedgerRow[];
  /** True where the ledger holds rows older than `recent`. */
  readonly hasOlder: boolean;
  readonly totals: Readonly<Record<Realm, DayTotals>>;
  readonly notices: readonly Notice[];
}

export function buildSnapshot(input: SnapshotInput, lineLimit = linesCarried): DashboardSnapshot {
  const running = [...input.running, ...input.recent].filter((row) => row.state === 'held');
  const runningTasks = new Set(running.map((row) => row.task.taskId));
  const ended = input.recent.filter((row) => !runningTasks.has(row.task.taskId));
  const realm = (name: Realm) =>
    realmView(
      ended.filter((row) => row.task.realm === name),
      input.totals[name],
      input.today,
      lineLimit,
      input.hasOlder,
    );
  return {
    live: buildLive(input),
    today: input.today,
    real: realm('real'),
    practice: realm('practice'),
    notices: [...input.notices],
  };
}

/** The part that moves while requests run. */
export function buildLive({ now, running, budgets }: LiveInput): LiveView {
  return { now, running: running.map(runningRow), budgets: budgets.map(budgetView) };
}
