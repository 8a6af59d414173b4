/**
 * What ledger rows add up to, for screens, exports and the choice of a limit. Pure; a figure that nobody
 * knows stays undefined and is counted, never taken for zero.
 */
import { quantile } from '../meter/learnedRates.ts';
import { type NanoUsd, sumNano, nanoPerUsd } from '../model/money.ts';
import type { LedgerRow, Settlement } from '../model/ledger.ts';
import { chargeOf } from './charge.ts';
import { formatLimit, formatMoney } from '../words/figures.ts';
import type { Period } from '../model/budget.ts';

export interface Spread {
  readonly p50: number | undefined;
  readonly p95: number | undefined;
}

/** One line of a report: a day, a class, a model. */
export interface ReportGroup {
  readonly key: string;
  readonly tasks: number;
  readonly attempts: number;
  readonly cost: NanoUsd;
  /** True where a part of `cost` is estimated. */
  readonly estimated: boolean;
  /** Attempts whose cost nobody knows, and those billed elsewhere; neither is in `cost`. */
  readonly unknownCost: number;
  readonly included: number;
  /** Output tokens of attempts whose provider tells visible from hidden. */
  readonly visible: number;
  readonly hidden: number;
  /** Output tokens of all others. */
  readonly unsplit: number;
  /** Whole attempts, ms; local tools and crashed attempts aside. */
  readonly totalMs: Spread;
  readonly firstTokenMs: Spread;
}

export const groupings = {
  day: (row: LedgerRow): string => row.periodKeys.day,
  class: (row: LedgerRow): string => row.task.class,
  model: (row: LedgerRow): string =>
    row.tool ?? `${row.endpointId}/${row.settlement?.servedModel ?? row.model}`,
} as const;
export type Grouping = keyof typeof groupings;

type SettledRow = LedgerRow & { readonly settlement: Settlement };

function isSettled(row: LedgerRow): row is SettledRow {
  return row.settlement !== undefined;
}

function sum(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

function known<Value>(values: readonly (Value | undefined)[]): readonly Value[] {
  return values.filter((value) => value !== undefined);
}

function spread(values: readonly number[]): Spread {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95) };
}

/** @param rows any; those that have not been settled count for nothing. */
export function reportGroup(key: string, rows: readonly LedgerRow[]): ReportGroup {
  const settled = rows.filter(isSettled);
  const settlements = settled.map(({ settlement }) => settlement);
  const split = settlements.filter(({ usage }) => usage.output !== undefined && usage.hidden !== undefined);
  const timed = settled.filter(({ tier, settlement }) => tier !== 'local' && settlement.end !== 'reaped');
  const hidden = sum(split.map(({ usage }) => usage.hidden));
  const splitOutput = sum(split.map(({ usage }) => usage.output));
  const uncosted = settled.filter(({ settlement }) => settlement.cost === undefined);
  const included = uncosted.filter(({ priceState }) => priceState === 'included').length;
  return {
    key,
    tasks: new Set(settled.map(({ task }) => task.taskId)).size,
    attempts: settled.length,
    cost: sumNano(known(settlements.map(({ cost }) => cost))),
    estimated: settlements.some(({ provenance }) => provenance === 'estimated'),
    unknownCost: uncosted.length - included,
    included,
    visible: splitOutput - hidden,
    hidden,
    unsplit: sum(settlements.map(({ usage }) => usage.output)) - splitOutput,
    totalMs: spread(timed.map(({ settlement }) => settlement.totalMs)),
    firstTokenMs: spread(known(timed.map(({ settlement }) => settlement.firstTokenMs))),
  };
}

/** In the order of the keys. */
export function groupRows(rows: readonly LedgerRow[], by: Grouping): readonly ReportGroup[] {
  const groups = Map.groupBy(rows.filter(isSettled), groupings[by]);
  return [...groups]
    .map(([key, members]) => reportGroup(key, members))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

export interface CostPerSuccess {
  /** Tasks whose outcome is known and whose cost is known. */
  readonly judged: number;
  readonly successes: number;
  /** Cost of all judged tasks, the failed ones too. */
  readonly cost: NanoUsd;
  /** nano-USD a success, the failures paid for by it; undefined without one. */
  readonly perSuccess: number | undefined;
}

/** What a success has cost: tasks accepted or edited succeeded, rejected and undone ones did not. */
export function costPerSuccess(rows: readonly LedgerRow[]): CostPerSuccess {
  const tasks = [...Map.groupBy(rows.filter(isSettled), ({ task }) => task.taskId).values()];
  const judged = tasks.filter(
    (attempts) =>
      attempts[0]?.outcome !== 'unknown' && attempts.every(({ settlement }) => settlement.cost !== undefined),
  );
  const successes = judged.filter(([first]) => first?.outcome === 'accepted' || first?.outcome === 'edited');
  const cost = sumNano(known(judged.flat().map(({ settlement }) => settlement.cost)));
  return {
    judged: judged.length,
    successes: successes.length,
    cost,
    perSuccess: successes.length === 0 ? undefined : cost / successes.length,
  };
}

// What a limit would have meant for the spending there was, so that a limit can be chosen by what was needed.

/** What counted against the budgets, one sum for each period (or request) in which anything was spent. */
export function spentPer(period: Period, rows: readonly LedgerRow[]): readonly NanoUsd[] {
  const ended = rows.filter((row) => row.settlement !== undefined);
  const groups = Map.groupBy(ended, ({ task, periodKeys }) =>
    period === 'request' ? task.taskId : periodKeys[period],
  );
  return [...groups.values()].map((group) =>
    sumNano(group.map((row) => chargeOf(row.settlement?.cost, row))),
  );
}

/** `dearest of 12 days $1.20, middle one $0.40`; undefined where nothing was spent. */
export function spentInWords(period: Period, sums: readonly NanoUsd[]): string | undefined {
  const ordered = sums.toSorted((a, b) => a - b);
  const dearest = ordered.at(-1);
  if (dearest === undefined) return undefined;
  if (ordered.length === 1) return `one ${period} with spending, ${formatMoney(dearest)}`;
  const middle = ordered[Math.floor((ordered.length - 1) / 2)];
  return `dearest of ${ordered.length} ${period}s ${formatMoney(dearest)}, middle one ${formatMoney(middle)}`;
}

/** `At $2.50, 3 of 12 days would have gone over.` @param limit in dollars */
export function reachedInWords(period: Period, sums: readonly NanoUsd[], limit: number): string {
  const over = sums.filter((spent) => spent > limit * nanoPerUsd).length;
  const at = `At ${formatLimit(limit)}`;
  if (sums.length === 0) return `${at}, nothing would have changed: nothing was spent.`;
  if (sums.length === 1) return `${at}, the one ${period} would ${over === 0 ? 'not ' : ''}have gone over.`;
  return `${at}, ${over === 0 ? 'none' : over} of ${sums.length} ${period}s would have gone over.`;
}
