/** What a refused person is told: facts only, the words are made at the edge. */
import { SwitchyardError } from '../errors.ts';
import type { Admission } from '../ledger/ledger.ts';
import { type NanoUsd, zeroNano } from '../pricing/money.ts';
import type { BudgetScope, Period, WhenReached } from './limit.ts';

export interface BudgetRefusal {
  readonly scope: BudgetScope;
  readonly period: Period;
  readonly setting: string;
  readonly whenReached: WhenReached;
  readonly limit: NanoUsd;
  readonly spent: NanoUsd;
  /** What running attempts hold, other windows included; part of it comes back when they end. */
  readonly held: NanoUsd;
  /** Never negative: what was overspent cannot be used either. */
  readonly left: NanoUsd;
  /** Worst case of the cheapest variant that was considered. */
  readonly needed: NanoUsd;
  /** What such a request has usually cost; undefined while too few are known. */
  readonly usual: NanoUsd | undefined;
  /** ms since the epoch; undefined for a limit per request, which no waiting renews. */
  readonly resetsAt: number | undefined;
  /** True where waiting for running attempts to end may make room. */
  readonly heldByOthers: boolean;
}

export function refusalFacts(
  refused: Extract<Admission, { admitted: false }>,
  usual: NanoUsd | undefined,
): BudgetRefusal {
  const { limit, spent, held, left, resetsAt } = refused.refusedBy;
  return {
    scope: limit.scope,
    period: limit.period,
    setting: limit.setting,
    whenReached: limit.whenReached,
    limit: limit.limit,
    spent,
    held,
    left: left < 0 ? zeroNano : left,
    needed: refused.needed,
    usual,
    resetsAt,
    heldByOthers: held > 0 && spent + refused.needed <= limit.limit,
  };
}

/** Terminal: neither retryable nor anything a client could take for a provider's rate limit. */
export function budgetRefused(refusal: BudgetRefusal): SwitchyardError {
  return new SwitchyardError(
    'budgetRefused',
    `the ${refusal.scope} budget per ${refusal.period} (${refusal.setting}) has no room for this request`,
    { details: { ...refusal }, unbilled: true, retryable: false },
  );
}
