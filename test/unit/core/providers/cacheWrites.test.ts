import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../../../src/core/providers/dialects.ts';
import { dialectNames, type DialectName } from '../../../../src/core/model/provider.ts';
import { normaliseUsage } from '../../../../src/core/providers/usageNormaliser.ts';

function read(raw: object, dialect: DialectName = 'litellm') {
  return normaliseUsage(raw, { dialect: dialects[dialect], api: 'chat', model: 'm' });
}

const sent = { prompt_tokens: 5000, completion_tokens: 100, total_tokens: 5100 };
const parts = { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 };

/** 3,000 tokens written, 2,000 of them for an hour. */
const spellings: readonly (readonly [what: string, raw: object])[] = [
  ['flat', { cache_creation_input_tokens: 3000, cache_creation: parts }],
  [
    'LiteLLM',
    {
      cache_creation_input_tokens: 3000,
      prompt_tokens_details: { cache_creation_tokens: 3000, cache_creation_token_details: parts },
    },
  ],
  [
    'LiteLLM, without a sum at the top',
    { prompt_tokens_details: { cache_creation_tokens: 3000, cache_creation_token_details: parts } },
  ],
  ['parts alone', { prompt_tokens_details: { cache_creation_token_details: parts } }],
  ['a sum of 0 beside parts', { cache_creation_input_tokens: 0, cache_creation: parts }],
  ['details of the input', { input_tokens_details: { cache_write_tokens: 3000, cache_creation: parts } }],
  [
    'New API',
    {
      prompt_tokens_details: { cached_creation_tokens: 3000 },
      claude_cache_creation_5_m_tokens: 1000,
      claude_cache_creation_1_h_tokens: 2000,
    },
  ],
  [
    'camel case',
    {
      cacheCreationInputTokens: 3000,
      cacheCreation: { ephemeral5mInputTokens: 1000, ephemeral1hInputTokens: 2000 },
    },
  ],
  [
    'Bedrock',
    {
      cacheWriteInputTokens: 3000,
      cacheDetails: [
        { ttl: '1h', inputTokens: 2000 },
        { ttl: '5m', inputTokens: 1000 },
      ],
    },
  ],
  ['by lifetime', { cache_creation: { '5m': 1000, '1h': 2000 } }],
];

describe('what was written to a cache for an hour', () => {
  it.each(spellings)('is found as %s, at a gateway and at an unknown server', (_, raw) => {
    for (const dialect of ['litellm', 'custom'] as const) {
      expect(read({ ...sent, ...raw }, dialect)).toMatchObject({
        usage: { input: 5000, cacheWrite: 3000, cacheWriteHour: 2000 },
        flags: [],
      });
    }
  });

  it('is no more than all that was written', () => {
    const raw = { ...sent, cache_creation_input_tokens: 1500, cache_creation: parts };
    expect(read(raw)).toMatchObject({
      usage: { cacheWrite: 1500, cacheWriteHour: 1500 },
      flags: ['totalsDisagree'],
    });
  });

  it('is not made of money, of what was read, or of other fields with an hour in them', () => {
    const raw = {
      ...sent,
      cache_creation: { ephemeral_1h_cost: 0.5 },
      cache_read: { ephemeral_reads_1h: 'many' },
      requests_1h: 12,
    };
    expect(read(raw)?.usage.cacheWriteHour).toBeUndefined();
  });

  it('is unknown where nobody tells the parts', () => {
    expect(read({ ...sent, cache_creation_input_tokens: 3000 })?.usage).toMatchObject({
      cacheWrite: 3000,
      cacheWriteHour: undefined,
    });
  });

  it('never breaks an order among the counts, whatever a server sends', () => {
    const value = fc.oneof(fc.integer({ min: -10, max: 1e9 }), fc.double(), fc.string(), fc.constant(null));
    const names = [
      ...Object.keys(parts),
      'cache_creation_input_tokens',
      'prompt_tokens',
      'input_tokens',
      '1h',
    ];
    const object = fc.dictionary(fc.constantFrom(...names), value);
    const nested = fc.record({ cache_creation: object, prompt_tokens_details: object }, { requiredKeys: [] });
    fc.assert(
      fc.property(object, nested, fc.constantFrom(...dialectNames), (top, inner, dialect) => {
        const usage = read({ ...top, ...inner }, dialect)?.usage;
        const { input = Infinity, cacheRead = 0, cacheWrite = Infinity, cacheWriteHour = 0 } = usage ?? {};
        expect(cacheWriteHour).toBeLessThanOrEqual(cacheWrite);
        expect(cacheRead + (usage?.cacheWrite ?? 0)).toBeLessThanOrEqual(input);
      }),
    );
  });
});

describe('Anthropic’s own usage', () => {
  const own = {
    input_tokens: 1000,
    cache_read_input_tokens: 1000,
    cache_creation_input_tokens: 3000,
    output_tokens: 100,
  };

  it('counts input beside what was cached', () => {
    expect(read(own, 'custom')?.usage).toMatchObject({
      input: 5000,
      cacheRead: 1000,
      cacheWrite: 3000,
      output: 100,
    });
    const all = { ...own, input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 4000 };
    expect(read(all, 'anthropic')?.usage).toMatchObject({ input: 4000, cacheRead: 4000 });
  });

  it('is told from a usage whose total has it inside', () => {
    const inside = { ...own, input_tokens: 5000, total_tokens: 5100 };
    expect(read(inside, 'custom')?.usage).toMatchObject({ input: 5000, cacheRead: 1000, cacheWrite: 3000 });
  });
});
