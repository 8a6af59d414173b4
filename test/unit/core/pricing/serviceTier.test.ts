import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ServiceTier } from '../../../../src/core/model/usage.ts';
import { settleCost } from '../../../../src/core/pricing/cost.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import type { Price, PricedModel } from '../../../../src/core/model/price.ts';
import { worstCase } from '../../../../src/core/pricing/quote.ts';
import { priceAsServed } from '../../../../src/core/pricing/serviceTier.ts';
import { dialects } from '../../../../src/core/providers/dialects.ts';
import { usageWithin } from './arbitraryUsage.ts';
import { aDay, knownPrice, priced } from './pricedModels.ts';

const book = createPriceBook();
const priceOf = (dialect: PricedModel['dialect'], model: string): Price =>
  book.priceOf(priced(dialect, model), aDay);

describe('a request is priced at the tier that answered', () => {
  test.each([
    ['openai', 'gpt-5.4', 'priority', 5, 30],
    ['openai', 'gpt-5.4', 'flex', 1.25, 7.5],
    ['openai', 'gpt-5.4', 'batch', 1.25, 7.5],
    ['openai', 'gpt-5.4', 'standard', 2.5, 15],
    ['openai', 'gpt-5.5', 'priority', 12.5, 75],
    ['openai', 'gpt-5-mini', 'priority', 0.45, 3.6],
    ['openai', 'gpt-4.1', 'priority', 3.5, 14],
    ['openai', 'gpt-4.1-mini', 'priority', 0.7, 2.8],
    ['openai', 'gpt-4o', 'priority', 4.25, 17],
    ['openai', 'gpt-4o-mini', 'priority', 0.25, 1],
    ['openai', 'o3', 'priority', 3.5, 14],
    ['openai', 'o4-mini', 'priority', 2, 8],
    ['openai', 'gpt-6-astra', 'priority', 20, 100],
    ['azure', 'gpt-5.4', 'priority', 5, 30],
    ['google', 'gemini-3.7-flash', 'priority', 1.35, 6.75],
    ['google', 'gemini-3.7-flash', 'flex', 0.375, 1.875],
    ['xai', 'grok-4.6', 'priority', 4, 12],
    ['groq', 'openai/gpt-oss-120b', 'flex', 0.15, 0.6],
    ['litellm', 'openai/gpt-5.4', 'flex', 1.25, 7.5],
  ] as const)('%s %s, %s: $%d in, $%d out', (dialect, model, tier, input, output) => {
    const { price, isGuess } = priceAsServed(priceOf(dialect, model), tier);
    expect(price).toMatchObject({ snapshot: { rates: { input, output } } });
    expect(isGuess).toBe(false);
  });

  test('and the row says so', () => {
    const { price } = settleCost({
      report: { usage: {}, flags: [], raw: {}, serviceTier: 'priority' },
      usage: { input: 1000, output: 1000 },
      price: priceOf('openai', 'gpt-5.4'),
    });
    expect(price).toMatchObject({
      snapshot: { factors: [{ why: 'serviceTier', name: 'priority', factor: 2 }] },
    });
  });
});

const tiers: readonly ServiceTier[] = ['standard', 'priority', 'flex', 'batch', 'other'];

test('priced as served once, a price stays as it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(...tiers), fc.constantFrom(...tiers), (first, second) => {
      const once = priceAsServed(priceOf('openai', 'gpt-5.4'), first).price;
      if (first === 'standard') return;
      expect(priceAsServed(once, second).price).toEqual(once);
    }),
  );
});

test('flex costs half of standard in every bucket, priority twice, to the rounding', () => {
  const price = priceOf('openai', 'gpt-5.4');
  fc.assert(
    fc.property(usageWithin(600_000, 100_000), (usage) => {
      const at = (serviceTier: ServiceTier): number =>
        settleCost({ report: { usage, flags: [], raw: {}, serviceTier }, usage, price }).cost ?? Number.NaN;
      expect(Math.abs(at('flex') * 2 - at('standard'))).toBeLessThanOrEqual(2);
      expect(Math.abs(at('priority') - at('standard') * 2)).toBeLessThanOrEqual(2);
    }),
  );
});

describe('a tier without a known price', () => {
  const usage = { input: 1000, output: 1000 };
  const settled = (
    dialect: PricedModel['dialect'],
    model: string,
    serviceTier: ServiceTier,
    billed?: number,
  ) =>
    settleCost({
      report: {
        usage,
        flags: [],
        raw: {},
        serviceTier,
        billed: billed === undefined ? billed : nanoUsd(billed),
      },
      usage,
      price: priceOf(dialect, model),
    });
  const standard = settled('anthropic', 'claude-sonnet-4-5', 'standard').cost ?? Number.NaN;

  test('is estimated, at the dearest there is where it goes before others', () => {
    expect(settled('anthropic', 'claude-sonnet-4-5', 'priority')).toMatchObject({
      cost: standard * 2.5,
      provenance: 'estimated',
      tierUnpriced: true,
    });
  });

  test.each(['flex', 'other'] as const)('is estimated at the standard price: %s', (tier) => {
    expect(settled('anthropic', 'claude-sonnet-4-5', tier)).toMatchObject({
      cost: standard,
      provenance: 'estimated',
      tierUnpriced: true,
    });
  });

  test('does not matter where the provider sends its bill', () => {
    const billed = 3 * standard;
    expect(settled('anthropic', 'claude-sonnet-4-5', 'priority', billed)).toMatchObject({
      cost: billed,
      provenance: 'billed',
    });
  });

  test('is estimated as well where the bill cannot be believed', () => {
    expect(settled('anthropic', 'claude-sonnet-4-5', 'priority', 1_000_000 * standard)).toMatchObject({
      cost: standard * 2.5,
      provenance: 'estimated',
      billNotBelieved: true,
      tierUnpriced: true,
    });
  });

  test('does not touch a price of one’s own', () => {
    const own = knownPrice({ input: 1, output: 2 }, true);
    expect(priceAsServed(own, 'priority')).toEqual({ price: own, isGuess: false });
  });
});

describe('the hold', () => {
  const held = (model: PricedModel): number =>
    worstCase({ inputBound: 1000, maxOutputTokens: 1000, model, book, at: aDay }) ?? Number.NaN;
  const standard = held(priced('openai', 'gpt-5.4'));

  test('is that of the standard tier where the request says that it wants no other', () => {
    expect(dialects.openai.request.standardTier?.('gpt-5.4')).toEqual({ service_tier: 'default' });
    expect(held(priced('azure', 'gpt-5.4'))).toBe(standard);
    expect(held(priced('litellm', 'openai/gpt-5.4'))).toBe(standard);
  });

  test('is that of the dearest tier where the project’s default decides', () => {
    expect(held(priced('custom', 'gpt-5.4', 'https://api.openai.com/v1'))).toBe(2 * standard);
    expect(held(priced('custom', 'gpt-5.5', 'https://api.openai.com/v1'))).toBe(
      2.5 * held(priced('openai', 'gpt-5.5')),
    );
  });

  test('is never doubled at a seller that serves no dearer tier unasked', () => {
    expect(held(priced('vercel', 'openai/gpt-5.4'))).toBe(standard);
    const grok = held(priced('xai', 'grok-4.6'));
    expect(held(priced('custom', 'grok-4.6', 'https://api.x.ai/v1'))).toBe(grok);
  });
});
