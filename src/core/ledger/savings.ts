/**
 * What routing saved against sending every task to the reasoning model, signed and as a range: what
 * would have been is never known, and where routing cost more it must say so.
 */
import { quantile } from '../meter/quantile.ts';
import { nanoUsd, type NanoUsd, zeroNano } from '../pricing/money.ts';
import type { RequestClass } from '../request.ts';
import type { LedgerRow, Settlement } from './ledger.ts';

export interface CostRange {
  readonly low: NanoUsd;
  readonly high: NanoUsd;
}

/** On what a class's reasoning cost was assumed; said beside the figure. */
export interface SavingsAssumption {
  readonly class: RequestClass;
  /** `learned`: middle half of this machine's reasoning attempts of that class. */
  readonly basis: 'learned' | 'default';
  /** Reasoning attempts learned from; 0 for the default. */
  readonly samples: number;
  readonly perTask: CostRange;
}

export interface Savings {
  /** Positive = saved; negative = routing cost more. */
  readonly low: NanoUsd;
  readonly high: NanoUsd;
  readonly tasks: number;
  /** Tasks left out because what they cost, or would have cost, nobody can say. */
  readonly leftOut: number;
  readonly assumptions: readonly SavingsAssumption[];
}

/** Fewer attempts than this describe themselves, not the class. */
const fewestSamples = 5;

type Ended = LedgerRow & { readonly settlement: Settlement & { readonly cost: NanoUsd } };

function hasCost(row: LedgerRow): row is Ended {
  return row.settlement?.cost !== undefined;
}

function learnedRange(costs: readonly NanoUsd[]): CostRange | undefined {
  if (costs.length < fewestSamples) return undefined;
  const [low, high] = [quantile(costs, 0.25), quantile(costs, 0.75)];
  return low === undefined || high === undefined ? undefined : { low: nanoUsd(low), high: nanoUsd(high) };
}

function assumptionsOf(
  rows: readonly Ended[],
  defaultCost: (requestClass: RequestClass) => CostRange | undefined,
): ReadonlyMap<RequestClass, SavingsAssumption> {
  const classes = new Set(rows.map(({ task }) => task.class));
  const found = [...classes].flatMap((each): SavingsAssumption[] => {
    const reasoned = rows.filter(
      ({ task, tier, settlement }) =>
        task.class === each && tier === 'reasoning' && settlement.end === 'complete',
    );
    const learned = learnedRange(reasoned.map(({ settlement }) => settlement.cost));
    if (learned !== undefined) {
      return [{ class: each, basis: 'learned', samples: reasoned.length, perTask: learned }];
    }
    const assumed = defaultCost(each);
    return assumed === undefined ? [] : [{ class: each, basis: 'default', samples: 0, perTask: assumed }];
  });
  return new Map(found.map((assumption) => [assumption.class, assumption]));
}

/**
 * The alternative includes the hidden tokens that reasoning would have used, since it is taken from
 * attempts that did reason. A task that reasoned anyway saved nothing, and what was tried before it
 * (escalation) is a loss.
 *
 * @param rows of one realm, newest or oldest first.
 * @param defaultCost a labelled assumption where too few reasoning attempts are known; undefined
 *   leaves that class out.
 */
export function savingsAgainstReasoning(
  rows: readonly LedgerRow[],
  defaultCost: (requestClass: RequestClass) => CostRange | undefined,
): Savings {
  const assumptions = assumptionsOf(rows.filter(hasCost), defaultCost);
  const used = new Set<SavingsAssumption>();
  const settled = rows.filter((row) => row.settlement !== undefined);
  let [low, high, tasks, leftOut] = [0, 0, 0, 0];
  for (const attempts of Map.groupBy(settled, ({ task }) => task.taskId).values()) {
    const costed = attempts.filter(hasCost);
    const reasoned = costed.filter(({ tier }) => tier === 'reasoning');
    const actual = costed.reduce((sum, { settlement }) => sum + settlement.cost, 0);
    const assumption = assumptions.get(attempts[0]?.task.class ?? 'complete');
    const direct = reasoned.reduce((sum, { settlement }) => sum + settlement.cost, 0);
    const otherwise = reasoned.length > 0 ? { low: direct, high: direct } : assumption?.perTask;
    if (otherwise === undefined || costed.length < attempts.length) {
      leftOut += 1;
      continue;
    }
    if (reasoned.length === 0 && assumption !== undefined) used.add(assumption);
    low += otherwise.low - actual;
    high += otherwise.high - actual;
    tasks += 1;
  }
  const range = tasks === 0 ? { low: zeroNano, high: zeroNano } : { low: nanoUsd(low), high: nanoUsd(high) };
  return { ...range, tasks, leftOut, assumptions: [...used] };
}
