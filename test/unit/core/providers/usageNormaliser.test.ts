import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Usage, UsageFlag } from '../../../../src/core/model/usage.ts';
import { dialects } from '../../../../src/core/providers/dialects.ts';
import { dialectNames, type Api, type DialectName } from '../../../../src/core/model/provider.ts';
import { normaliseUsage } from '../../../../src/core/providers/usageNormaliser.ts';

function normalise(
  dialect: DialectName,
  raw: unknown,
  { api = 'chat', model = 'm' }: { api?: Api; model?: string } = {},
) {
  return normaliseUsage(raw, { dialect: dialects[dialect], api, model });
}

interface Fact {
  readonly what: string;
  readonly dialect: DialectName;
  readonly api?: Api;
  readonly model?: string;
  readonly raw: object;
  readonly usage: Usage;
  readonly flags?: readonly UsageFlag[];
}

/** What peers got wrong in public, with the figures of the reports. */
const facts: readonly Fact[] = [
  {
    what: 'OpenAI: thinking is inside the output (adding it shows $1.04 for $0.79)',
    dialect: 'openai',
    raw: {
      prompt_tokens: 14746,
      completion_tokens: 1944,
      total_tokens: 16690,
      completion_tokens_details: { reasoning_tokens: 1360 },
    },
    usage: { input: 14746, output: 1944, hidden: 1360 },
  },
  {
    what: 'OpenAI: the output is more than its thinking (one priced the 448 alone)',
    dialect: 'openai',
    raw: {
      prompt_tokens: 17,
      completion_tokens: 482,
      total_tokens: 499,
      completion_tokens_details: { reasoning_tokens: 448 },
    },
    usage: { input: 17, output: 482, hidden: 448 },
  },
  {
    what: 'Anthropic: thinking is inside the output (187 in all, not 218)',
    dialect: 'anthropic',
    raw: {
      prompt_tokens: 51,
      completion_tokens: 136,
      total_tokens: 187,
      completion_tokens_details: { reasoning_tokens: 31 },
    },
    usage: { input: 51, output: 136, hidden: 31 },
  },
  {
    what: 'a proxy of Gemini: nothing but thinking, counted in the total alone',
    dialect: 'custom',
    raw: {
      prompt_tokens: 21,
      completion_tokens: 0,
      total_tokens: 81,
      completion_tokens_details: { reasoning_tokens: 60 },
    },
    usage: { input: 21, output: 60, hidden: 60 },
  },
  {
    what: 'Gemini itself: the same',
    dialect: 'google',
    raw: {
      prompt_tokens: 21,
      completion_tokens: 0,
      total_tokens: 81,
      completion_tokens_details: { reasoning_tokens: 60 },
    },
    usage: { input: 21, output: 60, hidden: 60 },
    flags: ['derivedFromTotal'],
  },
  {
    what: 'xAI: thinking on top of completion, inside the total',
    dialect: 'xai',
    raw: {
      prompt_tokens: 10120,
      completion_tokens: 1499,
      total_tokens: 14428,
      prompt_tokens_details: { cached_tokens: 128 },
      completion_tokens_details: { reasoning_tokens: 2809 },
    },
    usage: { input: 10120, cacheRead: 128, output: 4308, hidden: 2809 },
  },
  {
    what: 'xAI: far more thinking than completion',
    dialect: 'xai',
    raw: {
      prompt_tokens: 12,
      completion_tokens: 1,
      total_tokens: 399,
      completion_tokens_details: { reasoning_tokens: 386 },
    },
    usage: { input: 12, output: 387, hidden: 386 },
  },
  {
    what: 'DeepSeek: hits and misses make up the input',
    dialect: 'deepseek',
    raw: {
      prompt_tokens: 100,
      completion_tokens: 9,
      total_tokens: 109,
      prompt_cache_hit_tokens: 20,
      prompt_cache_miss_tokens: 80,
    },
    usage: { input: 100, cacheRead: 20, output: 9 },
  },
  {
    what: 'OpenRouter: thinking counted with another tokenizer is cut to the output',
    dialect: 'openrouter',
    raw: {
      prompt_tokens: 24,
      completion_tokens: 1364,
      total_tokens: 1388,
      prompt_tokens_details: { cached_tokens: 7, cache_write_tokens: 3 },
      completion_tokens_details: { reasoning_tokens: 1426 },
    },
    usage: { input: 24, cacheRead: 7, cacheWrite: 3, output: 1364, hidden: 1364 },
    flags: ['hiddenExceedsOutput'],
  },
  {
    what: 'Vercel with Gemini: the same figures mean the opposite',
    dialect: 'vercel',
    model: 'google/gemini-2.5-flash',
    raw: {
      prompt_tokens: 9,
      completion_tokens: 2,
      total_tokens: 11,
      completion_tokens_details: { reasoning_tokens: 25 },
    },
    usage: { input: 9, output: 27, hidden: 25 },
  },
  {
    what: 'a hand-made total that disagrees is told, and nothing is added',
    dialect: 'openai',
    raw: {
      prompt_tokens: 500,
      completion_tokens: 500,
      total_tokens: 1300,
      completion_tokens_details: { reasoning_tokens: 200 },
    },
    usage: { input: 500, output: 500, hidden: 200 },
    flags: ['totalsDisagree'],
  },
  {
    what: 'a cache write kept for an hour',
    dialect: 'custom',
    raw: {
      prompt_tokens: 900,
      completion_tokens: 5,
      total_tokens: 905,
      cache_creation_input_tokens: 700,
      cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 500 },
    },
    usage: { input: 900, cacheWrite: 700, cacheWriteHour: 500, output: 5 },
  },
  {
    what: 'a negative count is cut to nothing and told',
    dialect: 'openai',
    api: 'responses',
    raw: { input_tokens: 40, output_tokens: -9, total_tokens: 31 },
    usage: { input: 40, output: 0 },
    flags: ['negative', 'totalsDisagree'],
  },
  {
    what: 'a broken count is rounded and told',
    dialect: 'openai',
    raw: { prompt_tokens: 10.4, completion_tokens: 2, total_tokens: 12 },
    usage: { input: 10, output: 2 },
    flags: ['notAnInteger'],
  },
  {
    what: 'a count that no model could reach was not sent',
    dialect: 'openai',
    raw: { prompt_tokens: 10, completion_tokens: 1e12, total_tokens: 1e12 },
    usage: { input: 10 },
    flags: ['impossibleCount'],
  },
  {
    what: 'counts that are no numbers were not sent',
    dialect: 'openai',
    raw: { prompt_tokens: '10', completion_tokens: 2, total_tokens: null },
    usage: { output: 2 },
  },
];

describe('normaliseUsage', () => {
  it.each(facts)('$what', ({ dialect, raw, usage, flags = [], ...context }) => {
    const report = normalise(dialect, raw, context);
    expect(report?.usage).toEqual(usage);
    expect(report?.flags).toEqual(flags);
  });

  it('says nothing where there are no figures', () => {
    for (const raw of [undefined, null, 'usage', 7, [], {}, { service_tier: 'default' }]) {
      expect(normalise('openai', raw)).toBeUndefined();
    }
  });

  it('never adds the two places of a cached count', () => {
    const raw = {
      prompt_tokens: 100,
      completion_tokens: 1,
      total_tokens: 101,
      cached_tokens: 64,
      prompt_tokens_details: { cached_tokens: 64 },
    };
    for (const name of dialectNames) {
      expect(normalise(name, raw)?.usage.cacheRead).toBe(64);
    }
  });

  it('tells a hidden count of 0 from thinking that is not counted', () => {
    const raw = {
      prompt_tokens: 5,
      completion_tokens: 9,
      total_tokens: 14,
      completion_tokens_details: { reasoning_tokens: 0 },
    };
    const context = { dialect: dialects.openrouter, api: 'chat', model: 'm' } as const;
    expect(normaliseUsage(raw, { ...context, sawThinking: true })?.flags).toEqual(['hiddenUncounted']);
    expect(normaliseUsage(raw, { ...context, sawThinking: false })?.flags).toEqual([]);
  });

  it('keeps the counts of the raw object, never text', () => {
    const raw = {
      prompt_tokens: 5,
      completion_tokens: 9,
      note: 'the prompt was: hunter2',
      'a key with words': 1,
      completion_tokens_details: { reasoning_tokens: 2, text: 'secret' },
    };
    expect(normalise('custom', raw)?.raw).toEqual({
      prompt_tokens: 5,
      completion_tokens: 9,
      completion_tokens_details: { reasoning_tokens: 2 },
    });
  });

  it('gives buckets that are whole, not negative and disjoint, whatever a server sends', () => {
    const count = fc.oneof(
      fc.integer({ min: -50, max: 500 }),
      fc.double(),
      fc.constantFrom(null, 'x', Number.NaN, Number.POSITIVE_INFINITY),
    );
    const details = fc.record(
      { cached_tokens: count, cache_write_tokens: count, reasoning_tokens: count },
      { requiredKeys: [] },
    );
    const anyUsage = fc.record(
      {
        prompt_tokens: count,
        completion_tokens: count,
        input_tokens: count,
        output_tokens: count,
        total_tokens: count,
        cached_tokens: count,
        cache_creation_input_tokens: count,
        prompt_tokens_details: fc.oneof(details, fc.constant(null)),
        completion_tokens_details: fc.oneof(details, fc.constant(null)),
        cost: fc.oneof(count, fc.record({ total_cost: count })),
        is_byok: fc.boolean(),
        cost_in_usd_ticks: count,
      },
      { requiredKeys: [] },
    );
    const api = fc.constantFrom<Api>('chat', 'responses');
    fc.assert(
      fc.property(fc.constantFrom(...dialectNames), anyUsage, api, (dialect, raw, anyApi) => {
        const report = normalise(dialect, raw, { api: anyApi, model: 'google/x' });
        const { input, cacheRead, cacheWrite, output, hidden } = report?.usage ?? {};
        for (const value of [input, cacheRead, cacheWrite, output, hidden, report?.billed]) {
          expect(value === undefined || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
        }
        const cached = (cacheRead ?? 0) + (cacheWrite ?? 0);
        expect(input === undefined || cached <= input).toBe(true);
        expect(output === undefined || (hidden ?? 0) <= output).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
