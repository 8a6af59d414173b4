import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countTokens } from '../../../src/practice/practiceReply.ts';
import {
  answerIs42,
  finishOf,
  type PracticeClient,
  startPracticeClient,
  textOf,
  usageOf,
} from './practiceClient.ts';

let client: PracticeClient;
beforeEach(async () => {
  client = await startPracticeClient();
});
afterEach(() => client.server.close());

const post = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
  fetch(new URL(path, client.server.endpoint.baseUrl), {
    method: 'POST',
    headers: { authorization: `Bearer ${client.server.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  });
const hello = { model: 'fast', stream: true, messages: [{ role: 'user', content: 'Explain closures' }] };

describe('HTTP errors', () => {
  it.each([400, 401, 402, 403, 404, 429, 500, 503])('%i in the shape of the provider', async (status) => {
    client.server.control.queue({ kind: 'status', status });
    await expect(client.chat('fast', 'hello')).rejects.toMatchObject({ status });
    expect(textOf(await client.chat('fast', 'Add 1 to 9900'))).toBe('9901');
  });

  it('tells a rate limit with Retry-After from a spent quota', async () => {
    client.server.control.queue(
      { kind: 'status', status: 429, retryAfterSeconds: 7 },
      { kind: 'status', status: 429, quota: true },
    );
    const limited = await post('/v1/chat/completions', hello);
    expect(limited.headers.get('retry-after')).toBe('7');
    expect(await limited.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
    const spent = await post('/v1/chat/completions', hello);
    expect(spent.headers.get('retry-after')).toBeNull();
    expect(await spent.json()).toMatchObject({ error: { code: 'insufficient_quota' } });
  });

  it.each([301, 302, 303, 307, 308] as const)('redirects with %i to the given place', async (status) => {
    client.server.control.queue({ kind: 'redirect', status, location: 'http://127.0.0.1:9/elsewhere' });
    const response = await post('/v1/chat/completions', hello, { redirect: 'manual' });
    expect(response.status).toBe(status);
    expect(response.headers.get('location')).toBe('http://127.0.0.1:9/elsewhere');
  });

  it('answers with a page of HTML', async () => {
    client.server.control.queue({ kind: 'wrongContentType' });
    const response = await post('/v1/chat/completions', hello);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(await response.text()).toContain('Sign in');
  });
});

describe('broken streams', () => {
  const seen = async (): Promise<{ readonly text: string; readonly error: unknown }> => {
    let text = '';
    try {
      const stream = await client.openai.chat.completions.create({
        ...hello,
        stream: true,
        messages: [{ role: 'user', content: 'Explain closures' }],
      });
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    } catch (error) {
      return { text, error };
    }
    return { text, error: undefined };
  };

  it('drops the connection in the middle of the answer', async () => {
    client.server.control.queue({ kind: 'drop' });
    const { text, error } = await seen();
    expect(text.length).toBeGreaterThan(20);
    expect(error).toBeInstanceOf(Error);
  });

  it('sends half the answer and then a chunk that is no JSON', async () => {
    client.server.control.queue({ kind: 'malformedChunk' });
    const { text, error } = await seen();
    expect(text.length).toBeGreaterThan(20);
    expect(error).toBeInstanceOf(SyntaxError);
  });

  it('sends half the answer and then an error object', async () => {
    client.server.control.queue({ kind: 'errorInStream', message: 'Overloaded' });
    const { text, error } = await seen();
    expect(text.length).toBeGreaterThan(20);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ message: expect.stringContaining('Overloaded') });
  });

  it('stalls before the headers, before the first token and in the middle', async () => {
    client.server.control.queue({ kind: 'stall', at: 'headers' });
    const first = new AbortController();
    const silent = post('/v1/chat/completions', hello, { signal: first.signal });
    await expect.poll(() => client.server.control.requests().length).toBe(1);
    first.abort();
    await expect(silent).rejects.toThrow('aborted');

    for (const at of ['firstToken', 'midStream'] as const) {
      client.server.control.queue({ kind: 'stall', at });
      const stream = await client.openai.chat.completions.create({
        ...hello,
        stream: true,
        messages: [{ role: 'user', content: 'Explain closures' }],
      });
      let text = '';
      let chunks = 0;
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        chunks += 1;
        if (at === 'firstToken' || text.length > 20) break;
      }
      expect(chunks).toBeGreaterThan(0);
      expect(text === '').toBe(at === 'firstToken');
    }
  });

  it.each([
    [['usage'], true, false],
    [['finish'], false, true],
    [['finish', 'usage'], false, false],
    [['finish', 'usage', 'done'], false, false],
  ] as const)('leaves out %j', async (parts, hasFinish, hasUsage) => {
    for (const model of ['reasoning', 'reasoning-open']) {
      client.server.control.queue({ kind: 'omit', parts: [...parts] });
      const chunks = await client.chat(model, answerIs42);
      expect(textOf(chunks)).toBe('The answer is 42.');
      expect(finishOf(chunks) !== undefined).toBe(hasFinish);
      expect(usageOf(chunks) !== undefined).toBe(hasUsage);
    }
  });

  it('leaves out the last line alone', async () => {
    client.server.control.queue({ kind: 'omit', parts: ['done'] });
    const text = await (await post('/v1/chat/completions', hello)).text();
    expect(text).toContain('"finish_reason":"stop"');
    expect(text).not.toContain('[DONE]');
  });
});

describe('odd but valid streams', () => {
  it('reports usage twice, the same both times', async () => {
    client.server.control.queue({ kind: 'usageTwice' });
    const usages = (await client.chat('reasoning', answerIs42)).flatMap((chunk) => chunk.usage ?? []);
    expect(usages).toHaveLength(2);
    expect(usages[0]).toEqual(usages[1]);
  });

  it('puts usage where Moonshot and Groq put it', async () => {
    client.server.control.queue(
      { kind: 'usagePlace', place: 'choice' },
      { kind: 'usagePlace', place: 'xGroq' },
    );
    const moonshot = await client.chat('reasoning', answerIs42);
    expect(usageOf(moonshot)).toBeUndefined();
    expect(moonshot.at(-1)?.choices[0]).toMatchObject({ usage: { completion_tokens: 2005 } });
    const groq = await client.chat('reasoning', answerIs42);
    expect(usageOf(groq)).toBeUndefined();
    expect(groq.at(-1)?.x_groq).toMatchObject({ usage: { completion_tokens: 2005 } });
  });

  it.each([
    ['whole', /^<think>[^]*<\/think>\s*The answer is 42\.$/],
    ['split', /^<think>[^]*<\/think>\s*The answer is 42\.$/],
    ['onlyClosing', /^(?!<think>)[^]*<\/think>\s*The answer is 42\.$/],
  ] as const)('thinks inside the content, tags %s, its count not told', async (tags, expected) => {
    client.server.control.queue({ kind: 'inlineThinking', tags });
    const chunks = await client.chat('fast', answerIs42);
    expect(textOf(chunks)).toMatch(expected);
    expect(usageOf(chunks)?.completion_tokens).toBe(countTokens(textOf(chunks)));
    expect(usageOf(chunks)).not.toHaveProperty('completion_tokens_details');
    const hasWholeTag = chunks.some((chunk) => chunk.choices[0]?.delta.content?.includes('</think>'));
    expect(hasWholeTag).toBe(tags !== 'split');
  });

  it('ignores the cap by so many tokens and bills them', async () => {
    client.server.control.queue({ kind: 'ignoreCap', extraTokens: 30 });
    const chunks = await client.chat('fast', answerIs42, { max_tokens: 20 });
    expect(usageOf(chunks)?.completion_tokens).toBe(50);
    expect(countTokens(textOf(chunks))).toBe(50);
  });

  it('refuses, filters, or says nothing', async () => {
    client.server.control.queue({ kind: 'refusal' }, { kind: 'contentFilter' }, { kind: 'emptyAnswer' });
    const refused = await client.chat('fast', answerIs42);
    expect(refused.map((chunk) => chunk.choices[0]?.delta.refusal ?? '').join('')).toContain('cannot help');
    expect(finishOf(await client.chat('fast', answerIs42))).toBe('content_filter');
    const empty = await client.chat('reasoning', answerIs42);
    expect([textOf(empty), finishOf(empty), usageOf(empty)?.completion_tokens]).toEqual(['', 'stop', 2000]);
  });

  it('sends one huge chunk', async () => {
    client.server.control.queue({ kind: 'hugeChunk', characters: 3_000_000 });
    expect(textOf(await client.chat('fast', 'hello'))).toHaveLength(3_000_000);
  });

  it('drips the same bytes, cutting characters apart', async () => {
    const text = 'Größe — 日本語 🚦';
    client.server.control.queue({ kind: 'answer', text }, { kind: 'slowDrip', bytes: 3 });
    expect(textOf(await client.chat('fast', 'hello'))).toBe(text);
    expect(textOf(await client.chat('fast', answerIs42))).toBe('The answer is 42.');
  });

  it('gives an ordered answer after the ordered thinking', async () => {
    client.server.control.queue({ kind: 'answer', text: 'Done.', thinkingTokens: 77 });
    const chunks = await client.chat('reasoning', 'hello');
    expect(textOf(chunks)).toBe('Done.');
    expect(usageOf(chunks)?.completion_tokens_details?.reasoning_tokens).toBe(77);
  });
});

describe('the responses API under faults', () => {
  it('is refused, dropped and cut short too', async () => {
    const events = async (): Promise<readonly string[]> => {
      const stream = await client.openai.responses.create({ model: 'fast', input: answerIs42, stream: true });
      const types: string[] = [];
      for await (const event of stream) types.push(event.type);
      return types;
    };
    client.server.control.queue(
      { kind: 'refusal' },
      { kind: 'omit', parts: ['finish'] },
      { kind: 'contentFilter' },
      { kind: 'drop' },
    );
    expect(await events()).toContain('response.refusal.done');
    expect(await events()).not.toContain('response.completed');
    expect((await events()).at(-1)).toBe('response.incomplete');
    await expect(events()).rejects.toBeInstanceOf(Error);
  });
});

describe('control', () => {
  it('records what was asked, without the key, and forgets on reset', async () => {
    await client.chat('fast', 'hello', { max_tokens: 9 });
    const [recorded] = client.server.control.requests();
    expect(recorded).toMatchObject({
      method: 'POST',
      path: '/v1/chat/completions',
      body: { model: 'fast', max_tokens: 9 },
    });
    expect(JSON.stringify(recorded)).not.toContain(client.server.apiKey);
    const remote = await post('/__practice/requests', undefined, { method: 'GET', body: null });
    expect(await remote.json()).toEqual([recorded]);
    await post('/__practice/reset', {});
    expect(client.server.control.requests()).toEqual([]);
  });

  it('takes faults over HTTP, one or several, and says what is wrong with a bad one', async () => {
    expect((await post('/__practice/faults', { kind: 'refusal' })).status).toBe(200);
    expect((await post('/__practice/faults', [{ kind: 'status', status: 503 }])).status).toBe(200);
    expect((await client.chat('fast', 'x')).some((chunk) => chunk.choices[0]?.delta.refusal)).toBe(true);
    await expect(client.chat('fast', 'x')).rejects.toMatchObject({ status: 503 });
    const bad = await post('/__practice/faults', { kind: 'status', status: 200 });
    expect(bad.status).toBe(400);
    expect(JSON.stringify(await bad.json())).toContain('status');
    const stranger = await post('/__practice/faults', { kind: 'drop' }, { headers: {} });
    expect(stranger.status).toBe(401);
  });
});
