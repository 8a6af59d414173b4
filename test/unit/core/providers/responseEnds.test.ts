import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { createOpenAiProvider } from '../../../../src/core/providers/openaiProvider.ts';
import type { ProviderEvent } from '../../../../src/core/model/provider.ts';
import { anAttempt, answerOf, chunk, chunks, json, outcomeOf, replayFetch, sse } from './replayFetch.ts';

const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
const text = chunk({ content: 'Hi' });
const finish = chunk({}, 'stop');
const usageChunk = { choices: [], usage };
const line = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const typesOf = (events: readonly ProviderEvent[]): readonly string[] => events.map(({ type }) => type);

describe('the end of a stream', () => {
  it('is good with a finish reason, usage or not, mark or not', async () => {
    const { events, error } = await outcomeOf(replayFetch(sse(line(text) + line(finish))).fetch);
    expect(error).toBeUndefined();
    expect(typesOf(events)).toEqual(['response', 'text', 'finish']);
  });

  it('is good with usage in a chunk of its own and no finish reason', async () => {
    const { events, error } = await outcomeOf(replayFetch(sse(line(text) + line(usageChunk))).fetch);
    expect(error).toBeUndefined();
    expect(typesOf(events)).toEqual(['response', 'text', 'usage']);
  });

  it.each([
    ['nothing', ''],
    ['signs of life', 'data: null\n\n: PROCESSING\n\ndata: ping\n\n'],
    ['text alone', line(text)],
    ['the mark alone', 'data: [DONE]\n\n'],
    ['running usage beside text', line({ ...text, usage })],
    ['a cut inside a message', line(text) + line(usageChunk).slice(0, 30)],
  ])('is incomplete after %s', async (_what, body) => {
    const { error } = await outcomeOf(replayFetch(sse(body)).fetch);
    expect(error?.code).toBe('incompleteStream');
    expect(error?.unbilled).toBe(false);
    expect(error?.retryable).toBe(true);
  });

  it('gives the finish reason once, though gateways repeat it', async () => {
    const fetch = replayFetch(chunks(text, finish, { ...chunk({}, 'stop'), usage })).fetch;
    const { events } = await outcomeOf(fetch);
    expect(typesOf(events)).toEqual(['response', 'text', 'finish', 'usage']);
  });

  it.each([
    ['length', 'length'],
    ['tool_calls', 'toolCalls'],
    ['content_filter', 'contentFilter'],
    ['model_length', 'length'],
    ['eos', 'stop'],
    ['never_heard_of', 'other'],
  ])('%s is %s', async (raw, reason) => {
    const { events } = await outcomeOf(replayFetch(chunks(chunk({}, raw))).fetch);
    expect(events.at(-1)).toEqual({ type: 'finish', reason, raw });
  });
});

describe('a web page', () => {
  const html = (body: string) => () =>
    new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } });

  it.each([
    ['asked for a stream', anAttempt()],
    ['asked for a whole answer', anAttempt('custom', { stream: false })],
  ])(
    'is no answer that was cut, when %s: it is told as a page, and nobody billed for it',
    async (_, asked) => {
      const page = html('<!doctype html>\n<html><body>Sign in to the hotel’s network</body></html>');
      const { error } = await outcomeOf(replayFetch(page).fetch, asked);
      expect(error).toMatchObject({
        code: 'malformedResponse',
        unbilled: true,
        retryable: false,
        details: { webPage: true },
      });
      expect(error?.message).not.toContain('hotel');
    },
  );

  it('is not what a server streams under that name', async () => {
    const { events, error } = await outcomeOf(replayFetch(html(line(text) + line(finish))).fetch);
    expect(error).toBeUndefined();
    expect(answerOf(events)).toBe('Hi');
    const cut = await outcomeOf(replayFetch(html(line(text))).fetch);
    expect(cut.error).toMatchObject({ code: 'incompleteStream', unbilled: false });
  });
});

describe('a malformed message', () => {
  it('ends the answer, but not the search for the usage', async () => {
    const body = `${line(text)}data: {"choices":[{"del\n\n${line(chunk({ content: ' there' }))}${line(usageChunk)}`;
    const { events, error } = await outcomeOf(replayFetch(sse(body)).fetch);
    expect(error?.code).toBe('malformedResponse');
    expect(error?.unbilled).toBe(false);
    // What came after it is billed too.
    expect(answerOf(events)).toBe('Hi there');
    expect(events.at(-1)).toMatchObject({ type: 'usage', report: { usage: { output: 7 } } });
  });

  it.each([['7'], ['"text"'], ['[1]'], ['<html>']])('is %s', async (data) => {
    const { error } = await outcomeOf(replayFetch(sse(`data: ${data}\n\n`)).fetch);
    expect(error?.code).toBe('malformedResponse');
  });

  it.each([
    ['no JSON', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
    ['an empty object', json({})],
    ['no choices', json({ choices: [] })],
  ])('is a whole body with %s', async (_what, answer) => {
    for (const api of ['chat', 'responses'] as const) {
      const attempt = anAttempt('custom', { stream: false, api });
      expect((await outcomeOf(replayFetch(answer).fetch, attempt)).error?.code).toBe('malformedResponse');
    }
  });

  it('is not made of messages without empty lines between them', async () => {
    const body = [text, finish, usageChunk].map((each) => `data: ${JSON.stringify(each)}\n`).join('');
    const { events, error } = await outcomeOf(replayFetch(sse(body)).fetch);
    expect(error).toBeUndefined();
    expect(typesOf(events)).toEqual(['response', 'text', 'finish', 'usage']);
  });
});

describe('an error inside a stream', () => {
  it('has the status that the provider gives it, and is billed once there was output', async () => {
    const failed = { error: { code: 429, message: 'upstream is busy' }, choices: [] };
    const late = await outcomeOf(replayFetch(chunks(text, failed)).fetch);
    expect(late.error).toMatchObject({ code: 'rateLimited', unbilled: false });
    expect(late.error?.details.providerMessage).toBe('upstream is busy');
    const early = await outcomeOf(replayFetch(chunks(failed)).fetch);
    expect(early.error).toMatchObject({ code: 'rateLimited', unbilled: true });
  });

  it.each([
    [{ error: { type: 'server_error', message: 'x' } }, 'serverError'],
    [{ error: { code: 'rate_limit_exceeded', message: 'x' } }, 'rateLimited'],
    [{ error: 'something' }, 'providerError'],
  ])('%j is %s', async (value, code) => {
    expect((await outcomeOf(replayFetch(chunks(value)).fetch)).error?.code).toBe(code);
  });

  it('may be named by the event alone', async () => {
    const body = `event: error\ndata: {"message":"no","code":503}\n\n`;
    const { error } = await outcomeOf(replayFetch(sse(body)).fetch);
    // Inside a response it may be billed even before there was output, unlike a 503 in its place.
    expect(error).toMatchObject({
      code: 'serverError',
      unbilled: false,
      details: { providerMessage: 'no' },
    });
  });

  it('comes in a whole body with status 200 too', async () => {
    const answer = json({ error: { code: 402, message: 'pay' } });
    const { error } = await outcomeOf(replayFetch(answer).fetch, anAttempt('custom', { stream: false }));
    expect(error?.code).toBe('paymentRequired');
  });

  it('keeps the usage of a response that failed', async () => {
    const failed = {
      type: 'response.failed',
      response: {
        status: 'failed',
        error: { code: 'server_error', message: 'x' },
        usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
      },
    };
    const attempt = anAttempt('openai', { api: 'responses' });
    const { events, error } = await outcomeOf(replayFetch(chunks(failed)).fetch, attempt);
    expect(error?.code).toBe('serverError');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'usage',
        report: expect.objectContaining({ usage: expect.objectContaining({ input: 9, output: 3 }) }),
      }),
    );
  });
});

describe('usage', () => {
  const usagesIn = (events: readonly ProviderEvent[]) =>
    events.flatMap((event) => (event.type === 'usage' ? [event.report.usage] : []));

  it('that is all zero after an answer is none', async () => {
    const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    const { events } = await outcomeOf(
      replayFetch(chunks(text, { ...finish, usage }, { choices: [], usage: zeros })).fetch,
    );
    expect(usagesIn(events)).toEqual([{ input: 5, output: 7 }]);
  });

  it('is marked as running while the answer goes on', async () => {
    const { events } = await outcomeOf(
      replayFetch(chunks({ ...text, usage }, { ...finish, usage }, usageChunk)).fetch,
    );
    const running = events.flatMap((event) => (event.type === 'usage' ? [event.isRunning] : []));
    expect(running).toEqual([true, undefined, undefined]);
  });

  it('is not invented', async () => {
    const { events } = await outcomeOf(replayFetch(chunks(text, { ...finish, usage: null })).fetch);
    expect(usagesIn(events)).toEqual([]);
  });

  it('carries a bill from the headers of LiteLLM', async () => {
    const body = { choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }], usage };
    const headers = { 'x-litellm-response-cost': '0.00025' };
    const attempt = anAttempt('litellm', { stream: false });
    const { events } = await outcomeOf(replayFetch(json(body, { headers })).fetch, attempt);
    expect(events.at(-1)).toMatchObject({ type: 'usage', report: { billed: 250_000 } });
  });
});

describe('a server that answers otherwise than asked', () => {
  const whole = { choices: [{ index: 0, message: { content: 'ok' }, finish_reason: 'stop' }], usage };

  it('may send a whole body to a request for a stream', async () => {
    const { events, error } = await outcomeOf(replayFetch(json(whole)).fetch);
    expect(error).toBeUndefined();
    expect(answerOf(events)).toBe('ok');
  });

  it('may send a stream to a request for a whole body', async () => {
    const attempt = anAttempt('custom', { stream: false });
    const { events, error } = await outcomeOf(replayFetch(chunks(text, finish)).fetch, attempt);
    expect(error).toBeUndefined();
    expect(answerOf(events)).toBe('Hi');
  });
});

describe('a connection', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(handle: (response: ServerResponse) => void): Promise<string> {
    const started = createServer((request, response) => {
      request.resume();
      request.on('end', () => handle(response));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    const { port }: Partial<AddressInfo> = Object(started.address());
    return `http://127.0.0.1:${port}/v1`;
  }

  const at = (baseUrl: string) =>
    anAttempt('custom', { endpoint: { id: 'e1', baseUrl, dialect: 'custom', api: 'chat' } });

  it('that is refused was never billed', async () => {
    const baseUrl = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    const { error } = await outcomeOf(globalThis.fetch, at(baseUrl));
    expect(error).toMatchObject({ code: 'connectionRefused', unbilled: true, retryable: true });
    expect(error?.details['systemCode']).toBe('ECONNREFUSED');
  });

  it('that a proxy refuses was never billed', async () => {
    const cause = Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
      code: 'UND_ERR_ABORTED',
    });
    const refusing = () => Promise.reject(new TypeError('fetch failed', { cause }));
    const { error } = await outcomeOf(refusing, at('https://models.example.com/v1'));
    expect(error).toMatchObject({ code: 'connectionRefused', unbilled: true });
  });

  it('that is lost before the answer may have been billed', async () => {
    const baseUrl = await serve((response) => void response.destroy());
    const { error } = await outcomeOf(globalThis.fetch, at(baseUrl));
    expect(error).toMatchObject({ code: 'connectionLost', unbilled: false, retryable: true });
  });

  it('that is lost in the midst of the answer keeps what came', async () => {
    const baseUrl = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(line(text), () => response.destroy());
    });
    const { events, error } = await outcomeOf(globalThis.fetch, at(baseUrl));
    expect(error).toMatchObject({ code: 'connectionLost', unbilled: false });
    expect(answerOf(events)).toBe('Hi');
  });

  it('that is lost after the end of the answer took nothing away', async () => {
    const baseUrl = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(line(text) + line(finish) + line(usageChunk), () => response.destroy());
    });
    expect((await outcomeOf(globalThis.fetch, at(baseUrl))).error).toBeUndefined();
  });

  it('never follows a redirect', async () => {
    let hits = 0;
    const baseUrl = await serve((response) => {
      hits++;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const { error } = await outcomeOf(globalThis.fetch, at(baseUrl));
    expect(error).toMatchObject({ code: 'endpointRefused', unbilled: true });
    expect(hits).toBe(1);
  });

  it('ends when the attempt is aborted, and says so', async () => {
    const abort = new AbortController();
    const baseUrl = await serve((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(line(text), () => abort.abort());
    });
    const { error } = await outcomeOf(globalThis.fetch, at(baseUrl), abort.signal);
    expect(error?.code).toBe('aborted');
  });

  it('is not opened for an attempt that was aborted before', async () => {
    let hits = 0;
    const baseUrl = await serve((response) => {
      hits++;
      response.end();
    });
    const { error } = await outcomeOf(globalThis.fetch, at(baseUrl), AbortSignal.abort());
    expect(error?.code).toBe('aborted');
    expect(hits).toBe(0);
  });

  it('is let go when nobody reads on', async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const baseUrl = await serve((response) => {
      response.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(line(text));
    });
    const provider = createOpenAiProvider({ fetch: globalThis.fetch, log: silentLog });
    for await (const event of provider.stream(at(baseUrl), new AbortController().signal)) {
      if (event.type === 'text') break;
    }
    await expect(isClosed).resolves.toBeUndefined();
  });

  it('aborts a stream that a fetch of tests feeds', async () => {
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(new TextEncoder().encode(line(text)));
        abort.abort();
      },
    });
    const { fetch } = replayFetch(
      () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    );
    expect((await outcomeOf(fetch, anAttempt(), abort.signal)).error?.code).toBe('aborted');
  });
});
