import { describe, expect, it } from 'vitest';
import {
  readServerSentMessages,
  type ServerSentMessage,
} from '../../../src/core/providers/serverSentEvents.ts';
import { streamed } from './replayFetch.ts';

async function read(pieces: Iterable<Uint8Array>): Promise<readonly ServerSentMessage[]> {
  const { body } = streamed(pieces);
  const messages: ServerSentMessage[] = [];
  if (body === null) return messages;
  const { signal } = new AbortController();
  for await (const each of readServerSentMessages(body, signal)) messages.push(each);
  return messages;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const message = (data: string, event = '', isEnded = true): ServerSentMessage => ({
  event,
  data,
  isEnded,
});

describe('readServerSentMessages', () => {
  it.each([
    ['line feeds', 'data: a\n\ndata: b\n\n', [message('a'), message('b')]],
    ['carriage returns and line feeds', 'data: a\r\n\r\ndata: b\r\n\r\n', [message('a'), message('b')]],
    ['carriage returns', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
    ['comments and keep-alives', ': PROCESSING\n\n:\n\ndata: a\n\n', [message('a')]],
    ['no blank after the colon', 'data:a\n\n', [message('a')]],
    ['names of events', 'event: e\ndata: a\n\n', [message('a', 'e')]],
    ['several lines of data', 'data: a\ndata: b\n\n', [message('a\nb')]],
    ['no empty line at the end', 'data: a\n\ndata: b', [message('a'), message('b', '', false)]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
    ['characters of several bytes', 'data: 👩‍🚀é\n\n', [message('👩‍🚀é')]],
    ['nothing', '', []],
  ])('%s, whole and byte by byte', async (_what, text, expected) => {
    expect(await read([bytes(text)])).toEqual(expected);
    expect(await read([...bytes(text)].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('lets go of the connection when the reader stops early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: a\n\n')),
      cancel: () => void (cancelled = true),
    });
    for await (const _ of readServerSentMessages(body, new AbortController().signal)) break;
    expect(cancelled).toBe(true);
  });

  it('ends when the signal aborts, even while nothing comes', async () => {
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes('data: a\n\n')),
    });
    const seen: string[] = [];
    for await (const { data } of readServerSentMessages(body, abort.signal)) {
      seen.push(data);
      abort.abort();
    }
    expect(seen).toEqual(['a']);
  });
});
