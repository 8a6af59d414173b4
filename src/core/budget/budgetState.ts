import { type NanoUsd, saturated } from '../pricing/money.ts';
import type { BudgetLimit, BudgetState } from './limit.ts';
import { resetsAt } from './periodKeys.ts';

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
