import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import type { PricedModel } from '../../../../src/core/model/price.ts';
import { factOf } from '../../../../src/core/pricing/priceFacts.ts';
import { parsePriceOverrides } from '../../../../src/core/pricing/priceOverrides.ts';
import { worstCase } from '../../../../src/core/pricing/quote.ts';
import { usageWithin } from './arbitraryUsage.ts';
import { aDay, priced } from './pricedModels.ts';

const book = createPriceBook();

function found(model: PricedModel): string {
  const price = book.priceOf(model, aDay);
  return price.state === 'known' ? `${price.snapshot.matchedModel} ${price.snapshot.match}` : price.state;
}

describe('finds a model and says how', () => {
  test.each([
    [priced('openai', 'gpt-5'), 'openai/gpt-5 exact'],
    [priced('openai', 'GPT-5'), 'openai/gpt-5 exact'],
    [priced('openai', 'gpt-5-2025-08-07'), 'openai/gpt-5 dateSuffixDropped'],
    [priced('openai', 'gpt-4o-2024-05-13'), 'openai/gpt-4o-2024-05-13 exact'],
    [priced('openai', 'openai/gpt-5'), 'openai/gpt-5 vendorPrefixDropped'],
    [priced('openai', 'ft:gpt-4o-2024-08-06:acme::7p4lURx'), 'openai/ft:gpt-4o dateSuffixDropped'],
    [priced('azure', 'gpt-5'), 'azure/gpt-5 exact'],
    [priced('anthropic', 'claude-haiku-4-5-20251001'), 'anthropic/claude-haiku-4-5 dateSuffixDropped'],
    [priced('anthropic', 'claude-haiku-4.5'), 'anthropic/claude-haiku-4-5 alias'],
    [priced('google', 'models/gemini-2.5-pro'), 'google/gemini-2.5-pro vendorPrefixDropped'],
    [priced('google', 'gemini-2.5-pro-preview-06-05'), 'google/gemini-2.5-pro dateSuffixDropped'],
    [priced('xai', 'grok-4.3-latest'), 'x-ai/grok-4.3 alias'],
    [priced('zai', 'glm-5.2'), 'zai/GLM-5.2 exact'],
    [priced('fireworks', 'accounts/fireworks/models/kimi-k2p5'), 'fireworks/kimi-k2p5 vendorPrefixDropped'],
    [priced('groq', 'openai/gpt-oss-120b'), 'groq/openai/gpt-oss-120b exact'],
    [priced('openrouter', 'openai/gpt-5'), 'openrouter/openai/gpt-5 exact'],
    [priced('openrouter', 'openai/gpt-5-2025-08-07'), 'openrouter/openai/gpt-5 dateSuffixDropped'],
    [priced('openrouter', 'openai/gpt-5.4-high'), 'openrouter/openai/gpt-5.4 alias'],
    [priced('vercel', 'anthropic/claude-sonnet-4.5'), 'anthropic/claude-sonnet-4-5 vendorPrefixDropped'],
    [priced('vercel', 'xai/grok-4.3'), 'x-ai/grok-4.3 vendorPrefixDropped'],
    [priced('litellm', 'gemini/gemini-2.5-flash'), 'google/gemini-2.5-flash vendorPrefixDropped'],
    [priced('litellm', 'openrouter/openai/gpt-5'), 'openrouter/openai/gpt-5 vendorPrefixDropped'],
    [
      priced('huggingface', 'deepseek-ai/DeepSeek-R1:novita'),
      'huggingface_novita/deepseek-ai/DeepSeek-R1 alias',
    ],
    [priced('custom', 'gpt-5', 'https://api.openai.com/v1'), 'openai/gpt-5 exact'],
    [
      priced('dashscope', 'qwen3-max', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'),
      'dashscope/qwen3-max exact',
    ],
    [
      priced(
        'dashscope',
        'qwen3-coder-plus-2025-07-22',
        'https://dashscope-intl.aliyuncs.com/compatible-mode/v1',
      ),
      'dashscope/qwen3-coder-plus dateSuffixDropped',
    ],
  ])('%j', (model, expected) => {
    expect(found(model)).toBe(expected);
  });
});

describe('never prices a model as another of its family', () => {
  // The book's rules are prefixes: each of these would be taken for the model it begins with.
  test.each([
    priced('anthropic', 'claude-sonnet-5-1'),
    priced('anthropic', 'claude-sonnet-4-50'),
    priced('openai', 'gpt-5-nano-next'),
    priced('openai', 'ft:gpt-4.1-2025-04-14:acme::7p4lURx'),
    priced('google', 'gemini-3.6-flash-lite'),
    priced('google', 'my-gemini-2.0-flash'),
    priced('deepseek', 'deepseek-v4-flash-lite'),
    priced('deepseek', 'deepseek-r1-distill-qwen-7b'),
    priced('moonshot', 'kimi-k2.55'),
    priced('azure', 'not-o4-mini'),
    // A year and month at Mistral is a generation of its own, at a price of its own.
    priced('mistral', 'mistral-medium-2611'),
    priced('openrouter', 'microsoft/phi-4-high'),
  ])('$dialect $model is unknown', (model) => {
    expect(found(model)).toBe('unknown');
  });

  // Who offers a model of a known name need not charge its maker's price.
  test.each([
    priced('custom', 'gpt-5'),
    priced('litellm', 'gpt-5'),
    priced('litellm', 'our-team/gpt-5'),
    priced('huggingface', 'deepseek-ai/DeepSeek-R1'),
    priced('openai', 'claude-sonnet-4-5'),
    // In yuan there, and with thinking at another price than without.
    priced('dashscope', 'qwen3-max', 'https://dashscope.aliyuncs.com/compatible-mode/v1'),
    priced('dashscope', 'qwen-plus', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1'),
  ])('$model at $dialect is unknown', (model) => {
    expect(found(model)).toBe('unknown');
  });

  // Their searches are billed beside the tokens, as many as the model sees fit.
  test.each([
    priced('perplexity', 'sonar-deep-research'),
    priced('openrouter', 'perplexity/sonar'),
    priced('openrouter', 'perplexity/sonar-deep-research'),
    priced('openrouter', 'relace/relace-search'),
    priced('openai', 'gpt-4o-search-preview'),
    priced('openai', 'gpt-4o-search-preview-2025-03-11'),
    priced('openai', 'gpt-4o-mini-search-preview'),
    priced('openai', 'o3-deep-research'),
    priced('vercel', 'openai/o4-mini-deep-research'),
  ])('$dialect $model is unknown, for its fees', (model) => {
    const price = book.priceOf(model, aDay);
    expect(price).toMatchObject({ state: 'unknown', reason: expect.stringContaining('"perRequest"') });
  });

  test.each([
    ['sonar', 12_000_000],
    ['sonar-pro', 14_000_000],
  ])('perplexity %s is held with the dearest fee of a request', (name, fee) => {
    const model = priced('perplexity', name);
    const held = worstCase({ inputBound: 0, maxOutputTokens: 0, model, book, at: aDay });
    expect(held).toBe(fee);
  });

  test('one’s own price of such a model is taken at its word, with the fee per request', () => {
    const { overrides, problems } = parsePriceOverrides({
      'perplexity/sonar-deep-research': { input: 2, output: 8, perRequest: 0.5 },
      'perplexity/sonar': { input: 2, output: 8, perRequest: 5 },
    });
    expect(problems).toEqual([expect.stringContaining('per thousand')]);
    const model = priced('perplexity', 'sonar-deep-research');
    const own = createPriceBook({ overrides });
    expect(worstCase({ inputBound: 0, maxOutputTokens: 0, model, book: own, at: aDay })).toBe(500_000_000);
  });

  test('an unknown price says which setting mends it', () => {
    expect(book.priceOf(priced('custom', 'gpt-5'), aDay)).toEqual({
      state: 'unknown',
      reason: 'no price is known for "gpt-5" at custom; set "custom/gpt-5" in models.prices',
    });
  });
});

describe('the four states', () => {
  test.each([
    priced('ollama', 'qwen3', 'http://localhost:11434/v1'),
    priced('lmstudio', 'qwen3', 'http://127.0.0.1:1234/v1'),
    priced('vllm', 'qwen3', 'http://10.1.2.3:8000/v1'),
    priced('llamacpp', 'qwen3', 'http://gpu-box:8080/v1'),
  ])('zero: $dialect at $baseUrl', (model) => {
    expect(book.priceOf(model, aDay)).toEqual({ state: 'zero', reason: 'localModel' });
    expect(book.costOf(model, { input: 10, output: 10 }, aDay, 'halfUp')).toBe(0);
    expect(book.costOf(model, { input: 10 }, aDay, 'halfUp')).toBeUndefined();
  });

  test.each([
    priced('ollama', 'qwen3', 'https://ollama.com/v1'),
    priced('ollama', 'gpt-oss:120b-cloud', 'http://localhost:11434/v1'),
    priced('ollama', 'glm-4.6:cloud', 'http://localhost:11434/v1'),
    priced('vllm', 'qwen3', 'https://gpu.example.com/v1'),
    // On one's own machine, but a gateway to somebody else's.
    priced('litellm', 'gpt-5', 'http://localhost:4000'),
  ])('unknown: $dialect $model at $baseUrl', (model) => {
    expect(book.priceOf(model, aDay).state).toBe('unknown');
    expect(book.costOf(model, { input: 10, output: 10 }, aDay, 'halfUp')).toBeUndefined();
  });

  test.each([
    priced('vllm', 'gpt-5', 'http://localhost:8000/v1'),
    priced('llamacpp', 'gpt-5', 'http://localhost:8080/v1'),
    priced('lmstudio', 'gpt-5', 'http://localhost:1234/v1'),
    priced('ollama', 'gpt-5', 'http://10.0.0.5:11434/v1'),
  ])('unknown: $dialect at $baseUrl, where the port alone says so', (model) => {
    const price = book.priceOf({ ...model, isDialectGuessed: true }, aDay);
    expect(price).toMatchObject({ state: 'unknown', reason: expect.stringContaining('set "dialect"') });
  });

  test('included: a provider that a plan pays for', () => {
    const withPlan = createPriceBook({ includedBy: { copilot: 'Copilot' } });
    const model = { ...priced('custom', 'gpt-5'), provider: 'copilot' };
    expect(withPlan.priceOf(model, aDay)).toEqual({ state: 'included', by: 'Copilot' });
    expect(withPlan.costOf(model, { input: 10, output: 10 }, aDay, 'halfUp')).toBeUndefined();
  });

  test('known and free: a free variant at OpenRouter, listed or not', () => {
    for (const id of ['deepseek/deepseek-r1:free', 'vendor/new-model:free']) {
      const model = priced('openrouter', id);
      expect(book.costOf(model, { input: 1000, output: 1000 }, aDay, 'up')).toBe(0);
    }
  });

  test('practice has prices of its own, and nothing else does for it', () => {
    const practice = { ...priced('openai', 'fast'), provider: 'practice' };
    expect(book.priceOf(practice, aDay).state).toBe('unknown');
    const withPractice = createPriceBook({ practicePrices: { fast: { input: 1, output: 2 } } });
    expect(withPractice.priceOf(practice, aDay)).toMatchObject({
      snapshot: { source: 'practice', rates: { input: 1, output: 2 } },
    });
  });
});

describe('overrides', () => {
  const { overrides } = parsePriceOverrides({
    'openai/gpt-5': { input: 1, output: 8 },
    'custom/mine': { input: 0, output: 0 },
    'ollama/qwen3': { input: 0.1, output: 0.1, winsOverBill: true },
  });
  const own = createPriceBook({ overrides });

  test('come before the book', () => {
    expect(own.priceOf(priced('openai', 'gpt-5'), aDay)).toEqual({
      state: 'known',
      snapshot: {
        rates: { input: 1, output: 8 },
        source: 'override',
        asOf: '2026-11-18',
        matchedModel: 'openai/gpt-5',
        match: 'override',
        winsOverBill: false,
      },
    });
  });

  test('of nothing but 0 are a known zero', () => {
    expect(own.priceOf(priced('custom', 'mine'), aDay)).toEqual({ state: 'zero', reason: 'override' });
  });

  test('come before the zero of a local model, and may win over a bill', () => {
    const price = own.priceOf(priced('ollama', 'qwen3', 'http://localhost:11434/v1'), aDay);
    expect(price).toMatchObject({ state: 'known', snapshot: { winsOverBill: true } });
  });
});

describe('the price of the day', () => {
  test('a price change has its date', () => {
    const sol = priced('openai', 'gpt-5.6-sol');
    const input = (at: number): number | undefined => {
      const price = book.priceOf(sol, at);
      return price.state === 'known' ? price.snapshot.rates.input : undefined;
    };
    expect(input(Date.UTC(2026, 7, 20))).toBe(5);
    expect(input(Date.UTC(2026, 7, 22))).toBe(4);
  });

  test('a price may depend on the hour', () => {
    const pro = priced('deepseek', 'deepseek-v4-pro');
    const cost = (hour: number): number | undefined =>
      book.costOf(pro, { input: 1000, output: 1000 }, Date.UTC(2026, 10, 18, hour), 'halfUp');
    expect(cost(2)).toBe((cost(12) ?? Number.NaN) * 2);
  });

  test('the snapshot holds rates, date and source', () => {
    expect(book.priceOf(priced('xai', 'grok-4.3'), aDay)).toMatchObject({
      snapshot: {
        rates: { input: 1.25, output: 2.5, cacheRead: 0.2, tiers: [{ aboveInput: 199_999, input: 2.5 }] },
        source: 'book',
        asOf: '2026-09-23',
      },
    });
  });
});

test('prices of our own list bear its date', () => {
  const qwen = priced('dashscope', 'qwen3.5-plus', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1');
  expect(book.priceOf(qwen, aDay)).toMatchObject({
    snapshot: {
      rates: { input: 0.4, output: 2.4, tiers: [{ aboveInput: 256_000, input: 0.5, output: 3 }] },
      asOf: '2026-05-08',
    },
  });
});

const sellers = {
  openai: 'openai',
  anthropic: 'anthropic',
  google: 'google',
  'x-ai': 'xai',
  deepseek: 'deepseek',
  openrouter: 'openrouter',
  groq: 'groq',
  mistral: 'mistral',
  moonshotai: 'moonshot',
  zai: 'zai',
  minimax: 'minimax',
  fireworks: 'fireworks',
  together: 'together',
  cerebras: 'cerebras',
  perplexity: 'perplexity',
} as const;

/** Where our own facts put the book right, by `seller/model`: the library has no say there. */
const isOwnFact = (seller: string, id: string): boolean => factOf(seller, id, aDay) !== undefined;

test('every price of the book gives the same sum as the library’s own arithmetic', () => {
  const entries = Object.entries(sellers).flatMap(([seller, dialect]) =>
    (findProvider({ providerId: seller })?.models ?? []).map(({ id }) => ({ seller, dialect, id })),
  );
  expect(entries.length).toBeGreaterThan(900);
  const [usages] = [fc.sample(usageWithin(600_000, 100_000), { numRuns: entries.length, seed: 7 })];
  let compared = 0;
  entries.forEach(({ seller, dialect, id }, index) => {
    const usage = usages[index] ?? {};
    const cost = book.costOf(priced(dialect, id), usage, aDay, 'halfUp');
    if (cost === undefined || isOwnFact(seller, id)) return;
    const theirs = calcPrice(
      {
        input_tokens: usage.input,
        output_tokens: usage.output,
        cache_read_tokens: usage.cacheRead,
        cache_write_tokens: usage.cacheWrite,
        cache_write_1h_tokens: usage.cacheWriteHour,
        output_reasoning_tokens: usage.hidden,
      },
      id,
      { providerId: seller, timestamp: new Date(aDay) },
    );
    expect(Math.abs(cost - (theirs?.total_price ?? Number.NaN) * 1e9), `${seller}/${id}`).toBeLessThan(2);
    compared += 1;
  });
  expect(compared).toBeGreaterThan(800);
});
