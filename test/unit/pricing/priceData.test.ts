import { calcPrice, findProvider, updatePrices } from '@pydantic/genai-prices';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, test } from 'vitest';
import { bundledPriceDate, priceDataAgeDays, refreshPriceData } from '../../../src/core/pricing/priceData.ts';

test('the bundled date belongs to the version of the data that is installed', () => {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', `file://${entry}`), 'utf8'));
  // With another version, look up its date of publication and change both.
  expect(manifest).toMatchObject({ version: '0.1.8' });
  expect(bundledPriceDate).toBe('2026-09-23');
});

test('age is in whole days and never negative', () => {
  expect(priceDataAgeDays('2026-09-23', Date.UTC(2026, 8, 23, 23))).toBe(0);
  expect(priceDataAgeDays('2026-09-23', Date.UTC(2026, 10, 22, 1))).toBe(60);
  expect(priceDataAgeDays('2026-09-23', Date.UTC(2026, 0, 1))).toBe(0);
});

describe('refresh', () => {
  const now = Date.UTC(2026, 11, 1);
  const bundled = ['openai', 'anthropic'].flatMap((providerId) => findProvider({ providerId }) ?? []);

  afterAll(() => {
    updatePrices(({ setProviderData }) => setProviderData(bundled));
  });

  function model(id: string, input: number): object {
    return { id, match: { equals: id }, prices: { input_mtok: input, output_mtok: 2 } };
  }
  const many = Array.from({ length: 600 }, (_, index) => model(`m${index}`, 1));
  const whole = [
    { id: 'openai', api_pattern: 'https://api\\.openai\\.com', models: [model('gpt-new', 7), ...many] },
    { id: 'anthropic', api_pattern: 'https://api\\.anthropic\\.com', models: [model('claude-new', 8)] },
  ];
  const priceOfNew = (): number | undefined =>
    calcPrice({ input_tokens: 1_000_000 }, 'gpt-new', { providerId: 'openai' })?.total_price;

  function answering(body: unknown, status = 200): typeof globalThis.fetch {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return async () => new Response(text, { status });
  }

  // In this order: each failure is tried against the bundled data, then the one success.
  test.each([
    ['an error status', answering('gone', 404), 'status 404'],
    ['no JSON', answering('<html>'), 'JSON'],
    ['another form', answering({ openai: {} }), 'form'],
    ['a negative price', answering([{ ...whole[0], models: [model('gpt-new', -7)] }]), 'form'],
    ['a short list', answering([{ ...whole[0], models: [model('gpt-new', 7)] }, whole[1]]), 'only 2 models'],
    ['a lost vendor', answering([whole[0]]), 'lacks anthropic'],
  ])('%s keeps the data of before', async (_what, fetch, words) => {
    const result = await refreshPriceData({ fetch, now });
    expect(result).toMatchObject({ state: 'kept' });
    expect(result.state === 'kept' && result.because).toContain(words);
    expect(priceOfNew()).toBeUndefined();
  });

  test('a lost connection keeps the data of before', async () => {
    const fetch = async (): Promise<Response> => {
      throw new TypeError('fetch failed');
    };
    expect(await refreshPriceData({ fetch, now })).toEqual({ state: 'kept', because: 'fetch failed' });
  });

  test('a whole list takes effect and bears the day it came', async () => {
    const result = await refreshPriceData({ fetch: answering(whole), now });
    expect(result).toEqual({ state: 'refreshed', asOf: '2026-12-01', models: 602 });
    expect(priceOfNew()).toBe(7);
  });
});
