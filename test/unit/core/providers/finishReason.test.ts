import { describe, expect, it } from 'vitest';
import { endOf, type End } from '../../../../src/core/providers/finishReason.ts';
import { anAttempt, answerOf, chunk, chunks, json, outcomeOf, replayFetch } from './replayFetch.ts';

const words: Readonly<Record<End, readonly string[]>> = {
  stop: [
    'stop',
    'STOP',
    ' Stop ',
    'eos',
    'eos_token',
    'end_turn',
    'endTurn',
    'stop_sequence',
    'COMPLETE',
    'FINISH_REASON_STOP',
  ],
  length: [
    'length',
    'max_tokens',
    'MAX_TOKENS',
    'maxTokens',
    'max-output-tokens',
    'max_completion_tokens',
    'model_length',
    'model_context_window_exceeded',
    'context_length_exceeded',
    'token_limit',
    'truncated',
    'incomplete',
    'repetition',
    'pause_turn',
  ],
  toolCalls: ['tool_calls', 'toolCalls', 'tool_use', 'TOOL_CALL', 'function_call', 'requires_action'],
  contentFilter: [
    'content_filter',
    'contentFiltered',
    'SAFETY',
    'IMAGE_SAFETY',
    'RECITATION',
    'PROHIBITED_CONTENT',
    'BLOCKLIST',
    'SPII',
    'sensitive',
    'guardrail_intervened',
  ],
  refusal: ['refusal', 'Refused'],
  broken: [
    'error',
    'ERROR',
    'internal_error',
    'server-error',
    'abort',
    'aborted',
    'cancelled',
    'canceled',
    'failed',
    'network_error',
    'insufficient_system_resource',
    'engine_overloaded',
    'timeout',
    'timed_out',
    'rate_limit',
    'MALFORMED_FUNCTION_CALL',
    'UNEXPECTED_TOOL_CALL',
    'resource_exhausted',
  ],
  other: ['never_heard_of', 'OTHER', 'LANGUAGE', 'load', 'stopping_criteria_seven'],
};

describe('endOf', () => {
  it.each(Object.entries(words))('%s', (end, raws) => {
    for (const raw of raws) expect([raw, endOf(raw)]).toEqual([raw, end]);
  });

  it.each(['', ' ', 'null', 'None', 'undefined', 'FINISH_REASON_UNSPECIFIED', 'in_progress'])(
    'takes %j for no end',
    (raw) => expect(endOf(raw)).toBeUndefined(),
  );
});

const text = chunk({ content: 'const a = 1;' });
const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

async function finishOf(...values: readonly object[]) {
  const { events, error } = await outcomeOf(replayFetch(chunks(...values)).fetch);
  const finishes = events.filter((event) => event.type === 'finish');
  return { reason: finishes.at(-1)?.reason, told: finishes.length, error, events };
}

describe('the end of an answer', () => {
  it.each(['error', 'insufficient_system_resource', 'network_error', 'abort', 'Cancelled'])(
    'that broke with %s is an error, with its text and its usage',
    async (raw) => {
      const { error, events } = await finishOf(text, { ...chunk({}, raw), usage });
      expect(error).toMatchObject({ code: 'serverError', unbilled: false, retryable: true });
      expect(error?.details.providerMessage).toBe(raw);
      expect(answerOf(events)).toBe('const a = 1;');
      expect(events.at(-1)).toMatchObject({ type: 'usage', report: { usage: { input: 5, output: 7 } } });
    },
  );

  it('that broke keeps the usage of a later chunk', async () => {
    const { error, events } = await finishOf(text, chunk({}, 'error'), { choices: [], usage });
    expect(error?.code).toBe('serverError');
    expect(events.at(-1)).toMatchObject({ type: 'usage', report: { usage: { output: 7 } } });
  });

  it('that broke is told by the error beside it, where there is one', async () => {
    const choice = { index: 0, delta: {}, finish_reason: 'error', error: { code: 429, message: 'busy' } };
    expect((await finishOf(text, { choices: [choice] })).error?.code).toBe('rateLimited');
  });

  it('that broke is an error in a whole body too', async () => {
    const choice = { index: 0, message: { content: 'Hi' }, finish_reason: 'network_error' };
    const attempt = anAttempt('zai', { stream: false });
    const { error, events } = await outcomeOf(replayFetch(json({ choices: [choice], usage })).fetch, attempt);
    expect(error?.code).toBe('serverError');
    expect(answerOf(events)).toBe('Hi');
  });

  it.each([
    ['the first of two alike', ['stop', 'STOP'], 'stop', 1],
    ['the one that tells more', ['stop', 'length'], 'length', 2],
    ['the one that tells more, first', ['length', 'stop'], 'length', 1],
    ['a known one', ['strange', 'stop'], 'stop', 2],
  ] as const)('named twice is %s', async (_what, raws, reason, told) => {
    const { error, ...found } = await finishOf(text, ...raws.map((raw) => chunk({}, raw)));
    expect(error).toBeUndefined();
    expect(found).toMatchObject({ reason, told });
  });

  it('is the last one where text came between', async () => {
    const thought = chunk({ reasoning_content: 'plan' }, 'length');
    expect(await finishOf(thought, text, chunk({}, 'stop'))).toMatchObject({ reason: 'stop' });
  });

  it.each([
    [
      'behind the call',
      [chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f' } }] }), chunk({}, 'stop')],
    ],
    [
      'before the call',
      [
        chunk({}, 'stop'),
        chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f' } }] }),
        chunk({}, 'stop'),
      ],
    ],
    ['with a call of the old kind', [chunk({ function_call: { name: 'f', arguments: '{}' } }, 'stop')]],
  ] as const)('is toolCalls where stop comes %s', async (_what, values) => {
    expect(await finishOf(...values)).toMatchObject({ reason: 'toolCalls', error: undefined });
  });

  it.each([
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'contentFilter'],
    ['STOP', 'stop'],
    ['strange', 'stop'],
  ])('is what the upstream of a gateway calls %s', async (native, reason) => {
    const choice = { index: 0, delta: {}, finish_reason: 'stop', native_finish_reason: native };
    expect((await finishOf(text, { choices: [choice] })).reason).toBe(reason);
  });

  it.each([
    ['at the top', { choices: [{ index: 0, delta: {} }], finish_reason: 'length' }],
    ['in the delta', { choices: [{ index: 0, delta: { stop_reason: 'max_tokens' } }] }],
    ['in camel case', { choices: [{ index: 0, delta: {}, finishReason: 'MAX_TOKENS' }] }],
    ['in an object', { choices: [{ index: 0, delta: {}, finish_reason: { type: 'length', length: 9 } }] }],
    ['without choices', { choices: [], finish_reason: 'length' }],
  ])('may stand %s', async (_what, value) => {
    expect(await finishOf(text, value)).toMatchObject({ reason: 'length', error: undefined });
  });

  it('is none by the word that vLLM stops at', async () => {
    const stopped = { index: 0, delta: { content: 'x' }, finish_reason: null, stop_reason: '###' };
    expect((await finishOf(text, { choices: [stopped] })).told).toBe(0);
  });
});

describe('the end of a response', () => {
  const attempt = anAttempt('openai', { api: 'responses' });
  const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi' };
  const ended = async (event: object) => {
    const { events, error } = await outcomeOf(replayFetch(chunks(delta, event)).fetch, attempt);
    const finish = events.find((each) => each.type === 'finish');
    return { reason: finish?.reason, error: error?.code };
  };

  it.each([
    ['completed', {}, 'stop'],
    ['incomplete', { incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    ['incomplete', { incomplete_details: { reason: 'content_filter' } }, 'contentFilter'],
    ['incomplete', { incomplete_details: { reason: 'something new' } }, 'length'],
    ['incomplete', {}, 'length'],
  ])('%s %j', async (status, response, reason) => {
    const expected = { reason, error: undefined };
    expect(await ended({ type: `response.${status}`, response: { status, ...response } })).toEqual(expected);
    expect(await ended({ type: `response.${status}`, response })).toEqual(expected);
  });

  it.each(['cancelled', 'failed'])('%s is an error', async (status) => {
    const event = { type: `response.${status}`, response: { status } };
    expect(await ended(event)).toEqual({ reason: 'other', error: 'serverError' });
  });
});
