/** Told at 80 % and at the end, once per period and limit; never in between. */
import type { BudgetState, PeriodKeys } from './limit.ts';

export interface BudgetAlert {
  readonly at: 'near' | 'end';
  readonly state: BudgetState;
  /** Equal in all windows and for the whole period: what `Ledger.claimNotice` takes. */
  readonly key: string;
}

/** Share of the limit at which a person is told that it nears its end. */
export const nearShare = 0.8;

/**
 * Counts settled cost alone: a hold is a worst case that mostly comes back, and an alarm that takes
 * itself back is none. Limits per request and limits of zero have nothing to approach.
 */
export function alertsDue(states: readonly BudgetState[], keys: PeriodKeys): readonly BudgetAlert[] {
  return states.flatMap((state): BudgetAlert[] => {
    const { limit, spent } = state;
    if (limit.period === 'request' || limit.limit <= 0) return [];
    const at = spent >= limit.limit ? 'end' : spent >= limit.limit * nearShare ? 'near' : undefined;
    if (at === undefined) return [];
    const parts = [limit.scope, limit.workspaceId ?? '', limit.period, keys[limit.period], limit.limit, at];
    return [{ at, state, key: parts.join('|') }];
  });
}
