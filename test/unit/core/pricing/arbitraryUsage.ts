/** Usages and rates as anything may send them, for properties. */
import fc from 'fast-check';
import type { Usage } from '../../../../src/core/model/usage.ts';
import type { Rates } from '../../../../src/core/model/price.ts';

/** Any usage within caps: parts never exceed what they are a part of. */
export function usageWithin(maxInput: number, maxOutput: number): fc.Arbitrary<Usage> {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  return fc
    .record({
      input: fc.nat(maxInput),
      output: fc.nat(maxOutput),
      read: share,
      write: share,
      hour: share,
      thought: share,
    })
    .map(({ input, output, read, write, hour, thought }) => {
      const cacheRead = Math.floor(input * read);
      const cacheWrite = Math.floor((input - cacheRead) * write);
      return {
        input,
        output,
        cacheRead,
        cacheWrite,
        cacheWriteHour: Math.floor(cacheWrite * hour),
        hidden: Math.floor(output * thought),
      };
    });
}

/** Published rates have few decimals; 0.0375 is among the finest. */
const rate = fc.integer({ min: 0, max: 6_000_000 }).map((tenThousandths) => tenThousandths / 10_000);
const maybeRate = fc.option(rate, { nil: undefined });
const rateSet = {
  input: rate,
  output: rate,
  cacheRead: maybeRate,
  cacheWrite: maybeRate,
  cacheWriteHour: maybeRate,
  hidden: maybeRate,
};

/** Flat or tiered, rising or falling, with or without a fee per request. */
export function anyRates(maxInput: number): fc.Arbitrary<Rates> {
  return fc.record({
    ...rateSet,
    perRequest: fc.option(
      fc.integer({ min: 0, max: 50 }).map((cents) => cents / 1000),
      { nil: undefined },
    ),
    tiers: fc
      .array(fc.record({ ...rateSet, aboveInput: fc.nat(maxInput) }), { maxLength: 3 })
      .map((tiers) => tiers.toSorted((a, b) => a.aboveInput - b.aboveInput)),
  });
}
