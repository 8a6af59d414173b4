import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../src/core/model/errors.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import { anAttempt, drain, json, outcomeOf, replayFetch } from './replayFetch.ts';

interface Case {
  readonly status: number;
  readonly body: unknown;
  readonly code: ErrorCode;
  readonly retryable?: boolean;
  /** A 4xx is not billed and a 5xx may be, unless said here. */
  readonly unbilled?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
  { status: 400, body: { error: { message: 'context too long' } }, code: 'badRequest' },
  { status: 422, body: { detail: 'no' }, code: 'badRequest' },
  { status: 400, body: { error: { code: 'content_filter', message: 'x' } }, code: 'contentFilter' },
  { status: 403, body: { error: { message: 'Your input was flagged' } }, code: 'contentFilter' },
  { status: 400, body: { error: { message: 'foo is not a valid model ID' } }, code: 'modelNotFound' },
  {
    status: 400,
    body: { error: { message: 'The model `x` has been decommissioned' } },
    code: 'modelNotFound',
  },
  { status: 401, body: { error: { message: 'Incorrect API key' } }, code: 'unauthorized' },
  { status: 402, body: { error: { message: 'Insufficient credits' } }, code: 'paymentRequired' },
  { status: 403, body: { error: { message: 'not for you' } }, code: 'forbidden' },
  { status: 403, body: { error: 'Your team has no credits yet' }, code: 'quotaExhausted' },
  { status: 404, body: { error: { code: 'model_not_found', message: 'no' } }, code: 'modelNotFound' },
  { status: 404, body: 'Not Found', code: 'wrongAddress' },
  { status: 404, body: '404 page not found', code: 'wrongAddress' },
  { status: 404, body: { detail: 'Not Found' }, code: 'wrongAddress' },
  { status: 404, body: '<!doctype html><title>Not found</title>', code: 'wrongAddress' },
  { status: 404, body: { error: { code: '404', message: 'Resource not found' } }, code: 'wrongAddress' },
  {
    status: 404,
    body: {
      error: { message: 'Invalid URL (POST /v1/models/chat/completions)', type: 'invalid_request_error' },
    },
    code: 'wrongAddress',
  },
  {
    status: 404,
    body: { error: { message: 'Unknown request URL: POST /v1/chat/completions/chat/completions.' } },
    code: 'wrongAddress',
  },
  { status: 405, body: { detail: 'Method Not Allowed' }, code: 'wrongAddress' },
  { status: 404, body: { error: "model 'm' not found, try pulling it first" }, code: 'modelNotFound' },
  { status: 404, body: { error: { type: 'not_found_error', message: 'model: m' } }, code: 'modelNotFound' },
  { status: 404, body: { error: { message: 'Unable to access model m.' } }, code: 'modelNotFound' },
  { status: 404, body: { error: { message: '“m” is gone: try `m`' } }, code: 'modelNotFound' },
  { status: 404, body: { error: { message: 'No endpoints found for a/b.' } }, code: 'modelNotFound' },
  {
    status: 404,
    body: { error: { code: 'DeploymentNotFound', message: 'The API deployment does not exist.' } },
    code: 'modelNotFound',
  },
  { status: 413, body: 'Payload too large', code: 'badRequest' },
  { status: 402, body: { error: { message: 'can only afford 1500', code: 402 } }, code: 'paymentRequired' },
  {
    status: 429,
    body: { error: { type: 'insufficient_quota', code: 'insufficient_quota', message: 'try again in 2s' } },
    headers: { 'x-ratelimit-reset-tokens': '1s' },
    code: 'quotaExhausted',
  },
  {
    status: 429,
    body: { error: { message: 'You exceeded your current quota.' } },
    headers: { 'x-ratelimit-reset-requests': '1s' },
    code: 'quotaExhausted',
  },
  { status: 429, body: '账户余额不足', code: 'quotaExhausted' },
  { status: 429, body: 'slow', headers: { 'x-should-retry': 'false' }, code: 'rateLimited' },
  { status: 429, body: { error: { message: 'slow down' } }, code: 'rateLimited', retryable: true },
  { status: 429, body: { error: { code: 'insufficient_quota', message: 'x' } }, code: 'quotaExhausted' },
  {
    status: 429,
    body: { error: { message: 'You exceeded your current quota, check your billing' } },
    code: 'quotaExhausted',
  },
  {
    status: 400,
    body: { error: { type: 'budget_exceeded', message: 'over budget' } },
    code: 'quotaExhausted',
  },
  {
    status: 429,
    body: [
      { error: { code: 429, message: 'You exceeded your current quota', status: 'RESOURCE_EXHAUSTED' } },
    ],
    code: 'quotaExhausted',
  },
  {
    status: 400,
    body: [{ error: { code: 400, message: 'API key not valid.', status: 'INVALID_ARGUMENT' } }],
    code: 'unauthorized',
  },
  {
    status: 404,
    body: [{ error: { code: 404, message: 'models/x is not found', status: 'NOT_FOUND' } }],
    code: 'modelNotFound',
  },
  {
    status: 429,
    body: {
      error: {
        code: 'rate_limit_exceeded',
        message: 'Limit 3 per min. Add a payment method at https://models.example.com/account/billing.',
      },
    },
    code: 'rateLimited',
    retryable: true,
  },
  {
    status: 400,
    body: {
      error: { type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
    },
    code: 'quotaExhausted',
  },
  { status: 500, body: 'oops', code: 'serverError', retryable: true },
  { status: 502, body: 'Bad Gateway', code: 'serverError', retryable: true },
  { status: 504, body: 'Gateway Timeout', code: 'serverError', retryable: true },
  {
    status: 503,
    body: { error: { message: 'overloaded' } },
    code: 'serverError',
    retryable: true,
    unbilled: true,
  },
  {
    status: 529,
    body: { error: { type: 'overloaded_error', message: 'Overloaded' } },
    code: 'serverError',
    retryable: true,
    unbilled: true,
  },
  {
    status: 500,
    body: 'oops',
    headers: { 'retry-after': '2' },
    code: 'serverError',
    retryable: true,
    unbilled: true,
  },
];

describe('an HTTP error', () => {
  it.each(cases)('$status $body $headers is $code', async (each) => {
    const { status, body, code, retryable = false, unbilled = status < 500, headers = {} } = each;
    const { fetch, sent } = replayFetch(json(body, { status, headers: { ...headers } }));
    const { events, error } = await outcomeOf(fetch);
    expect(events).toEqual([]);
    expect(error?.code).toBe(code);
    expect(error?.retryable).toBe(retryable);
    expect(error?.unbilled).toBe(unbilled);
    expect(error?.details).toMatchObject({ status, model: 'm', endpoint: 'e1' });
    // Our retry is a new attempt with a reservation of its own.
    expect(sent).toHaveLength(1);
  });

  it.each([
    [{ 'retry-after': '7' }, {}, 7000],
    [{ 'retry-after': '0.25' }, {}, 250],
    [{ 'retry-after-ms': '120', 'retry-after': '9' }, {}, 120],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:30 GMT' }, {}, 30_000],
    [{ 'retry-after': 'soon' }, {}, undefined],
    [{}, { error: { message: 'quota', details: [{ retryDelay: '34.5s' }] } }, 34_500],
    [{}, [{ error: { message: 'quota', details: [{ retryDelay: '34s' }] } }], 34_000],
    [{}, {}, undefined],
  ])('%j %j waits', async (headers, body, expected) => {
    const { fetch } = replayFetch(json(body, { status: 429, headers: { ...headers } }));
    const { error } = await outcomeOf(fetch);
    expect(error?.details.retryAfterMs).toBe(expected);
    expect(error?.code).toBe('rateLimited');
  });
});

it.each([
  { message: 'at the top' },
  { detail: 'at the top' },
  { error: 'at the top' },
  { error: { message: 'at the top' } },
  { code: 1113, msg: 'at the top' },
  { errors: [{ code: 7, message: 'at the top' }], success: false },
  { error: { message: 'at', metadata: { raw: 'the top' } } },
  'at the top',
])('the words of %j are found', async (body) => {
  const { error } = await outcomeOf(replayFetch(json(body, { status: 400 })).fetch);
  expect(error?.details.providerMessage?.replace(':', '')).toBe('at the top');
});

describe('a request that is too large', () => {
  const sized = async (status: number, error: object) => {
    const { fetch } = replayFetch(json({ error }, { status, headers: { 'x-ratelimit-reset-tokens': '9s' } }));
    return (await outcomeOf(fetch)).error;
  };

  it.each([
    [429, { message: 'Request too large for m: Limit 30000, Requested 41000.', code: 'rate_limit_exceeded' }],
    [429, { message: 'Rate limit reached on tokens per min: Limit 30,000, Requested 90,000' }],
    [429, { message: 'The input or output tokens must be reduced in order to run successfully.' }],
    [413, { message: 'Request body too large', code: 'tokens_limit_reached' }],
    [400, { message: 'x', code: 'context_length_exceeded' }],
    [400, { message: 'prompt is too long: 210000 tokens > 200000 maximum' }],
    [400, { message: "This model's maximum context length is 8192 tokens." }],
    [400, { message: 'Input is too long for requested model.' }],
  ])('%i %j is not waited for', async (status, error) => {
    expect(await sized(status, error)).toMatchObject({
      code: 'badRequest',
      retryable: false,
      unbilled: true,
      details: { tooLarge: true, retryAfterMs: undefined },
    });
  });

  it.each([
    { message: 'Limit 10000, Used 8554, Requested 3082. Please try again in 9.8s.' },
    { message: 'Too many tokens, please wait before trying again.' },
    { message: 'This would exceed your limit of 40,000 input tokens per minute; reduce the prompt length.' },
    { message: 'Too many requests' },
  ])('%j is', async (error) => {
    expect(await sized(429, error)).toMatchObject({ code: 'rateLimited', retryable: true });
  });
});

describe('the words of a provider', () => {
  const told = async (message: string, prompt = 'what is six times seven', key?: string) => {
    const { fetch } = replayFetch(json({ error: { message } }, { status: 400 }));
    const apiKey = key === undefined ? undefined : { origin: 'https://models.example.com', key };
    const provider = createOpenAiProvider({ fetch, log: silentLog, apiKey });
    const messages = [{ role: 'user', parts: [{ type: 'text', text: prompt }] }] as const;
    const { error } = await drain(provider, anAttempt('custom', { messages }));
    expect(error?.message).not.toContain(prompt);
    return error?.details.providerMessage;
  };

  it('are kept', async () => {
    expect(await told('context\n too  long')).toBe('context too long');
  });

  it('are cut', async () => {
    expect(await told('x '.repeat(400))).toHaveLength(300);
  });

  it('never hold the key', async () => {
    const key = 'plain-key-0123456789';
    expect(await told(`wrong key ${key}`, 'hello', key)).toBe('wrong key [key]');
    expect(await told(`wrong key plain-…, ends in 456789`, 'hello', key)).toBe(
      'wrong key [key]…, ends in [key]',
    );
    expect(await told('wrong key sk-proj-abc***xyz, see docs')).toBe('wrong key [key], see docs');
  });

  it('are read where they come in an array', async () => {
    const { fetch } = replayFetch(json([{ error: { message: 'context too long' } }], { status: 400 }));
    expect((await outcomeOf(fetch)).error?.details.providerMessage).toBe('context too long');
  });

  it.each([
    ['an argument of a tool call', 'bad call: {"path":"a.ts","content":"const token = 4711"}'],
    ['what a tool is for', 'function read: looks into the secret vault'],
    ['what a tool takes', 'schema: {"type":"object","title":"vault key"}'],
  ])('never hold %s', async (_what, message) => {
    const { fetch } = replayFetch(json({ error: { message } }, { status: 400 }));
    const { error } = await outcomeOf(
      fetch,
      anAttempt('custom', {
        tools: [
          {
            name: 'read',
            description: 'looks into the secret vault',
            parameters: { type: 'object', title: 'vault key' },
          },
        ],
        messages: [
          {
            role: 'assistant',
            text: '',
            toolCalls: [
              { id: 'c', name: 'read', arguments: '{"path":"a.ts","content":"const token = 4711"}' },
            ],
          },
        ],
      }),
    );
    expect(error?.details).toMatchObject({ status: 400, providerMessage: undefined });
  });

  it('never hold the prompt, whole or in part', async () => {
    const prompt = 'function secretFormula(a, b) {\n  return a ** b + 42;\n}\n'.repeat(4);
    expect(await told(`invalid input: "${prompt}"`, prompt)).toBeUndefined();
    expect(await told('near "return a ** b + 42; }" at 3', prompt)).toBeUndefined();
    expect(await told(`input: ${JSON.stringify(prompt)}`, prompt)).toBeUndefined();
    expect(await told('bad word: hunter2!', 'hunter2!')).toBeUndefined();
  });
});
