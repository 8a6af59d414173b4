import type { Rates, RateSet } from './price.ts';

/** Published rates have a few digits; what a product adds beyond a dozen is binary residue. */
function scaled(rate: number | undefined, factor: number): number | undefined {
  return rate === undefined ? undefined : Number((rate * factor).toPrecision(12));
}

function scaleSet(set: RateSet, factor: number): RateSet {
  return {
    input: scaled(set.input, factor),
    cacheRead: scaled(set.cacheRead, factor),
    cacheWrite: scaled(set.cacheWrite, factor),
    cacheWriteHour: scaled(set.cacheWriteHour, factor),
    output: scaled(set.output, factor),
    hidden: scaled(set.hidden, factor),
  };
}

/** Rates per token × `factor`, in each tier of length; a fee per request stays as it is. */
export function scaleRates(rates: Rates, factor: number): Rates {
  if (factor === 1) return rates;
  const { tiers } = rates;
  return {
    ...rates,
    ...scaleSet(rates, factor),
    ...(tiers && {
      tiers: tiers.map((tier) => ({ aboveInput: tier.aboveInput, ...scaleSet(tier, factor) })),
    }),
  };
}
