import { describe, expect, it } from 'vitest';
import { generationCost, likestFirst, listModels } from '../../../../src/core/providers/endpointLookup.ts';
import { keyLimit } from '../../../../src/core/providers/keyLimit.ts';
import type { DialectName } from '../../../../src/core/model/provider.ts';
import { json, replayFetch } from './replayFetch.ts';

function lookup(dialect: DialectName, ...answers: readonly (() => Response)[]) {
  const { fetch, sent } = replayFetch(...answers);
  const { signal } = new AbortController();
  const endpoint = { id: 'e1', baseUrl: 'https://models.example.com/api/v1', dialect };
  const apiKey = { origin: 'https://models.example.com', key: 'k-123' };
  return { lookup: { endpoint, apiKey, fetch, signal }, sent };
}

describe('listModels', () => {
  it.each([
    ['OpenAI', { data: [{ id: 'a' }, { id: 'b' }] }, ['a', 'b']],
    ['Together', [{ id: 'a' }], ['a']],
    ['Ollama', { models: [{ name: 'qwen3:8b' }, { name: 'qwen3:8b' }] }, ['qwen3:8b']],
    ['nothing', {}, []],
    ['nonsense', { data: [null, 7, { id: 9 }, { id: '' }, 'c'] }, ['c']],
  ])('reads the list of %s', async (_who, body, ids) => {
    const { lookup: at, sent } = lookup('custom', json(body));
    expect(await listModels(at)).toEqual(ids);
    expect(sent[0]?.url).toBe('https://models.example.com/api/v1/models');
    expect(sent[0]?.headers.get('authorization')).toBe('Bearer k-123');
    expect(sent[0]?.redirect).toBe('error');
  });

  it('throws what the server reports', async () => {
    const { lookup: at } = lookup('custom', json({ error: { message: 'no' } }, { status: 401 }));
    await expect(listModels(at)).rejects.toMatchObject({ code: 'unauthorized' });
  });
});

describe('likestFirst', () => {
  it('puts the models named most like the one that is gone at the top', () => {
    const offered = ['whisper-1', 'gpt-5.1', 'o9', 'gpt-5.1-mini', 'gpt-image'];
    expect(likestFirst(offered, 'gpt-5-mini')).toEqual([
      'gpt-5.1',
      'gpt-5.1-mini',
      'gpt-image',
      'whisper-1',
      'o9',
    ]);
    expect(likestFirst(offered, 'claude')).toEqual(offered);
  });
});

describe('generationCost', () => {
  const data = {
    id: 'gen-1',
    model: 'a/b',
    total_cost: 0.0015,
    native_tokens_prompt: 10,
    native_tokens_completion: 25,
    native_tokens_reasoning: 5,
    native_tokens_cached: 3,
    is_byok: false,
  };

  it('is the exact figure of OpenRouter', async () => {
    const { lookup: at, sent } = lookup('openrouter', json({ data }));
    expect(await generationCost(at, 'gen 1&x')).toEqual({
      usage: { input: 10, cacheRead: 3, output: 25, hidden: 5 },
      billed: 1_500_000,
      flags: [],
      raw: expect.not.objectContaining({ id: 'gen-1' }),
    });
    expect(sent[0]?.url).toBe('https://models.example.com/api/v1/generation?id=gen%201%26x');
  });

  it('adds the spend at the provider where the key is the user’s own', async () => {
    const own = { ...data, total_cost: 0.0001, is_byok: true, upstream_inference_cost: 0.002 };
    const { lookup: at } = lookup('openrouter', json({ data: own }));
    expect((await generationCost(at, 'g'))?.billed).toBe(2_100_000);
  });

  it('cuts thinking to the output', async () => {
    const more = { ...data, native_tokens_reasoning: 40 };
    const { lookup: at } = lookup('openrouter', json({ data: more }));
    const report = await generationCost(at, 'g');
    expect([report?.usage.hidden, report?.flags]).toEqual([25, ['hiddenExceedsOutput']]);
  });

  it('is unknown elsewhere, and where the figures are not there yet', async () => {
    const elsewhere = lookup('openai', json({ data }));
    expect(await generationCost(elsewhere.lookup, 'g')).toBeUndefined();
    expect(elsewhere.sent).toEqual([]);
    expect(await generationCost(lookup('openrouter', json({ data: {} })).lookup, 'g')).toBeUndefined();
    expect(await generationCost(lookup('openrouter', json(null)).lookup, 'g')).toBeUndefined();
  });
});

describe('keyLimit', () => {
  it('is the limit of the key at OpenRouter', async () => {
    const { lookup: at } = lookup('openrouter', json({ data: { limit: 20, limit_remaining: 7.5 } }));
    expect(await keyLimit(at)).toEqual({ limit: 20_000_000_000, remaining: 7_500_000_000 });
  });

  it('is what is left of the credits where the key has no limit', async () => {
    const { lookup: at, sent } = lookup(
      'openrouter',
      json({ data: { limit: null, limit_remaining: null } }),
      json({ data: { total_credits: 10, total_usage: 12 } }),
    );
    expect(await keyLimit(at)).toEqual({ limit: undefined, remaining: 0 });
    expect(sent.map(({ url }) => url.split('/').at(-1))).toEqual(['key', 'credits']);
  });

  it('is the budget of the key at LiteLLM, asked at the root of the host', async () => {
    const { lookup: at, sent } = lookup('litellm', json({ info: { spend: 1.25, max_budget: 5 } }));
    expect(await keyLimit(at)).toEqual({ limit: 5_000_000_000, remaining: 3_750_000_000 });
    expect(sent[0]?.url).toBe('https://models.example.com/key/info');
  });

  it('is unknown elsewhere', async () => {
    expect(await keyLimit(lookup('openai', json({})).lookup)).toBeUndefined();
  });
});
