import { describe, expect, it } from 'vitest';
import type { ProviderEvent } from '../../../../src/core/model/provider.ts';
import { anAttempt, chunk, chunks, json, outcomeOf, replayFetch, streamed } from './replayFetch.ts';

const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
const text = chunk({ content: 'Hi' });
const finish = chunk({}, 'stop');
const last = { choices: [], usage };

async function tierOf(response: () => Response, api: 'chat' | 'responses' = 'chat'): Promise<unknown> {
  const { events, error } = await outcomeOf(replayFetch(response).fetch, anAttempt('openai', { api }));
  expect(error).toBeUndefined();
  return reportOf(events)?.serviceTier;
}

function reportOf(events: readonly ProviderEvent[]) {
  return events.findLast((event) => event.type === 'usage')?.report;
}

describe('the tier that answered', () => {
  it.each([
    ['beside the usage', [text, finish, { ...last, service_tier: 'priority' }], 'priority'],
    [
      'on every chunk',
      [{ ...text, service_tier: 'flex' }, { ...finish, service_tier: 'flex' }, last],
      'flex',
    ],
    ['before the usage alone', [{ ...text, service_tier: 'flex' }, finish, last], 'flex'],
    ['after the usage', [text, finish, last, { choices: [], service_tier: 'flex' }], 'flex'],
    ['in the usage', [text, finish, { choices: [], usage: { ...usage, service_tier: 'batch' } }], 'batch'],
    [
      'the last word',
      [{ ...text, service_tier: 'auto' }, finish, { ...last, service_tier: 'default' }],
      'standard',
    ],
    [
      'as asked at first, as served at last',
      [{ ...text, service_tier: 'flex' }, finish, { ...last, service_tier: 'default' }],
      'standard',
    ],
    ['by its newer name', [text, finish, { ...last, service_tier: 'fast' }], 'priority'],
    ['of Groq', [text, finish, { ...last, service_tier: 'on_demand' }], 'standard'],
    ['of a kind that nobody prices', [text, finish, { ...last, service_tier: 'scale' }], 'other'],
    ['left open', [text, finish, { ...last, service_tier: 'auto' }], undefined],
    ['nothing', [text, finish, { ...last, service_tier: null }], undefined],
    [
      'of Vertex AI',
      [
        text,
        finish,
        {
          choices: [],
          usage: { ...usage, extra_properties: { google: { traffic_type: 'ON_DEMAND_PRIORITY' } } },
        },
      ],
      'priority',
    ],
  ])('%s', async (_, messages, tier) => {
    expect(await tierOf(chunks(...messages))).toBe(tier);
  });

  it('is read from a whole body, on either API', async () => {
    const message = { index: 0, message: { content: 'Hi' }, finish_reason: 'stop' };
    const body = { id: 'r', model: 'm', choices: [message], usage, service_tier: 'flex' };
    expect(await tierOf(json(body))).toBe('flex');
    const response = {
      id: 'r',
      model: 'm',
      status: 'completed',
      output: [],
      usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
      service_tier: 'flex',
    };
    expect(await tierOf(json(response), 'responses')).toBe('flex');
  });

  it('is that of the end on the Responses API, whatever was said at the beginning', async () => {
    const response = { id: 'r', model: 'm', status: 'in_progress', service_tier: 'auto' };
    const done = {
      ...response,
      status: 'completed',
      service_tier: 'priority',
      output: [],
      usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
    };
    const stream = chunks(
      { type: 'response.created', response },
      { type: 'response.completed', response: done },
    );
    expect(await tierOf(stream, 'responses')).toBe('priority');
  });

  it('is told by a header of Gemini and Bedrock', async () => {
    for (const [name, tier] of [
      ['x-gemini-service-tier', 'flex'],
      ['x-amzn-bedrock-service-tier', 'priority'],
    ] as const) {
      const body = [text, finish, last].map((value) => `data: ${JSON.stringify(value)}\n\n`).join('');
      const response = streamed([new TextEncoder().encode(body)]);
      response.headers.set(name, tier);
      expect(await tierOf(() => response)).toBe(tier);
    }
  });

  it('is told with the first words, for a stream that ends before its usage', async () => {
    const { events } = await outcomeOf(replayFetch(chunks({ ...text, service_tier: 'priority' })).fetch);
    expect(events[0]).toMatchObject({ type: 'response', serviceTier: 'priority' });
  });
});
