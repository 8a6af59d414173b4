/** Host side: ledger figures as the page shows them, worded as on every other surface. */
import type { LedgerRow, Settlement } from '../core/ledger/ledger.ts';
import { formatMoney } from '../core/pricing/formatMoney.ts';
import type { ReportGroup } from '../core/ledger/reports.ts';
import { zeroNano, type NanoUsd } from '../core/pricing/money.ts';
import { formatTokens } from '../core/receipt/formatTokens.ts';
import type { CostFigure, CostKind, Figure } from './protocol.ts';

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
 * output is the upper bound, and is marked as one; an estimate is marked as that alone.
 */
export function visibleFigure(
  output: number | undefined,
  hidden: number | undefined,
  exact: boolean,
): Figure {
  if (output !== undefined && hidden !== undefined) return figure(Math.max(0, output - hidden), exact);
  const bound = figure(output, exact);
  return output === undefined || !exact ? bound : { ...bound, text: `≤${bound.text}` };
}

/** Whether the split into visible and hidden is the provider's own. */
export function splitIsExact(settlement: Settlement): boolean {
  return settlement.usageProvenance === 'exact' && !settlement.flags.includes('hiddenEstimated');
}

/** A cost, not yet in words. */
export interface CostPart {
  readonly cost: NanoUsd | undefined;
  readonly kind: CostKind;
}

/** What an attempt cost so far. */
export function costPart({ state, tier, priceState, settlement, live }: LedgerRow): CostPart {
  if (state === 'released') return { cost: zeroNano, kind: 'notBilled' };
  if (tier === 'local' || priceState === 'zero') return { cost: zeroNano, kind: 'zero' };
  const cost = settlement === undefined ? live?.cost : settlement.cost;
  if (cost !== undefined) return { cost, kind: settlement?.provenance ?? 'estimated' };
  return { cost, kind: priceState === 'included' ? 'included' : 'unknown' };
}

/** Never $0 for what nobody knows or what a plan pays. */
export function costFigure({ cost, kind }: CostPart): CostFigure {
  switch (kind) {
    case 'unknown':
      return { text: '$?', kind };
    case 'included':
      return { text: 'included', kind };
    case 'notBilled':
      return { text: 'not billed', nanoUsd: 0, kind };
    default:
      return { text: formatMoney(cost, { approximate: kind === 'estimated' }), nanoUsd: cost, kind };
  }
}

/** `$1.42`, `≈$1.42` when a part is estimated, `$1.42 + $?` when a part is unknown. */
export function reportCost({ attempts, cost, estimated, unknownCost, included }: ReportGroup): CostFigure {
  if (attempts > 0 && unknownCost + included === attempts) {
    return costFigure({ cost: undefined, kind: unknownCost > 0 ? 'unknown' : 'included' });
  }
  const sum = costFigure({ cost, kind: estimated ? 'estimated' : 'computed' });
  return unknownCost > 0 ? { ...sum, text: `${sum.text} + $?` } : sum;
}
