import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { deepestNesting, largestMessage, ThreadShare } from '../../../../src/core/model/replyLimits.ts';
import { replyMessages, type ReplyMessage } from '../../../../src/core/providers/replyMessages.ts';
import { streamed } from './replayFetch.ts';

async function read(pieces: Iterable<Uint8Array>): Promise<readonly ReplyMessage[]> {
  const { body } = streamed(pieces);
  const messages: ReplyMessage[] = [];
  if (body === null) return messages;
  const { signal } = new AbortController();
  for await (const each of replyMessages(body, signal, new ThreadShare())) messages.push(each);
  return messages;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = (value: unknown, event = ''): ReplyMessage => ({
  type: 'value',
  value,
  event,
  isBare: false,
});
const bare = (value: unknown): ReplyMessage => ({ type: 'value', value, event: '', isBare: true });
const unreadable = (text: string, event = ''): ReplyMessage => ({ type: 'unreadable', text, event });
const done: ReplyMessage = { type: 'done' };
const [a, b] = [message({ a: 1 }), message({ b: 2 })];

const replies: readonly (readonly [string, string, readonly ReplyMessage[]])[] = [
  ['line feeds', 'data: {"a":1}\n\ndata: {"b":2}\n\n', [a, b]],
  ['carriage returns and line feeds', 'data: {"a":1}\r\n\r\ndata: {"b":2}\r\n\r\n', [a, b]],
  ['carriage returns', 'data: {"a":1}\r\rdata: {"b":2}\r\r', [a, b]],
  ['single line breaks', 'data: {"a":1}\ndata: {"b":2}\ndata: [DONE]\n', [a, b, done]],
  ['no line break at all', 'data: {"a":1}data: {"b":2}data: [DONE]', [a, b, done]],
  ['the mark in the same event', 'data: {"a":1}\ndata: [DONE]\n\n', [a, done]],
  ['comments', ': PROCESSING\n\n:\n\ndata: {"a":1}\n: more\n\n', [a]],
  ['comments, pings and marks inside data', 'data: : PROCESSING\n\ndata: ping\n\ndata: [heartbeat]\n\n', []],
  ['data that is empty', 'data:\n\ndata: \n\ndata\n\ndata: {"a":1}\n\n', [a]],
  ['data that is null', 'data: null\n\ndata: {"a":1}\n\n', [a]],
  ['no blank after the colon', 'data:{"a":1}\n\n', [a]],
  ['blanks before the field', '  data: {"a":1}\n\n', [a]],
  ['a field that a proxy put twice', 'data: data: {"a":1}\n\n', [a]],
  ['other fields', 'id: 7\nretry: 3000\ndata: {"a":1}\n\n', [a]],
  ['names of events', 'event: e\ndata: {"a":1}\n\ndata: {"b":2}\n\n', [message({ a: 1 }, 'e'), b]],
  ['names after their data', 'data: {"a":1}\nevent: e\n\ndata: {"b":2}\n\n', [message({ a: 1 }, 'e'), b]],
  [
    'names and single line breaks',
    'event: e\ndata: {"a":1}\nevent: f\ndata: {"b":2}\n',
    [message({ a: 1 }, 'e'), message({ b: 2 }, 'f')],
  ],
  ['JSON over several lines of data', 'data: {"a"\ndata: :1\ndata: }\n\ndata: {"b":2}\n\n', [a, b]],
  ['JSON whose lines lost their fields', 'data: {\n"a":1\n}\n\ndata: {"b":2}\n\n', [a, b]],
  ['no empty line at the end', 'data: {"a":1}\n\ndata: {"b":2}', [a, b]],
  ['a cut inside a message', 'data: {"a":1}\n\ndata: {"b":', [a]],
  ['a cut inside a message of several lines', 'data: {"x":[\ndata: {"a":1}\n', [a]],
  ['a broken message', 'data: {"x":"y\n\ndata: {"a":1}\n\n', [unreadable('{"x":"y'), a]],
  ['a broken message and single line breaks', 'data: {"x":"y\ndata: {"a":1}\n', [unreadable('{"x":"y'), a]],
  ['a broken message and whole lines', 'data: {"x":[\ndata: {"a":1}\n\n', [unreadable('{"x":['), a]],
  ['a message that is no JSON', 'event: error\ndata: oh no\n\n', [unreadable('oh no', 'error')]],
  ['words in brackets that tell of an error', 'data: [error]\n\n', [unreadable('[error]')]],
  ['a byte order mark', '\uFEFFdata: {"a":1}\n\n', [a]],
  ['characters of several bytes', 'data: {"a":"👩‍🚀é"}\n\n', [message({ a: '👩‍🚀é' })]],
  ['quotes and brackets in strings', String.raw`data: {"a":"}]\"\\"}` + '\n\n', [message({ a: '}]"\\' })]],
  ['one JSON body', '{"a":1}', [bare({ a: 1 })]],
  ['one JSON body of many lines', '\n{\n  "a": [\n\n    1\n  ]\n}\n', [bare({ a: [1] })]],
  ['an array', '[{"a":1}]', [bare([{ a: 1 }])]],
  ['JSON in lines', '{"a":1}\n{"b":2}\n[DONE]\n', [bare({ a: 1 }), bare({ b: 2 }), done]],
  ['an event stream behind a broken body', '{"x":\ndata: {"a":1}\n\n', [unreadable('{"x":'), a]],
  ['a web page', '<!doctype html>\n<script>\n{"a":1}\n</script>', [unreadable('<!doctype html>')]],
  ['plain text', 'upstream failed\nsee the log', [unreadable('upstream failed')]],
  ['nothing', '', []],
];

describe('replyMessages', () => {
  it.each(replies)('%s', async (_what, text, expected) => {
    expect(await read([bytes(text)])).toEqual(expected);
  });

  it('reads the same in pieces of any size', async () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...replies), pieces, async ([, text, expected], sizes) => {
        const whole = bytes(text);
        const cut: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          cut.push(whole.subarray(at, at + size));
          at += size;
        }
        expect(await read(cut)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('reads any values in any framing', async () => {
    const framings = [
      (json: string) => `data: ${json}\n\n`,
      (json: string) => `data:${json}\r\n\r\n`,
      (json: string) => `data: ${json}\r\r`,
      (json: string) => `data: ${json}\n`,
      (json: string) => `event: e\nid: 1\ndata: ${json}\n\n: alive\n\ndata: ping\n\n`,
      (json: string) => `${JSON.stringify(JSON.parse(json), undefined, 2).replaceAll(/^/gm, 'data: ')}\n\n`,
      (json: string) => `${json}\n`,
    ];
    const values = fc.array(fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }));
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(...framings), async (said, framing) => {
        const plain = said.map((value) => JSON.stringify(value));
        const found = await read([bytes(plain.map(framing).join(''))]);
        expect(found.map((each) => each.type === 'value' && JSON.stringify(each.value))).toEqual(plain);
      }),
    );
  });

  it.each([
    ['a line longer than any true one', `data: ${'x'.repeat(largestMessage)}\n\n`],
    ['one without an end', `{"a":"${'x'.repeat(largestMessage)}`],
    ['many lines of one message', `data: [\n${'data: 1,\n'.repeat(largestMessage / 30)}\n`],
    ['nesting deeper than any true one', `data: ${'['.repeat(deepestNesting + 1)}\n\n`],
    ['more values than any true one', `data: [${'1,'.repeat(200_000)}1]\n\n`],
  ])('refuses %s, and reads on', async (_what, text) => {
    const found = await read([bytes(text), bytes('\n\ndata: {"a":1}\n\n')]);
    expect(found[0]?.type).toBe('unreadable');
    expect(found.at(-1)).toEqual(a);
  });

  it('gives what was read before the connection was lost', async () => {
    let turn = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        turn += 1;
        if (turn === 1) controller.enqueue(bytes('data: {"a":1}\n\ndata: {"b":2}\nda'));
        else controller.error(new Error('reset'));
      },
    });
    const seen: ReplyMessage[] = [];
    const reading = async (): Promise<void> => {
      for await (const each of replyMessages(body, new AbortController().signal, new ThreadShare()))
        seen.push(each);
    };
    await expect(reading()).rejects.toThrow('reset');
    expect(seen).toEqual([a, b]);
  });

  it('gives what a slow reader had not come to when the connection was lost', async () => {
    let lose = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes('data: {"a":1}\n\n'));
        controller.enqueue(bytes('data: {"b":2}\n\n'));
        controller.enqueue(bytes('data: {"a":1}\n\n'));
        lose = () => controller.error(new Error('reset'));
      },
    });
    const seen: ReplyMessage[] = [];
    const reading = async (): Promise<void> => {
      for await (const each of replyMessages(body, new AbortController().signal, new ThreadShare())) {
        seen.push(each);
        if (seen.length > 1) continue;
        await nextTurn();
        lose();
      }
    };
    await expect(reading()).rejects.toThrow('reset');
    expect(seen).toEqual([a, b, a]);
  });

  it('lets go of the connection when the reader stops early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: {"a":1}\n\n')),
      cancel: () => void (cancelled = true),
    });
    for await (const _ of replyMessages(body, new AbortController().signal, new ThreadShare())) break;
    expect(cancelled).toBe(true);
  });

  it('ends when the signal aborts, even while nothing comes', async () => {
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes('data: {"a":1}\n\n')),
    });
    const seen: ReplyMessage[] = [];
    for await (const each of replyMessages(body, abort.signal, new ThreadShare())) {
      seen.push(each);
      abort.abort();
    }
    expect(seen).toEqual([a]);
  });

  it('lets timers run while an endless flood comes', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort());
    const flood = bytes('data: {"a":1}\n\n'.repeat(100));
    const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(flood) });
    let count = 0;
    for await (const _ of replyMessages(body, abort.signal, new ThreadShare())) count += 1;
    expect(count).toBeGreaterThan(0);
  });
});
