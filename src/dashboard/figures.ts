/** Host side: ledger figures as the page shows them, worded as on every other surface. */
import type { LedgerRow, Settlement } from '../core/ledger/ledger.ts';
import { formatMoney } from '../core/pricing/formatMoney.ts';
import { nanoUsd, sumNano, type NanoUsd } from '../core/pricing/money.ts';
import { formatTokens } from '../core/receipt/formatTokens.ts';
import type { CostFigure, Figure } from './protocol.ts';

/** `2,304`, `≈2.3k`, or `unknown` where the provider did not say. */
export function figure(tokens: number | undefined, exact: boolean, unknown = '?'): Figure {
  if (tokens === undefined) return { text: unknown, estimated: false };
  return { text: formatTokens({ tokens, exact }), count: tokens, estimated: !exact };
}

/** Stands where hidden tokens were used, or were not: nobody says. */
export const hiddenUnknown = 'hidden ?';

/** Where no tokens were used at all. */
export const noTokens: Figure = { text: '–', count: 0, estimated: false };

/**
 * Output that a person got to see. Where the provider does not say how much was hidden, all of its
 * output is the upper bound, and is marked as one.
 */
export function visibleFigure(
  output: number | undefined,
  hidden: number | undefined,
  exact: boolean,
): Figure {
  if (output !== undefined && hidden !== undefined) return figure(Math.max(0, output - hidden), exact);
  const bound = figure(output, exact);
  return output === undefined ? bound : { ...bound, text: `≤${bound.text}` };
}

/** Whether the split into visible and hidden is the provider's own. */
export function splitIsExact(settlement: Settlement): boolean {
  return settlement.usageProvenance === 'exact' && !settlement.flags.includes('hiddenEstimated');
}

/** Cost of one attempt, ended or running; never $0 for what nobody knows or what a plan pays. */
export function costFigure(row: LedgerRow): CostFigure {
  if (row.state === 'released') return { text: 'not billed', nanoUsd: 0, kind: 'notBilled' };
  const { settlement } = row;
  const cost = settlement === undefined ? row.live?.cost : settlement.cost;
  if (row.tier === 'local' || row.priceState === 'zero') return { text: '$0', nanoUsd: 0, kind: 'zero' };
  if (cost === undefined && row.priceState === 'included') return { text: 'included', kind: 'included' };
  return knownCost(cost, settlement?.provenance ?? 'estimated');
}

export function knownCost(cost: NanoUsd | undefined, kind: 'billed' | 'computed' | 'estimated'): CostFigure {
  if (cost === undefined) return { text: '$?', kind: 'unknown' };
  return { text: formatMoney(cost, { approximate: kind === 'estimated' }), nanoUsd: cost, kind };
}

/** `$1.42`, `≈$1.42` when a part is estimated, `$1.42 + $?` when a part is unknown. */
export function costSum(costs: readonly CostFigure[]): CostFigure {
  const known = costs.flatMap(({ nanoUsd: cost }): NanoUsd[] => (cost === undefined ? [] : [nanoUsd(cost)]));
  const isUnknown = costs.some(({ kind }) => kind === 'unknown');
  if (known.length === 0 && costs.length > 0) {
    return isUnknown ? { text: '$?', kind: 'unknown' } : { text: 'included', kind: 'included' };
  }
  const kind = costs.some((cost) => cost.kind === 'estimated') ? 'estimated' : 'computed';
  const sum = knownCost(sumNano(known), kind);
  return isUnknown ? { ...sum, text: `${sum.text} + $?` } : sum;
}
