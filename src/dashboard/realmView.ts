/** Host side: the figures of one realm; practice and real requests never meet in one. */
import type { DayTotals, LedgerRow } from '../core/ledger/ledger.ts';
import { type NanoUsd, sumNano } from '../core/pricing/money.ts';
import { costFigure, costPart, costSum, figure, hiddenUnknown } from './figures.ts';
import type { DayView, GroupView, RealmView, TodayView } from './protocol.ts';
import { rowView } from './rowView.ts';
import { taskCount, taskSeconds, tokenSums } from './rowSums.ts';

const daysShown = 14;
/** A new user's fortnight would be mostly empty. */
const fewestDays = 7;
const dayMs = 86_400_000;
/** Below this many times a p95 would be the maximum by another name. */
const fewestForP95 = 5;

/** @param rows of this realm, settled or released, newest first */
export function realmView(
  rows: readonly LedgerRow[],
  totals: DayTotals,
  today: string,
  lineLimit: number,
  hasOlder: boolean,
): RealmView {
  const days = lastDays(today, rows);
  // What was refused unbilled stands in the table of requests, but counts for nothing.
  const counted = rows.filter((row) => row.settlement !== undefined);
  const shown = counted.filter((row) => row.periodKeys.day >= (days[0] ?? today));
  const byDay = Map.groupBy(shown, (row) => row.periodKeys.day);
  const tasks = [...Map.groupBy(rows, (row) => row.task.taskId).values()];
  return {
    today: todayView(byDay.get(today) ?? [], totals),
    days: days.map((day) => dayView(day, byDay.get(day) ?? [])),
    byClass: groupViews(shown, (row) => row.task.class),
    byModel: groupViews(
      shown.filter((row) => row.tier !== 'local'),
      (row) => row.settlement?.servedModel ?? row.model ?? 'unknown',
    ),
    recent: tasks.slice(0, lineLimit).map(rowView),
    hasOlder: hasOlder || tasks.length > lineLimit,
  };
}

/** The last fortnight, from the first day on that has rows, but no less than a week. */
function lastDays(today: string, rows: readonly LedgerRow[]): readonly string[] {
  const end = Date.parse(`${today}T00:00:00Z`);
  const days = Array.from({ length: daysShown }, (_, index) =>
    new Date(end - (daysShown - 1 - index) * dayMs).toISOString().slice(0, 10),
  );
  const used = new Set(rows.map((row) => row.periodKeys.day));
  const first = days.findIndex((day) => used.has(day));
  const latestStart = daysShown - fewestDays;
  return days.slice(first < 0 ? latestStart : Math.min(first, latestStart));
}

function todayView(rows: readonly LedgerRow[], totals: DayTotals): TodayView {
  const local = rows.filter((row) => row.tier === 'local');
  const avoided = local.flatMap((row): NanoUsd[] => (row.avoided === undefined ? [] : [row.avoided]));
  const sums = tokenSums(rows);
  const exact = !rows.some((row) => row.settlement?.usageProvenance === 'estimated');
  return {
    cost: costFigure({ cost: totals.cost, kind: totals.estimated ? 'estimated' : 'computed' }),
    unknownCosts: totals.unknownCost,
    tasks: totals.tasks,
    localTasks: taskCount(local),
    avoided: avoided.length === 0 ? undefined : costFigure({ cost: sumNano(avoided), kind: 'estimated' }),
    output: figure(totals.output, exact),
    hidden: figure(totals.hidden, !sums.estimated, hiddenUnknown),
    hiddenShare: sums.hiddenShare,
  };
}

function dayView(day: string, rows: readonly LedgerRow[]): DayView {
  return { day, ...tokenSums(rows), cost: costSum(rows.map(costPart)), tasks: taskCount(rows) };
}

/** The dearest first. */
function groupViews(rows: readonly LedgerRow[], nameOf: (row: LedgerRow) => string): GroupView[] {
  return [...Map.groupBy(rows, nameOf)]
    .map(([name, members]) => groupView(name, members))
    .toSorted((a, b) => (b.cost.nanoUsd ?? 0) - (a.cost.nanoUsd ?? 0) || b.tasks - a.tasks);
}

function groupView(name: string, rows: readonly LedgerRow[]): GroupView {
  const seconds = taskSeconds(rows);
  return {
    name,
    ...tokenSums(rows),
    cost: costSum(rows.map(costPart)),
    tasks: taskCount(rows),
    p50Seconds: percentile(seconds, 0.5),
    p95Seconds: seconds.length < fewestForP95 ? undefined : percentile(seconds, 0.95),
  };
}

/** By nearest rank, so that it is always a time that was measured. */
function percentile(ascending: readonly number[], share: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)];
}
