/** The limit that a provider holds for a key, in words: it binds everybody who uses the key, unlike our budgets. */
/** `openrouter: the key has $12.30 left of $50.00`; undefined where nothing is known to be left. */
import type { KnownLimit } from '../model/budget.ts';
import { formatMoney } from './figures.ts';

export function keyLimitInWords({ endpointId, limit, remaining }: KnownLimit): string | undefined {
  if (remaining === undefined) return undefined;
  return limit === undefined
    ? `${endpointId}: the account has ${formatMoney(remaining)} of credit left; the key has no limit of its own`
    : `${endpointId}: the key has ${formatMoney(remaining)} left of ${formatMoney(limit)}`;
}
