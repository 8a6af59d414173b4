/** From what a provider reported to what the ledger books. */
import type { Disagreement, Price } from '../model/price.ts';
import type { Provenance, ServiceTier, Usage, UsageReport } from '../model/usage.ts';
import { nanoUsd, type NanoUsd } from '../model/money.ts';
import { costAtPrice } from './rateArithmetic.ts';
import { priceAsServed } from './serviceTier.ts';

export interface SettledCost {
  /** undefined: neither a bill nor a price is known. Never a stand-in 0. */
  readonly cost: NanoUsd | undefined;
  readonly provenance: Provenance;
  readonly billed?: NanoUsd | undefined;
  readonly computed?: NanoUsd | undefined;
  readonly disagreement?: Disagreement | undefined;
  /** The bill cannot be true; what counts is the rest. */
  readonly billNotBelieved?: true | undefined;
}

export interface SettleInput {
  readonly report?: UsageReport | undefined;
  /** What the attempt used: the report's usage, or the estimate where the end was not a good one. */
  readonly usage: Usage;
  /** True when `usage` is an estimate though a report was seen (a stream that was cut). */
  readonly estimated?: boolean | undefined;
  /** That of the hold: lists and settings may change while an attempt runs. */
  readonly price: Price;
  /** What was said of it before a report came; the report's own word goes first. */
  readonly serviceTier?: ServiceTier | undefined;
  /** No bill above it is believed (quote.ts); undefined: nothing is known to judge it by. */
  readonly mostBill?: NanoUsd | undefined;
}

const disagreementShare = 0.02;
// Providers that write dollars with six decimals are off by up to half of this without any error.
const roundingOfBills = nanoUsd(1000);

/** undefined where the two agree to 2 % or to a millionth of a dollar, or one is missing. */
export function disagreementOf(
  billed: NanoUsd | undefined,
  computed: NanoUsd | undefined,
): Disagreement | undefined {
  if (billed === undefined || computed === undefined) return undefined;
  const difference = Math.abs(billed - computed);
  if (difference <= roundingOfBills || difference <= disagreementShare * Math.max(billed, computed)) {
    return undefined;
  }
  return { billed, computed, ratio: computed === 0 ? undefined : billed / computed };
}

const mostTimesComputed = 100;

/**
 * A bill that nothing can explain: a hundred times what the counts cost or less than a hundredth of it,
 * or more than any seller of the model could ask. A bill of 0 has reasons of its own (a free model).
 */
function isIncredible(billed: NanoUsd, { computed, mostBill, estimated }: BillJudgedBy): boolean {
  if (billed === 0) return false;
  if (mostBill !== undefined && billed > mostBill) return true;
  if (!computed || Math.abs(billed - computed) <= roundingOfBills) return false;
  // A bill seen before a cut covers less than what came.
  const isTooSmall = !estimated && computed > mostTimesComputed * billed;
  return isTooSmall || billed > mostTimesComputed * computed;
}

interface BillJudgedBy {
  readonly computed: NanoUsd | undefined;
  readonly estimated: boolean;
  readonly mostBill?: NanoUsd | undefined;
}

/**
 * Order of truth: the provider's bill unless the override says that it wins, the override, the book,
 * unknown. Both figures are kept, and told apart where they differ by more than 2 %. A bill that cannot
 * be true is kept and not counted.
 */
export function chooseCost(
  figures: BillJudgedBy & {
    readonly billed: NanoUsd | undefined;
    readonly price: Price;
    /** `computed` is from rates that are a guess: an estimate, though the counts are exact. */
    readonly isGuess?: boolean | undefined;
  },
): SettledCost {
  const { billed, computed, price, estimated, isGuess = false } = figures;
  const both = { billed, computed };
  if (billed !== undefined && isIncredible(billed, figures)) {
    const provenance = estimated || isGuess ? 'estimated' : 'computed';
    return { cost: computed, provenance, ...both, billNotBelieved: true };
  }
  if (estimated) {
    // A bill seen before a cut covers the stream up to there, so it is the least, not the last word.
    const most = billed !== undefined && computed !== undefined && computed > billed ? computed : billed;
    return { cost: most ?? computed, provenance: 'estimated', ...both };
  }
  const disagreement = disagreementOf(billed, computed);
  const overrideWins = price.state === 'known' && price.snapshot.winsOverBill && computed !== undefined;
  if (billed !== undefined && !overrideWins) {
    return { cost: billed, provenance: 'billed', ...both, disagreement };
  }
  return { cost: computed, provenance: isGuess ? 'estimated' : 'computed', ...both, disagreement };
}

export interface Settled extends SettledCost {
  /** That of the hold at the tier that answered. */
  readonly price: Price;
  /** The cost is from a tier whose price is not known. */
  readonly tierUnpriced: boolean;
}

/** What an attempt is booked at, once it has ended. */
export function settleCost(input: SettleInput): Settled {
  const { report, usage } = input;
  const { price, isGuess } = priceAsServed(input.price, report?.serviceTier ?? input.serviceTier);
  const chosen = chooseCost({
    billed: report?.billed,
    computed: costAtPrice(price, usage, 'halfUp'),
    price,
    estimated: input.estimated ?? report === undefined,
    mostBill: input.mostBill,
    isGuess,
  });
  return { ...chosen, price, tierUnpriced: isGuess && chosen.provenance !== 'billed' };
}
