import { calcPrice } from '@pydantic/genai-prices';
import { describe, expect, test } from 'vitest';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { isNeeded, type PriceFact, factOf, priceFacts } from '../../../../src/core/pricing/priceFacts.ts';
import type { Rates } from '../../../../src/core/model/price.ts';
import { rateNow } from './rateNow.ts';
import { aDay, priced } from './pricedModels.ts';

const title = ({ seller, models }: PriceFact): string => `${seller} ${models.join(', ')}`;
const facts = priceFacts.map((fact) => [title(fact), fact] as const);

/** Input and output as the library as published has them. */
function inLibrary(seller: string, model: string, at: number): Rates | undefined {
  const found = calcPrice({}, model, { providerId: seller, timestamp: new Date(at) });
  if (found === null) return undefined;
  return {
    input: rateNow(found.model_price['input_mtok']),
    output: rateNow(found.model_price['output_mtok']),
  };
}

describe('every fact of our own', () => {
  test.each(facts)('%s: has a source, and was read before it was written down', (_, fact) => {
    expect(fact.source).toMatch(/^https:\/\/\S/);
    expect(fact.checked).toMatch(/^2026-\d\d-\d\d$/);
    expect(Number.isNaN(Date.parse(fact.since))).toBe(false);
    for (const model of fact.models) expect(model).toBe(model.toLowerCase());
  });

  // Fails when the library has come to know: delete the fact then.
  test.each(facts)('%s: is still needed', (_, fact) => {
    // Within and outside the hours of a peak.
    const moments = [2, 14].map((hour) => Math.max(Date.parse(fact.since), Date.UTC(2026, 10, 18, hour)));
    for (const model of fact.models) {
      for (const at of moments) {
        expect({ model, isNeeded: isNeeded(fact, inLibrary(fact.seller, model, at)) }).toEqual({
          model,
          isNeeded: true,
        });
      }
    }
  });

  test.each(facts)('%s: changes what the library says', (_, fact) => {
    const { price } = fact;
    // One of the moments is early on a Saturday.
    const changes = [aDay, Date.UTC(2026, 10, 21, 2)].map((moment) => {
      const at = Math.max(Date.parse(fact.since), moment);
      const own = 'as' in price ? inLibrary(fact.seller, price.as, at) : price.rates;
      expect(own).toBeDefined();
      return fact.models
        .map((model) => inLibrary(fact.seller, model, at))
        .some((said) => said?.input !== own?.input || said?.output !== own?.output);
    });
    expect(changes).toContain(true);
  });

  test.each(facts)('%s: ends as soon as the book says something new', (_, fact) => {
    expect(isNeeded(fact, { input: 123, output: 456 })).toBe(false);
  });
});

test('a fact does not hold before its day', () => {
  const [before, after] = [Date.UTC(2026, 8, 9), Date.UTC(2026, 8, 11)];
  expect(factOf('deepseek', 'deepseek-v4-flash', before)).toBeUndefined();
  expect(factOf('deepseek', 'DeepSeek-V4-Flash', after)).toBeDefined();
  expect(factOf('openrouter', 'deepseek-v4-flash', after)).toBeUndefined();
});

describe('DeepSeek is dearer at peak hours from Monday to Friday', () => {
  const at = (day: number, hour: number, minute = 0): unknown => {
    const price = createPriceBook().priceOf(
      priced('deepseek', 'deepseek-v4-flash'),
      Date.UTC(2026, 10, day, hour, minute),
    );
    return price.state === 'known' && price.snapshot.rates.output;
  };

  // The 18th is a Wednesday, the 21st and 22nd are a weekend.
  test.each([
    [18, 0, 59, 0.6],
    [18, 1, 0, 1.2],
    [18, 3, 59, 1.2],
    [18, 4, 0, 0.6],
    [18, 6, 0, 1.2],
    [18, 9, 59, 1.2],
    [18, 10, 0, 0.6],
    [18, 14, 0, 0.6],
    [20, 9, 0, 1.2],
    [21, 2, 0, 0.6],
    [22, 9, 0, 0.6],
    [23, 2, 0, 1.2],
  ])('%i November, %i:%i UTC: %f', (day, hour, minute, output) => {
    expect(at(day, hour, minute)).toBe(output);
  });
});
