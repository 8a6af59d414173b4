/** What a request can cost at most: the sum that is held before anything is sent. */
import { saturated, zeroNano, type NanoUsd } from './money.ts';
import type { Price, PriceBook, PricedModel, Rates } from './price.ts';
import { costAtRates } from './rateArithmetic.ts';
import { scaleRates } from './scaleRates.ts';
import { dearestServed } from './serviceTier.ts';

export interface QuoteInput {
  /** No more input tokens than this can be billed (src/core/pricing/inputBound.ts). */
  readonly inputBound: number;
  /** The cap on the wire, thinking included. */
  readonly maxOutputTokens: number;
  readonly model: PricedModel;
  readonly book: PriceBook;
  /** When the attempt begins, ms since the epoch. */
  readonly at: number;
  /** When it ends at the latest; a price that changes by then is held at the dearer of the two. */
  readonly until?: number | undefined;
}

function largest(costs: readonly NanoUsd[]): NanoUsd | undefined {
  return costs.reduce<NanoUsd | undefined>(
    (most, cost) => (most === undefined || cost > most ? cost : most),
    undefined,
  );
}

/**
 * The dearest usage within the caps. Cost is linear in each bucket within a tier, so the maximum
 * lies where all input sits in one bucket, all output in one, and the input is either the bound or
 * the last token before a tier begins (a tier may be cheaper than the one below it).
 */
function worstAtRates(rates: Rates, inputBound: number, output: number): NanoUsd | undefined {
  const marks = (rates.tiers ?? []).map((tier) => tier.aboveInput);
  const inputs = [...marks.filter((mark) => mark < inputBound), inputBound];
  const costs = inputs.flatMap((input) =>
    [{}, { cacheRead: input }, { cacheWrite: input }, { cacheWrite: input, cacheWriteHour: input }].flatMap(
      (cache) => [0, output].map((hidden) => costAtRates(rates, { input, ...cache, output, hidden }, 'up')),
    ),
  );
  return largest(costs.filter((cost) => cost !== undefined));
}

function worstOf(price: Price, input: QuoteInput): NanoUsd | undefined {
  switch (price.state) {
    case 'known': {
      const rates = scaleRates(price.snapshot.rates, dearestServed(input.model, price.snapshot));
      return worstAtRates(rates, input.inputBound, input.maxOutputTokens);
    }
    case 'zero':
      return zeroNano;
    case 'included':
    case 'unknown':
      return undefined;
  }
}

/**
 * Upper bound of the cost, rounded up; undefined where the price is unknown or the use is included
 * elsewhere (the price's state says which). Holds for every usage within the caps while the provider
 * honours the cap on the wire and charges by token.
 */
export function worstCase(input: QuoteInput): NanoUsd | undefined {
  const moments = [input.at, input.until ?? input.at];
  const costs = moments.map((at) => worstOf(input.book.priceOf(input.model, at), input));
  const known = costs.filter((cost) => cost !== undefined);
  return known.length < costs.length ? undefined : largest(known);
}

/** What a model was ever sold at by the token, o1-pro at OpenAI: stands in where no price is known. */
const dearestRates: Rates = { input: 150, output: 600 };
/** Between sellers of one model prices differ by less than this, tools and fees included. */
const mostTimesTheHold = 10;

/**
 * The largest bill for one attempt that is believed: several times its hold or, where nothing is held
 * for it, what the dearest model would be held at.
 *
 * @param bounds tokens of input and of output at most
 */
export function mostBill(
  { hold, priceState }: { readonly hold: NanoUsd; readonly priceState: Price['state'] },
  bounds: Pick<QuoteInput, 'inputBound' | 'maxOutputTokens'>,
): NanoUsd {
  const held =
    priceState === 'known' && hold > 0
      ? hold
      : worstAtRates(dearestRates, bounds.inputBound, bounds.maxOutputTokens);
  return saturated(mostTimesTheHold * (held ?? zeroNano));
}
