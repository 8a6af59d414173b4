/** What a limit would have meant for the spending there was, so that a limit can be chosen by what was needed. */
import { chargeOf } from '../ledger/charge.ts';
import type { LedgerRow } from '../ledger/ledger.ts';
import { formatLimit, formatMoney } from '../pricing/formatMoney.ts';
import { nanoPerUsd, sumNano, type NanoUsd } from '../pricing/money.ts';
import type { Period } from './limit.ts';

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
  const over = sums.filter((sum) => sum > limit * nanoPerUsd).length;
  const at = `At ${formatLimit(limit)}`;
  if (sums.length === 0) return `${at}, nothing would have changed: nothing was spent.`;
  if (sums.length === 1) return `${at}, the one ${period} would ${over === 0 ? 'not ' : ''}have gone over.`;
  return `${at}, ${over === 0 ? 'none' : over} of ${sums.length} ${period}s would have gone over.`;
}
