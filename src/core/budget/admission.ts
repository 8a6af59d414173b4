/**
 * Whether an attempt may be paid for, and in which of its variants. Pure: a ledger calls it inside
 * the transaction that read the states and inserts the hold.
 */
import type { Admission, HoldOption } from '../ledger/ledger.ts';
import { type NanoUsd, saturated } from '../pricing/money.ts';
import { type BudgetState, periods } from './limit.ts';

/** An admission before the ledger adds where in its journal it stood. */
export type Verdict =
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
export function admit(options: readonly HoldOption[], states: readonly BudgetState[]): Verdict {
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
