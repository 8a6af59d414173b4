/** Host side: how a budget stands, as a gauge. */
import type { BudgetState } from '../core/budget/limit.ts';
import { formatLimit, formatMoney } from '../core/pricing/formatMoney.ts';
import { nanoPerUsd } from '../core/pricing/money.ts';
import type { BudgetView } from './protocol.ts';

/** From this share on a gauge warns. */
const nearShare = 0.8;

export function budgetView(state: BudgetState): BudgetView {
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
    standing: standingOf(state),
    whenReached: limit.whenReached,
    resetsAt: state.resetsAt,
    setting: limit.setting,
  };
}

function standingOf({ limit, spent, held, left }: BudgetState): BudgetView['standing'] {
  if (left <= 0 && limit.period !== 'request') return 'reached';
  return spent + held >= limit.limit * nearShare && limit.period !== 'request' ? 'near' : 'fine';
}
