/** How budgets stand, and the limits that providers hold for keys, in words. */
import type { BudgetState, KnownLimit } from '../model/budget.ts';
import { nanoPerUsd } from '../model/money.ts';
import { formatLimit, formatMoney } from './figures.ts';

/** Beside every budget: none of them binds a team. */
export const budgetReach = 'per developer and machine';

/** `day: $1.42 + $0.180 held of $5`. */
export function budgetLine({ limit: { scope, period, limit }, spent, held }: BudgetState): string {
  const holds = held > 0 ? ` + ${formatMoney(held)} held` : '';
  const name = scope === 'workspace' ? `this workspace, ${period}` : period;
  return `${name}: ${formatMoney(spent)}${holds} of ${formatLimit(limit / nanoPerUsd)}`;
}

/** What a person is told once when a budget nears its end, and once when it is used up. */
export function alertWords(
  at: 'near' | 'end',
  { limit: { scope, period, limit }, spent }: BudgetState,
): string {
  const which = `${period} budget${scope === 'workspace' ? ' of this workspace' : ''}`;
  const sums = `${formatMoney(spent)} of ${formatLimit(limit / nanoPerUsd)}, ${budgetReach}`;
  const share = Math.round((spent / limit) * 100);
  return at === 'near'
    ? `${share} % of the ${which} is spent: ${sums}.`
    : `The ${which} is used up: ${sums}.`;
}

/**
 * `openrouter: the key has $12.30 left of $50.00`; undefined where nothing is known to be left. It
 * binds everybody who uses the key, unlike our budgets.
 */
export function keyLimitInWords({ endpointId, limit, remaining }: KnownLimit): string | undefined {
  if (remaining === undefined) return undefined;
  return limit === undefined
    ? `${endpointId}: the account has ${formatMoney(remaining)} of credit left; the key has no limit of its own`
    : `${endpointId}: the key has ${formatMoney(remaining)} left of ${formatMoney(limit)}`;
}
