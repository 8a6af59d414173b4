import { calcPrice } from '@pydantic/genai-prices';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import { priceAgeDays, priceAgeWords } from '../../../../src/core/words/figures.ts';
import { bundledPriceDate, downloadPriceList, usePriceList } from '../../../../src/core/pricing/priceData.ts';
import { aPriceList, priceOfNew, serving } from './priceLists.ts';

test('the bundled date belongs to the version of the data that is installed', () => {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', `file://${entry}`), 'utf8'));
  // With another version, look up its date of publication and change both.
  expect(manifest).toMatchObject({ version: '0.1.8' });
  expect(bundledPriceDate).toBe('2026-09-23');
});

test('age is in whole days and never negative', () => {
  expect(priceAgeDays('2026-09-23', Date.UTC(2026, 8, 23, 23))).toBe(0);
  expect(priceAgeDays('2026-09-23', Date.UTC(2026, 10, 22, 1))).toBe(60);
  expect(priceAgeDays('2026-09-23', Date.UTC(2026, 0, 1))).toBe(0);
});

test.each([
  [Date.UTC(2026, 8, 23, 9), 'today'],
  [Date.UTC(2026, 8, 24), '1 day old'],
  [Date.UTC(2026, 10, 22), '60 days old'],
  [Date.UTC(2026, 10, 23), '61 days old: prices may have changed'],
])('age in words is %#', (now, words) => {
  expect(priceAgeWords('2026-09-23', now)).toBe(words);
});

describe('a download', () => {
  const { signal } = new AbortController();
  const [openai, anthropic] = aPriceList();

  test.each([
    ['an error status', serving('gone', 404), 'status 404'],
    ['no JSON', serving('<html>'), 'JSON'],
    ['another form', serving({ openai: {} }), 'form'],
    ['a negative price', serving(aPriceList(-7)), 'form'],
    ['a short list', serving([{ ...openai, models: [] }, anthropic]), 'only 1 models'],
    ['a lost vendor', serving([openai]), 'lacks anthropic'],
  ])('is refused where it is %s', async (_what, fetch, words) => {
    const found = await downloadPriceList(fetch, signal);
    expect(found).toMatchObject({ problem: expect.stringContaining(words) });
  });

  test('says why where the connection is lost', async () => {
    const fetch = async (): Promise<Response> => {
      throw new TypeError('fetch failed');
    };
    expect(await downloadPriceList(fetch, signal)).toEqual({ problem: 'fetch failed' });
  });

  test('goes nowhere else than it was sent', async () => {
    const inits: (RequestInit | undefined)[] = [];
    await downloadPriceList(async (_url, init) => {
      inits.push(init);
      return new Response('[]');
    }, signal);
    expect(inits).toEqual([{ redirect: 'error', signal }]);
  });
});

describe('a list in use', () => {
  afterEach(() => usePriceList('bundled'));

  test('prices what comes after, until the bundled one is back', async () => {
    const { list = [] } = await downloadPriceList(serving(aPriceList()), new AbortController().signal);
    expect(priceOfNew()).toBeUndefined();
    await usePriceList(list);
    expect(priceOfNew()).toBe(7);
    await usePriceList('bundled');
    expect(priceOfNew()).toBeUndefined();
    expect(calcPrice({ input_tokens: 1 }, 'gpt-5-mini', { providerId: 'openai' })).not.toBeNull();
  });
});
