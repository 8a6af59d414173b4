import { describe, expect, it } from 'vitest';
import { efforts, type Effort } from '../../../../src/core/model/route.ts';
import { dialectNames, type Attempt, type DialectName } from '../../../../src/core/model/provider.ts';
import { anAttempt, chunk, chunks, outcomeOf, replayFetch, type Sent } from './replayFetch.ts';

const answer = chunks(chunk({ content: 'ok' }, 'stop'));

async function sentFor(attempt: Attempt): Promise<Sent> {
  const { fetch, sent } = replayFetch(answer);
  await outcomeOf(fetch, attempt);
  const [first] = sent;
  if (first === undefined) throw new Error('nothing was sent');
  return first;
}

/** The body without what every request has. */
async function optionsFor(dialect: DialectName, model: string, effort: Effort) {
  const { body } = await sentFor(anAttempt(dialect, { model, effort }));
  const { model: _model, messages: _messages, stream: _stream, ...options } = body;
  return options;
}

const askForUsage = { stream_options: { include_usage: true } };
const cap = { max_tokens: 1000 };
const completionCap = { max_completion_tokens: 1000 };
const atStandardTier = { ...completionCap, service_tier: 'default' };

/** What goes over the wire for each effort, at the models whose names decide it. */
const table: readonly (readonly [DialectName, string, Readonly<Record<Effort, object>>])[] = [
  ['openai', 'gpt-5.6-sol', words(atStandardTier, 'none', 'low', 'medium', 'high')],
  ['openai', 'gpt-4.1-mini', same(atStandardTier)],
  ['azure', 'gpt-5', words(atStandardTier, 'none', 'low', 'medium', 'high')],
  [
    'deepseek',
    'deepseek-v4-pro',
    byEffort(cap, {
      none: { thinking: { type: 'disabled' } },
      low: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
      medium: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
      high: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
    }),
  ],
  ['xai', 'grok-4.3', words(completionCap, 'none', 'low', 'medium', 'high')],
  ['xai', 'grok-4-1-fast-non-reasoning', same(completionCap)],
  ['google', 'gemini-3.8-flash', words(cap, 'none', 'low', 'medium', 'high')],
  ['anthropic', 'claude-haiku-4-5', byEffort(cap, { none: {}, low: {}, medium: {}, high: {} })],
  [
    'anthropic',
    'claude-sonnet-5',
    byEffort(cap, {
      none: {},
      low: { thinking: { type: 'adaptive' } },
      medium: { thinking: { type: 'adaptive' } },
      high: { thinking: { type: 'adaptive' } },
    }),
  ],
  ['openrouter', 'openai/gpt-5', objects(cap)],
  ['vercel', 'openai/gpt-5', objects(cap)],
  ['groq', 'openai/gpt-oss-120b', words(completionCap, 'low', 'low', 'medium', 'high')],
  [
    'groq',
    'qwen/qwen3-32b',
    byEffort(completionCap, {
      none: { reasoning_effort: 'none' },
      low: { reasoning_effort: 'default', reasoning_format: 'parsed' },
      medium: { reasoning_effort: 'default', reasoning_format: 'parsed' },
      high: { reasoning_effort: 'default', reasoning_format: 'parsed' },
    }),
  ],
  ['groq', 'llama-3.1-8b-instant', same(completionCap)],
  ['mistral', 'mistral-small-latest', words(cap, 'none', 'low', 'medium', 'high', {})],
  ['mistral', 'codestral-2508', same(cap, {})],
  [
    'dashscope',
    'qwen-plus',
    byEffort(cap, {
      none: { enable_thinking: false },
      low: { enable_thinking: true, thinking_budget: 250, max_tokens: 750 },
      medium: { enable_thinking: true, thinking_budget: 500, max_tokens: 500 },
      high: { enable_thinking: true, thinking_budget: 750, max_tokens: 250 },
    }),
  ],
  ['dashscope', 'qwq-plus', budgeted()],
  ['dashscope', 'qwen3-235b-a22b-thinking-2507', budgeted()],
  ['dashscope', 'deepseek-r1-0528', budgeted()],
  ['moonshot', 'kimi-k2.6', switched(completionCap)],
  ['moonshot', 'kimi-k3', words(completionCap, 'low', 'low', 'medium', 'high')],
  ['zai', 'glm-4.7', switched(cap, {})],
  ['minimax', 'MiniMax-M2', same(cap)],
  [
    'together',
    'zai-org/GLM-5',
    byEffort(cap, {
      none: { reasoning: { enabled: false } },
      low: { reasoning_effort: 'low' },
      medium: { reasoning_effort: 'medium' },
      high: { reasoning_effort: 'high' },
    }),
  ],
  ['fireworks', 'glm-5', words(cap, 'none', 'low', 'medium', 'high')],
  ['cerebras', 'gpt-oss-120b', words(completionCap, 'low', 'low', 'medium', 'high')],
  ['cerebras', 'zai-glm-4.7', words(completionCap, 'none', 'low', 'medium', 'high')],
  ['perplexity', 'sonar', same(cap, {})],
  ['perplexity', 'sonar-deep-research', words(cap, 'low', 'low', 'medium', 'high', {})],
  ['huggingface', 'openai/gpt-oss-20b', words(cap, 'none', 'low', 'medium', 'high')],
  ['vllm', 'qwen3', templates()],
  ['llamacpp', 'qwen3', templates()],
  ['ollama', 'qwen3:8b', words(cap, 'none', 'low', 'medium', 'high')],
  ['lmstudio', 'qwen3', words(cap, 'none', 'low', 'medium', 'high')],
  ['litellm', 'gpt-5', words(cap, 'none', 'low', 'medium', 'high')],
  ['custom', 'any', words(cap, 'none', 'low', 'medium', 'high')],
];

function byEffort(
  base: object,
  fields: Readonly<Record<Effort, object>>,
  usage: object = askForUsage,
): Readonly<Record<Effort, object>> {
  const { none, low, medium, high } = fields;
  return {
    none: { ...base, ...usage, ...none },
    low: { ...base, ...usage, ...low },
    medium: { ...base, ...usage, ...medium },
    high: { ...base, ...usage, ...high },
  };
}

function same(base: object, usage: object = askForUsage) {
  return byEffort(base, { none: {}, low: {}, medium: {}, high: {} }, usage);
}

function words(
  base: object,
  none: string,
  low: string,
  medium: string,
  high: string,
  usage: object = askForUsage,
) {
  const written = (word: string): object => ({ reasoning_effort: word });
  const fields = { none: written(none), low: written(low), medium: written(medium), high: written(high) };
  return byEffort(base, fields, usage);
}

function objects(base: object) {
  const written = (effort: Effort): object => ({ reasoning: { effort } });
  return byEffort(base, {
    none: written('none'),
    low: written('low'),
    medium: written('medium'),
    high: written('high'),
  });
}

function switched(base: object, usage: object = askForUsage) {
  const on = { thinking: { type: 'enabled' } };
  return byEffort(base, { none: { thinking: { type: 'disabled' } }, low: on, medium: on, high: on }, usage);
}

/** DashScope's models that always think: a budget at every effort, as the cap limits the answer alone. */
function budgeted() {
  const low = { thinking_budget: 250, max_tokens: 750 };
  return byEffort(cap, {
    none: low,
    low,
    medium: { thinking_budget: 500, max_tokens: 500 },
    high: { thinking_budget: 750, max_tokens: 250 },
  });
}

function templates() {
  const written = (word: string): object => ({
    reasoning_effort: word,
    chat_template_kwargs: { enable_thinking: true },
  });
  return byEffort(cap, {
    none: { chat_template_kwargs: { enable_thinking: false } },
    low: written('low'),
    medium: written('medium'),
    high: written('high'),
  });
}

describe('a Chat Completions request', () => {
  it.each(table)('%s, %s: effort, cap and asking for usage', async (dialect, model, expected) => {
    for (const effort of efforts) {
      expect(await optionsFor(dialect, model, effort)).toEqual(expected[effort]);
    }
  });

  it('is in the table for every dialect', () => {
    expect(dialectNames.filter((name) => !table.some(([dialect]) => dialect === name))).toEqual([]);
  });

  it('gives Claude a budget for thinking below the cap', async () => {
    const attempt = { model: 'claude-haiku-4-5', maxOutputTokens: 8000 } as const;
    const bodyFor = async (effort: Effort) =>
      (await sentFor(anAttempt('anthropic', { ...attempt, effort }))).body['thinking'];
    expect(await bodyFor('none')).toBeUndefined();
    expect(await bodyFor('low')).toEqual({ type: 'enabled', budget_tokens: 2000 });
    expect(await bodyFor('high')).toEqual({ type: 'enabled', budget_tokens: 6000 });
  });

  it('carries the messages, tools and images of the attempt', async () => {
    const { body, url } = await sentFor(
      anAttempt('openai', {
        stream: false,
        tools: [{ name: 'read', description: 'reads', parameters: { type: 'object' } }],
        messages: [
          { role: 'system', text: 'be brief' },
          {
            role: 'user',
            parts: [
              { type: 'text', text: 'see' },
              { type: 'image', mediaType: 'image/png', base64: 'AAAA' },
            ],
          },
          { role: 'assistant', text: '', toolCalls: [{ id: 'c', name: 'read', arguments: '{}' }] },
          { role: 'tool', toolCallId: 'c', text: 'done' },
          { role: 'assistant', text: 'so' },
        ],
      }),
    );
    expect(url).toBe('https://models.example.com/v1/chat/completions');
    expect(body['stream']).toBeUndefined();
    expect(body['stream_options']).toBeUndefined();
    expect(body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'read', description: 'reads', parameters: { type: 'object' } },
      },
    ]);
    expect(body['messages']).toEqual([
      { role: 'developer', content: 'be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'read', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: 'done' },
      { role: 'assistant', content: 'so' },
    ]);
  });

  it('puts the cache key where the dialect has a place for it', async () => {
    const openai = await sentFor(anAttempt('openai', { cacheKey: 'k1' }));
    expect(openai.body['prompt_cache_key']).toBe('k1');
    const xai = await sentFor(anAttempt('xai', { cacheKey: 'k1' }));
    expect(xai.headers.get('x-grok-conv-id')).toBe('k1');
    const groq = await sentFor(anAttempt('groq', { cacheKey: 'k1' }));
    expect(JSON.stringify([groq.body, ...groq.headers])).not.toContain('k1');
  });
});

describe('a request to the Responses API', () => {
  it('says the same in its own words and asks that nothing be kept', async () => {
    const { body, url } = await sentFor(
      anAttempt('openai', {
        api: 'responses',
        effort: 'high',
        model: 'gpt-5',
        tools: [{ name: 'read', description: 'reads', parameters: {} }],
        messages: [
          { role: 'system', text: 'be brief' },
          { role: 'user', parts: [{ type: 'text', text: 'see' }] },
          { role: 'assistant', text: 'ok', toolCalls: [{ id: 'c', name: 'read', arguments: '{}' }] },
          { role: 'tool', toolCallId: 'c', text: 'done' },
        ],
      }),
    );
    expect(url).toBe('https://models.example.com/v1/responses');
    expect(body).toEqual({
      model: 'gpt-5',
      stream: true,
      store: false,
      service_tier: 'default',
      max_output_tokens: 1000,
      reasoning: { effort: 'high' },
      tools: [{ type: 'function', name: 'read', description: 'reads', parameters: {}, strict: false }],
      input: [
        { role: 'developer', content: 'be brief' },
        { role: 'user', content: [{ type: 'input_text', text: 'see' }] },
        { role: 'assistant', content: 'ok' },
        { type: 'function_call', call_id: 'c', name: 'read', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'done' },
      ],
    });
  });

  it('says nothing of effort to a model that never thinks', async () => {
    const { body } = await sentFor(anAttempt('openai', { api: 'responses', model: 'gpt-4.1' }));
    expect(body['reasoning']).toBeUndefined();
  });
});
