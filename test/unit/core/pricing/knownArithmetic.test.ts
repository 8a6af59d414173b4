/**
 * Usage objects of real providers with what they cost, from the provider's own figures to the cent:
 * each of these sums has been got wrong somewhere, and the wrong sum is named beside the right one.
 */
import { describe, expect, test } from 'vitest';
import { settleCost } from '../../../../src/core/pricing/cost.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import type { PricedModel } from '../../../../src/core/model/price.ts';
import { parsePriceOverrides } from '../../../../src/core/pricing/priceOverrides.ts';
import { dialects } from '../../../../src/core/providers/dialects.ts';
import type { Api } from '../../../../src/core/model/provider.ts';
import { normaliseUsage } from '../../../../src/core/providers/usageNormaliser.ts';
import { aDay } from './pricedModels.ts';

interface Known {
  readonly name: string;
  readonly dialect: PricedModel['dialect'];
  readonly api?: Api;
  readonly model: string;
  readonly price: { input: number; output: number; cacheRead?: number; cacheWrite?: number };
  readonly wire: unknown;
  readonly usd: number;
  readonly wrong: readonly number[];
  readonly billed?: true;
}

const table: readonly Known[] = [
  {
    name: 'OpenAI: thinking is inside the output, adding it bills it twice',
    dialect: 'openai',
    api: 'responses',
    model: 'gpt-5.4-pro',
    price: { input: 30, output: 180 },
    wire: {
      input_tokens: 14_746,
      output_tokens: 1944,
      output_tokens_details: { reasoning_tokens: 1360 },
      total_tokens: 16_690,
    },
    usd: 0.7923,
    wrong: [1.0371],
  },
  {
    name: 'OpenAI: all output is priced, not the thinking alone',
    dialect: 'openai',
    model: 'gpt-5-nano',
    price: { input: 0.05, output: 0.4 },
    wire: {
      prompt_tokens: 17,
      completion_tokens: 482,
      completion_tokens_details: { reasoning_tokens: 448 },
      total_tokens: 499,
    },
    usd: 0.00019365,
    wrong: [0.00018005, 0.00037285],
  },
  {
    name: 'Anthropic: thinking is inside the output',
    dialect: 'anthropic',
    model: 'claude-sonnet-4-5',
    price: { input: 3, output: 15 },
    wire: {
      prompt_tokens: 51,
      completion_tokens: 136,
      completion_tokens_details: { reasoning_tokens: 31 },
      total_tokens: 187,
    },
    usd: 0.002193,
    wrong: [0.002658],
  },
  {
    name: 'Gemini: thinking is outside the completion and inside the total',
    dialect: 'google',
    model: 'gemini-2.5-flash',
    price: { input: 0.3, output: 2.5 },
    wire: {
      prompt_tokens: 21,
      completion_tokens: 0,
      completion_tokens_details: { reasoning_tokens: 60 },
      total_tokens: 81,
    },
    usd: 0.0001563,
    wrong: [0.0000063],
  },
  {
    name: 'xAI chat: thinking is outside the completion; the same as its own bill',
    dialect: 'xai',
    model: 'grok-4.3',
    price: { input: 1.25, cacheRead: 0.2, output: 2.5 },
    wire: {
      prompt_tokens: 10_120,
      completion_tokens: 1499,
      prompt_tokens_details: { cached_tokens: 128 },
      completion_tokens_details: { reasoning_tokens: 2809 },
      total_tokens: 14_428,
      cost_in_usd_ticks: 232_856_000,
    },
    usd: 0.0232856,
    wrong: [0.0162631],
    billed: true,
  },
  {
    name: 'xAI chat: one visible token, 386 hidden',
    dialect: 'xai',
    model: 'grok-3-mini',
    price: { input: 0.3, output: 0.5 },
    wire: {
      prompt_tokens: 12,
      completion_tokens: 1,
      completion_tokens_details: { reasoning_tokens: 386 },
      total_tokens: 399,
    },
    usd: 0.0001971,
    wrong: [0.0000041],
  },
  {
    name: 'DeepSeek: cached and fresh input beside each other',
    dialect: 'deepseek',
    model: 'deepseek-chat',
    price: { input: 0.28, cacheRead: 0.028, output: 0.42 },
    wire: {
      prompt_tokens: 100,
      prompt_cache_hit_tokens: 20,
      prompt_cache_miss_tokens: 80,
      completion_tokens: 50,
      total_tokens: 150,
    },
    usd: 0.00004396,
    wrong: [0.000049, 0.0000434],
  },
  {
    name: 'OpenRouter: its own cost is the truth, whatever the counts say',
    dialect: 'openrouter',
    model: 'z-ai/glm-4.6',
    price: { input: 0.6, output: 2.2 },
    wire: {
      prompt_tokens: 24,
      completion_tokens: 1364,
      completion_tokens_details: { reasoning_tokens: 1426 },
      total_tokens: 1388,
      cost: 0.00274,
    },
    usd: 0.00274,
    wrong: [0.0030152],
    billed: true,
  },
];

describe.each(table)('$name', (known) => {
  const { dialect, model, wire } = known;
  const report = normaliseUsage(wire, { dialect: dialects[dialect], api: known.api ?? 'chat', model });
  const priced = { provider: 'own', dialect, baseUrl: 'https://api.example.com/v1', model };
  const { overrides } = parsePriceOverrides({ [`own/${model}`]: known.price });
  const book = createPriceBook({ overrides });
  const settled =
    report &&
    settleCost({
      report,
      usage: report.usage,
      price: book.priceOf(priced, aDay),
    });

  test('costs what it costs', () => {
    expect(settled?.cost).toBe(Math.round(known.usd * 1e9));
    for (const usd of known.wrong) expect(settled?.cost).not.toBe(Math.round(usd * 1e9));
  });

  test('says whose figure it is', () => {
    expect(settled?.provenance).toBe(known.billed ? 'billed' : 'computed');
  });
});

test('a computed cost equals the bill of a provider that counts as we do', () => {
  const xai = table.find(({ model }) => model === 'grok-4.3');
  const report = normaliseUsage(xai?.wire, { dialect: dialects.xai, api: 'chat', model: 'grok-4.3' });
  const book = createPriceBook();
  const model = {
    provider: 'xai',
    dialect: 'xai',
    baseUrl: 'https://api.x.ai/v1',
    model: 'grok-4.3',
  } as const;
  expect(report && book.costOf(model, report.usage, aDay, 'halfUp')).toBe(report?.billed);
});
