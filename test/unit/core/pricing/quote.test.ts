import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { PriceBook } from '../../../../src/core/model/price.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { mostBill, worstCase } from '../../../../src/core/pricing/quote.ts';
import { costAtRates } from '../../../../src/core/pricing/rateArithmetic.ts';
import { anyRates, usageWithin } from './arbitraryUsage.ts';
import { aDay, knownPrice, priced } from './pricedModels.ts';

function bookOf(price: ReturnType<PriceBook['priceOf']>): PriceBook {
  return { priceOf: () => price, costOf: () => undefined };
}
const model = priced('openai', 'gpt-5');

test('no usage within the caps costs more than the worst case, whatever its tiers and caches', () => {
  const maxInput = 400_000;
  const maxOutput = 32_000;
  const cases = fc.record({
    rates: anyRates(maxInput),
    usage: usageWithin(maxInput, maxOutput),
    inputBound: fc.nat(maxInput),
    maxOutputTokens: fc.nat(maxOutput),
  });
  fc.assert(
    fc.property(cases, ({ rates, usage, inputBound, maxOutputTokens }) => {
      fc.pre((usage.input ?? 0) <= inputBound && (usage.output ?? 0) <= maxOutputTokens);
      const worst = worstCase({
        inputBound,
        maxOutputTokens,
        model,
        book: bookOf(knownPrice(rates)),
        at: aDay,
      });
      expect(worst).toBeGreaterThanOrEqual(costAtRates(rates, usage, 'up') ?? Number.NaN);
    }),
    { numRuns: 1000 },
  );
});

test('a tier that is cheaper than the one below it does not shrink the hold', () => {
  const rates = { input: 10, output: 10, tiers: [{ aboveInput: 1000, input: 1, output: 1 }] };
  const book = bookOf(knownPrice(rates));
  const worst = worstCase({ inputBound: 2000, maxOutputTokens: 100, model, book, at: aDay });
  expect(worst).toBe(1000 * 10_000 + 100 * 10_000);
});

test('long-context rates are in the hold', () => {
  const book = createPriceBook();
  const sonnet = priced('anthropic', 'claude-sonnet-4-5');
  const quote = { maxOutputTokens: 1000, model: sonnet, book, at: aDay };
  // Up to 200 000 tokens: an hour's cache write at $6, output at $15; above: $12 and $22.50.
  expect(worstCase({ ...quote, inputBound: 200_000 })).toBe(200_000 * 6000 + 1000 * 15_000);
  expect(worstCase({ ...quote, inputBound: 200_001 })).toBe(200_001 * 12_000 + 1000 * 22_500);
});

test('thinking that is dearer than other output is held at its own rate', () => {
  const book = bookOf(knownPrice({ input: 0, output: 2, hidden: 8 }));
  expect(worstCase({ inputBound: 10, maxOutputTokens: 100, model, book, at: aDay })).toBe(800_000);
});

test('a price that rises before the attempt may end is held at the dearer one', () => {
  const flash = priced('deepseek', 'deepseek-v4-flash');
  const book = createPriceBook();
  // Half past midnight UTC is cheap, from one o'clock on it is not.
  const at = Date.UTC(2026, 10, 18, 0, 59);
  const quote = { inputBound: 1000, maxOutputTokens: 1000, model: flash, book, at };
  const now = worstCase(quote);
  const later = worstCase({ ...quote, at: at + 120_000 });
  expect(later).toBeGreaterThan(now ?? Number.NaN);
  expect(worstCase({ ...quote, until: at + 120_000 })).toBe(later);
});

describe('states of a price', () => {
  const caps = { inputBound: 1000, maxOutputTokens: 1000, model, at: aDay };

  test('zero holds nothing', () => {
    expect(worstCase({ ...caps, book: bookOf({ state: 'zero', reason: 'localModel' }) })).toBe(0);
  });

  test.each([
    { state: 'unknown', reason: 'not listed' } as const,
    { state: 'included', by: 'Copilot' } as const,
  ])('$state is no sum of money', (price) => {
    expect(worstCase({ ...caps, book: bookOf(price) })).toBeUndefined();
  });
});

test('the largest bill that is believed is several times the hold, or what the dearest model would be held at', () => {
  const bounds = { inputBound: 1000, maxOutputTokens: 4000 };
  expect(mostBill({ hold: nanoUsd(41_000_000), priceState: 'known' }, bounds)).toBe(410_000_000);
  for (const priceState of ['unknown', 'included', 'zero', 'known'] as const) {
    // 1 000 × $150 + 4 000 × $600 per million, ten times over.
    expect(mostBill({ hold: nanoUsd(0), priceState }, bounds)).toBe(25_500_000_000);
  }
});
