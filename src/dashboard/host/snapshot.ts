/**
 * Host side: all that the dashboard shows, as a pure function of what the ledger, the budgets and
 * the meters say.
 */
import { budgetStanding, type BudgetState } from '../../core/model/budget.ts';
import type { DayTotals, LedgerRow, Realm } from '../../core/model/ledger.ts';
import type {
  DashboardSnapshot,
  LiveView,
  Notice,
  BudgetView,
  CostFigure,
  DayView,
  GroupView,
  RealmView,
  TodayView,
} from '../protocol.ts';
import { runningRow, rowView } from './rowView.ts';
import { formatLimit, formatMoney } from '../../core/words/figures.ts';
import { nanoPerUsd, type NanoUsd, sumNano } from '../../core/model/money.ts';
import { groupRows, reportGroup, type Grouping, type ReportGroup } from '../../core/ledger/reports.ts';
import { costFigure, figure, hiddenUnknown, reportCost, splitIsExact } from '../words.ts';

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

// Host side: how a budget stands, as a gauge.

function budgetView(state: BudgetState): BudgetView {
  const { limit, spent, held, left } = state;
  const shareOf = (part: number): number => (limit.limit > 0 ? Math.min(1, part / limit.limit) : 1);
  const spentShare = shareOf(spent);
  return {
    scope: limit.scope,
    period: limit.period,
    limit: formatLimit(limit.limit / nanoPerUsd),
    spent: formatMoney(spent),
    held: formatMoney(held),
    left: formatMoney(left),
    spentShare,
    heldShare: Math.min(1 - spentShare, shareOf(held)),
    standing: budgetStanding(state),
    whenReached: limit.whenReached,
    resetsAt: state.resetsAt,
    setting: limit.setting,
  };
}

/** Host side: the figures of one realm; practice and real requests never meet in one. */
const daysShown = 14;
/** A new user's fortnight would be mostly empty. */
const fewestDays = 7;
const dayMs = 86_400_000;
/** Below this many times a p95 would be the maximum by another name. */
const fewestForP95 = 5;

/** @param rows of this realm, settled or released, newest first */
function realmView(
  rows: readonly LedgerRow[],
  totals: DayTotals,
  today: string,
  lineLimit: number,
  hasOlder: boolean,
): RealmView {
  const days = lastDays(today, rows);
  const shown = rows.filter((row) => row.periodKeys.day >= (days[0] ?? today));
  const byDay = Map.groupBy(shown, (row) => row.periodKeys.day);
  const tasks = [...Map.groupBy(rows, (row) => row.task.taskId).values()];
  return {
    today: todayView(byDay.get(today) ?? [], totals),
    days: days.map((day) => dayView(day, byDay.get(day) ?? [], totals.realm)),
    byClass: groupViews(shown, 'class', totals.realm),
    byModel: groupViews(
      shown.filter((row) => row.tier !== 'local'),
      'model',
      totals.realm,
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
  const report = reportGroup('today', rows);
  const exact = !rows.some((row) => row.settlement?.usageProvenance === 'estimated');
  return {
    // Nothing known to be spent may still be something unknown, or paid by a plan.
    cost: totals.cost === 0 ? reportCost(report, totals.realm) : totalCost(totals),
    unknownCosts: totals.unknownCost,
    tasks: totals.tasks,
    localTasks: reportGroup('local', local).tasks,
    avoided:
      avoided.length === 0
        ? undefined
        : costFigure({ cost: sumNano(avoided), kind: 'estimated', realm: totals.realm }),
    output: figure(totals.output, exact),
    hidden: figure(totals.hidden, !hasEstimatedSplit(rows), hiddenUnknown),
    hiddenShare: hiddenShare(report),
  };
}

function totalCost({ cost, estimated, realm }: DayTotals): CostFigure {
  return costFigure({ cost, kind: estimated ? 'estimated' : 'computed', realm });
}

function dayView(day: string, rows: readonly LedgerRow[], realm: Realm): DayView {
  const report = reportGroup(day, rows);
  return { day, ...sharedFigures(report, realm), estimated: hasEstimatedSplit(rows), tasks: report.tasks };
}

/** The dearest first. */
function groupViews(rows: readonly LedgerRow[], by: Grouping, realm: Realm): GroupView[] {
  return groupRows(rows, by)
    .toSorted((a, b) => b.cost - a.cost || b.tasks - a.tasks)
    .map((report) => ({
      name: report.key,
      ...sharedFigures(report, realm),
      tasks: report.tasks,
      p50Seconds: secondsOf(report.totalMs.p50),
      p95Seconds: report.attempts < fewestForP95 ? undefined : secondsOf(report.totalMs.p95),
    }));
}

function sharedFigures(report: ReportGroup, realm: Realm) {
  const { visible, hidden, unsplit } = report;
  return { visible, hidden, unsplit, hiddenShare: hiddenShare(report), cost: reportCost(report, realm) };
}

/** Of those attempts whose provider tells visible from hidden. */
function hiddenShare({ visible, hidden }: ReportGroup): number | undefined {
  return visible + hidden === 0 ? undefined : hidden / (visible + hidden);
}

function hasEstimatedSplit(rows: readonly LedgerRow[]): boolean {
  return rows.some(({ settlement }) => settlement?.usage.hidden !== undefined && !splitIsExact(settlement));
}

function secondsOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1_000;
}
