/**
 * Whether an attempt may be paid for, in which of its variants, and what a refusal says. Pure: a ledger
 * calls it inside the transaction that read the states and inserts the hold.
 */
import type { Admission, HoldOption } from '../model/ledger.ts';
import { type NanoUsd, saturated, zeroNano } from '../model/money.ts';
import {
  type BudgetState,
  periods,
  type BudgetLimit,
  resetsAt,
  type BudgetScope,
  type Period,
  type WhenReached,
} from '../model/budget.ts';
import { SwitchyardError } from '../model/errors.ts';

/** An admission before the ledger adds where in its journal it stood. */
export type AdmissionDecision =
  | Omit<Extract<Admission, { admitted: true }>, 'asOf'>
  | Omit<Extract<Admission, { admitted: false }>, 'asOf'>;

/** A free attempt spends nothing, so it passes even a limit that is used up. */
function allows(state: BudgetState, hold: NanoUsd): boolean {
  return hold === 0 || hold <= state.left;
}

function withHold(state: BudgetState, hold: NanoUsd): BudgetState {
  return { ...state, held: saturated(state.held + hold), left: saturated(state.left - hold) };
}

/**
 * Of several limits that refuse, the one that binds longest: waiting for the day to end is no help
 * where the month is used up, and no waiting helps against a limit per request.
 */
function mostBinding(refusing: readonly BudgetState[]): BudgetState | undefined {
  const patience = (state: BudgetState) =>
    state.limit.period === 'request' ? periods.length : periods.indexOf(state.limit.period);
  return refusing.toSorted((a, b) => patience(b) - patience(a) || a.left - b.left)[0];
}

/**
 * Admits the first option that every limit allows. A limit that warns allows everything and is
 * named in `warned`; one that blocks allows no option but the preferred; one that downgrades allows
 * any option that fits.
 *
 * @param options the preferred first, at least one.
 * @throws RangeError when there is no option.
 */
export function admit(options: readonly HoldOption[], states: readonly BudgetState[]): AdmissionDecision {
  const preferred = options[0];
  if (preferred === undefined) throw new RangeError('a hold request needs at least one option');
  const binding = states.filter((state) => state.limit.whenReached !== 'warn');
  const blocked = binding.some(
    (state) => state.limit.whenReached === 'block' && !allows(state, preferred.hold),
  );
  const considered = blocked ? [preferred] : options;

  for (const [index, option] of considered.entries()) {
    if (binding.every((state) => allows(state, option.hold))) {
      return {
        admitted: true,
        option: index,
        warned: states.filter((state) => state.limit.whenReached === 'warn' && !allows(state, option.hold)),
        budgets: states.map((state) => withHold(state, option.hold)),
      };
    }
  }
  const cheapest = considered.reduce((least, option) => (option.hold < least.hold ? option : least));
  const refusedBy = mostBinding(binding.filter((state) => !allows(state, cheapest.hold)));
  if (refusedBy === undefined) throw new RangeError('no option was allowed and no limit refused');
  return { admitted: false, refusedBy, needed: cheapest.hold, budgets: states };
}

/** What a limit's period has used: settled cost and the holds of running attempts. */
export interface Balance {
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
}

/** @param at ms since the epoch; decides when the period resets. */
export function budgetState(limit: BudgetLimit, balance: Balance, at: number): BudgetState {
  return {
    limit,
    ...balance,
    left: saturated(limit.limit - balance.spent - balance.held),
    resetsAt: resetsAt(limit.period, at),
  };
}

/** What a refused person is told: facts only, the words are made at the edge. */
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
  const { limit, spent, held, left } = refused.refusedBy;
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
    resetsAt: refused.refusedBy.resetsAt,
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
