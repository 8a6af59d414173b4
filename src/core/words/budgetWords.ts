/** Budgets in words: how one stands, what refused, what was changed for it, what a limit would have meant. */
import type { BudgetState, KnownLimit, Period } from '../model/budget.ts';
import type { ErrorDetails } from '../model/errors.ts';
import type { HoldOption } from '../model/ledger.ts';
import { nanoPerUsd, type NanoUsd, nanoUsd } from '../model/money.ts';
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
 * The limit that a provider holds for a key: it binds everybody who uses the key, unlike our budgets.
 *
 * @returns `openrouter: the key has $12.30 left of $50.00`; undefined where nothing is known to be left.
 */
export function keyLimitInWords({ endpointId, limit, remaining }: KnownLimit): string | undefined {
  if (remaining === undefined) return undefined;
  return limit === undefined
    ? `${endpointId}: the account has ${formatMoney(remaining)} of credit left; the key has no limit of its own`
    : `${endpointId}: the key has ${formatMoney(remaining)} left of ${formatMoney(limit)}`;
}

/** An amount among the details of an error. */
export function moneyIn(details: ErrorDetails, key: string): string {
  const value = details[key];
  return typeof value === 'number' ? formatMoney(nanoUsd(value)) : '$?';
}

/** What refused a request, in full. @param details of an error `budgetRefused`; `resetAt` says when it resets. */
export function budgetRefusalText(details: ErrorDetails, resetAt: (at: number) => string): string {
  const money = (key: string): string => moneyIn(details, key);
  const limit = details['limit'];
  const amount = typeof limit === 'number' ? formatLimit(limit / nanoPerUsd) : '$?';
  const usual = typeof details['usual'] === 'number' ? `, usually ${money('usual')}` : '';
  const resets = details['resetsAt'];
  const when = typeof resets === 'number' ? ` It resets ${resetAt(resets)}.` : '';
  const wait = details['heldByOthers'] === true ? ' Running requests hold part of it and give it back.' : '';
  const period = details['period'] === 'request' ? 'limit per request' : `${details['period']} limit`;
  return (
    `Not sent: your ${details['scope'] === 'workspace' ? 'workspace’s ' : ''}${amount} ${period} has ${money('left')} left; ` +
    `this needs up to ${money('needed')} held${usual}.${when}${wait} (${details['setting']})`
  );
}

/** The same in short, to follow `not sent:`. */
export function budgetRefusalReason({ unknownPrice, model, scope, period, setting }: ErrorDetails): string {
  return unknownPrice === true
    ? `the price of ${model} is unknown`
    : `the ${scope} budget per ${period} (${setting}) has no room for this request`;
}

type Variant = Pick<HoldOption, 'model' | 'endpointId' | 'effort' | 'maxOutputTokens'>;

/** Why an attempt runs in another way than was wished for. */
export function downgradeInWords(candidate: Variant, preferred: Variant): string {
  const changes: string[] = [];
  const sameModel = candidate.model === preferred.model && candidate.endpointId === preferred.endpointId;
  if (!sameModel) changes.push(`${candidate.model} instead of ${preferred.model}`);
  if (sameModel && candidate.effort !== preferred.effort) {
    changes.push(`effort ${candidate.effort} instead of ${preferred.effort}`);
  }
  if (candidate.maxOutputTokens < preferred.maxOutputTokens) {
    changes.push(
      `at most ${candidate.maxOutputTokens} output tokens instead of ${preferred.maxOutputTokens}`,
    );
  }
  return `${changes.join(', ')}: the budget has no room for more`;
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
