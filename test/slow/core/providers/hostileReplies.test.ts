/** Replies over loopback that are not as they should be: mislabelled, broken, cut, endless. */
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { listModels } from '../../../../src/core/providers/endpointLookup.ts';
import { largestErrorBody, largestReply } from '../../../../src/core/model/replyLimits.ts';
import type { Api, ProviderEvent } from '../../../../src/core/model/provider.ts';
import { anAttempt, answerOf, chunk, outcomeOf } from '../../../unit/core/providers/replayFetch.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(handle: RequestListener): Promise<string> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: Partial<AddressInfo> = Object(server.address());
  return `http://127.0.0.1:${port}/v1`;
}

async function outcomeFrom(handle: RequestListener, api: Api = 'chat') {
  const endpoint = { id: 'e1', baseUrl: await serve(handle), dialect: 'custom', api } as const;
  return outcomeOf(globalThis.fetch, anAttempt('custom', { endpoint }));
}

/** @param type undefined for none */
async function outcomeOfBody(body: string | Buffer, type?: string, api: Api = 'chat') {
  return outcomeFrom((request, response) => {
    request.resume();
    if (type !== undefined) response.setHeader('content-type', type);
    response.end(body);
  }, api);
}

const line = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };
const text = chunk({ content: 'Hi' });
const finish = chunk({}, 'stop');
const usageChunk = { choices: [], usage };
const whole = { choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }], usage };
const outputOf = (events: readonly ProviderEvent[]): number | undefined =>
  events.flatMap((event) => (event.type === 'usage' ? [event.report.usage.output] : [])).at(-1);

const types = [
  undefined,
  'text/event-stream',
  'application/json',
  'text/plain; charset=utf-8',
  'application/x-ndjson',
  'application/octet-stream',
  'text/html',
];

describe.each(types)('called %s', (type) => {
  it.each([
    ['an event stream', line(text) + line(finish) + line(usageChunk) + 'data: [DONE]\n\n'],
    ['one JSON body', JSON.stringify(whole)],
    ['one JSON body over many lines', JSON.stringify(whole, undefined, 2)],
    ['a JSON body as the data of an event', line(whole)],
    ['JSON in lines', [text, finish, usageChunk].map((each) => `${JSON.stringify(each)}\n`).join('')],
    ['JSON in lines of an array', JSON.stringify([text, finish, usageChunk])],
  ])('%s is read as what it is', async (_what, body) => {
    const { events, error } = await outcomeOfBody(body, type);
    expect(error).toBeUndefined();
    expect([answerOf(events), outputOf(events)]).toEqual(['Hi', 7]);
  });

  const response = {
    id: 'r1',
    object: 'response',
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }],
    usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 },
  };
  it.each([
    ['one body', JSON.stringify(response)],
    ['an event', line({ type: 'response.completed', response })],
    ['a body as the data of an event', line(response)],
    ['an event in a line', `${JSON.stringify({ type: 'response.completed', response })}\n`],
  ])('%s of the Responses API is read as what it is', async (_what, body) => {
    const { events, error } = await outcomeOfBody(body, type, 'responses');
    expect(error).toBeUndefined();
    expect([answerOf(events), outputOf(events)]).toEqual(['Hi', 7]);
  });
});

describe('an error under status 200', () => {
  const bodies: readonly (readonly [unknown, string])[] = [
    [{ error: { message: 'Insufficient balance', type: 'billing', code: '402' } }, 'paymentRequired'],
    [[{ error: { code: 429, message: 'slow down' } }], 'rateLimited'],
    [{ error: 'Unauthorized: bad API key' }, 'unauthorized'],
    [{ error: 'model overloaded', code: 503 }, 'serverError'],
    [{ detail: 'Rate limit exceeded' }, 'rateLimited'],
    [{ message: 'Invalid API key', code: 401 }, 'unauthorized'],
    [{ object: 'error', message: 'the context is too long', code: 400 }, 'badRequest'],
    [
      { success: false, errors: [{ code: 401, message: 'Authentication error' }], result: null },
      'unauthorized',
    ],
    [
      { base_resp: { status_code: 1008, status_msg: 'insufficient balance' }, choices: null },
      'quotaExhausted',
    ],
    [{ code: 429, msg: '请求过快', data: null }, 'rateLimited'],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'serverError'],
    [{ status: 'error', message: 'something broke' }, 'providerError'],
  ];

  it.each(bodies)('%j', async (body, code) => {
    for (const type of ['application/json', 'text/event-stream', undefined]) {
      for (const api of ['chat', 'responses'] as const) {
        for (const form of [JSON.stringify(body), line(body), `event: error\n${line(body)}`]) {
          const { events, error } = await outcomeOfBody(form, type, api);
          expect([error?.code, form, api]).toEqual([code, form, api]);
          expect(events.filter((event) => event.type === 'text')).toEqual([]);
        }
      }
    }
  });

  it('may be plain text', async () => {
    const { error } = await outcomeOfBody('upstream connect error: connection timeout', 'text/plain');
    expect(error).toMatchObject({
      code: 'serverError',
      details: { providerMessage: 'upstream connect error: connection timeout' },
    });
    expect((await outcomeOfBody('hello', 'text/plain')).error?.code).toBe('malformedResponse');
  });

  it('is not what an answer may hold', async () => {
    for (const more of [{ error: null }, { error: '' }, { error: {} }, { error: false }, { message: 'x' }]) {
      const { error } = await outcomeOfBody(line({ ...text, ...more }) + line(finish), 'text/event-stream');
      expect(error).toBeUndefined();
    }
  });
});

describe('what follows a failure', () => {
  it.each([
    ['a broken message', 'data: {"choices":[{"del\n\n', 'malformedResponse'],
    ['many broken lines', 'data: a\n'.repeat(60), 'malformedResponse'],
    ['an error', line({ error: { code: 502, message: 'upstream' } }), 'serverError'],
    ['errors', 'event: error\ndata: {"message":"no","code":502}\n\n'.repeat(3), 'serverError'],
    ['an error in plain text', 'event: error\ndata: Internal server error\n\n', 'serverError'],
  ])('%s is metered, and the failure told at the end', async (_what, broken, code) => {
    const body = `${line(text)}${broken}${line(chunk({ content: ' there' }))}${line(finish)}${line(usageChunk)}`;
    const { events, error } = await outcomeOfBody(body, 'text/event-stream');
    expect(error).toMatchObject({ code, unbilled: false });
    expect([answerOf(events), outputOf(events)]).toEqual(['Hi there', 7]);
  });

  it('may be beside it: usage in the event of the error', async () => {
    const body = `${line(text)}event: error\n${line({ message: 'no', code: 503, usage, choices: [] })}`;
    const { events, error } = await outcomeOfBody(body, 'text/event-stream');
    expect([error?.code, outputOf(events)]).toEqual(['serverError', 7]);
  });

  it('is not waited for when the connection stays open', async () => {
    const { error } = await outcomeFrom((_request, response) => {
      response.write(line(text) + line({ error: { code: 500, message: 'no' } }));
    });
    expect(error).toMatchObject({ code: 'serverError', details: { providerMessage: 'no' } });
  });

  it('is nothing that counts where the answer was complete', async () => {
    const body = `${line(text)}${line(finish)}${line(usageChunk)}data: bye\n\n`;
    expect((await outcomeOfBody(body, 'text/event-stream')).error).toBeUndefined();
  });
});

describe('a connection that is lost', () => {
  it.each([
    ['behind the empty line', line(usageChunk)],
    ['before the empty line', line(usageChunk).slice(0, -1)],
    ['before the end of the line', line(usageChunk).trimEnd()],
  ])('keeps a usage %s', async (_where, last) => {
    const { events } = await outcomeFrom((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(line(text) + last, () => response.destroy());
    });
    expect([answerOf(events), outputOf(events)]).toEqual(['Hi', 7]);
  });
});

describe('a reply without bounds', () => {
  const endless = (start: string, piece: string, status = 200): RequestListener => {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'text/event-stream' });
      response.write(start);
      const more = (): void => {
        while (response.write(piece));
      };
      response.on('drain', more);
      more();
    };
  };
  const megabyte = 'x'.repeat(1_000_000);

  it.each([
    ['one line', 'data: ', megabyte],
    ['one JSON body', '{"a":"', megabyte],
    ['brackets', '', '['.repeat(1_000_000)],
    ['lines that say nothing', '', ': alive\n'.repeat(100_000)],
    ['broken lines', '', 'data: a\n'.repeat(100_000)],
  ])('%s: is let go', async (_what, start, piece) => {
    const { error } = await outcomeFrom(endless(start, piece));
    expect(error?.code).toBe('malformedResponse');
  });

  it('in an error: its status is told, and no more is read than a message needs', async () => {
    let written = 0;
    const { error } = await outcomeFrom((request, response) => {
      endless('{"error":"', megabyte, 503)(request, response);
      response.on('close', () => (written = response.socket?.bytesWritten ?? written));
    });
    expect(error).toMatchObject({ code: 'serverError', unbilled: true, retryable: true });
    expect(written).toBeLessThan(largestErrorBody + 50 * megabyte.length);
  });

  it('in the list of models', async () => {
    const baseUrl = await serve(endless('{"data":[{"id":"', megabyte));
    const endpoint = { id: 'e1', baseUrl, dialect: 'custom' } as const;
    const { signal } = new AbortController();
    const lookup = { endpoint, apiKey: undefined, fetch: globalThis.fetch, signal };
    expect(await listModels(lookup)).toEqual([]);
  });

  it('compressed into little', async () => {
    const bomb = gzipSync(line(chunk({ content: 'bomb' })).repeat(1_000_000));
    expect(bomb.length).toBeLessThan(largestReply / 50);
    const { events, error } = await outcomeFrom((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(bomb);
    });
    expect(error?.code).toBe('malformedResponse');
    expect(answerOf(events).length).toBeLessThan(largestReply);
  });

  it('is stopped by whoever stops it', async () => {
    const abort = new AbortController();
    const baseUrl = await serve(endless('', line(text).repeat(1000)));
    const endpoint = { id: 'e1', baseUrl, dialect: 'custom', api: 'chat' } as const;
    setTimeout(() => abort.abort());
    const { error } = await outcomeOf(globalThis.fetch, anAttempt('custom', { endpoint }), abort.signal);
    expect(error?.code).toBe('aborted');
  });

  it('gives long text in pieces that can be worked on', async () => {
    const long = '👩‍🚀é'.repeat(60_000);
    const { events } = await outcomeOfBody(
      line(chunk({ content: long })) + line(finish),
      'text/event-stream',
    );
    const texts = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    expect(texts.join('')).toBe(long);
    expect(Math.max(...texts.map((each) => each.length))).toBeLessThan(40_000);
    expect(texts.every((each) => each.isWellFormed())).toBe(true);
  });
});
