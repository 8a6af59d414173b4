/** `node hostileServer.ts`: replies that no provider sends, each under its name; prints where it listens. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

const megabyte = 1_000_000;

interface HostileReply {
  readonly type: string;
  readonly status?: number;
  readonly pieces: () => Iterable<string>;
  readonly isCompressed?: true;
}

/** `text` again and again, up to so many megabytes. */
function* repeated(text: string, megabytes: number): Generator<string> {
  const piece = text.repeat(Math.max(1, Math.floor(65_536 / text.length)));
  const pieceBytes = Buffer.byteLength(piece);
  for (let sent = 0; sent < megabytes * megabyte; sent += pieceBytes) yield piece;
}

function* after(start: string, rest: Iterable<string>): Generator<string> {
  yield start;
  yield* rest;
}

const chunkOf = (content: string): string =>
  `data: ${JSON.stringify({ id: 'r1', model: 'm', choices: [{ index: 0, delta: { content } }] })}\n\n`;
const manyValues = `data: {${Array.from({ length: 9_000 }, (_, at) => `"key ${at}":${at}`).join(',')}}\n\n`;

export const hostileReplies: Readonly<Record<string, HostileReply>> = {
  '8 MB of data lines without an empty one': {
    type: 'text/event-stream',
    pieces: () => repeated('data: a\n', 8),
  },
  '10 MB of [': { type: 'application/json', pieces: () => repeated('[', 10) },
  '10 MB of [ as the data of an event': {
    type: 'text/event-stream',
    pieces: () => after('data: ', repeated('[', 10)),
  },
  'a 50 MB error body': { type: 'application/json', status: 500, pieces: () => repeated('{"error":[', 50) },
  'a gzip of 400 MB': {
    type: 'text/event-stream',
    pieces: () => repeated(chunkOf('bomb'), 400),
    isCompressed: true,
  },
  '100 MB in one line': { type: 'text/event-stream', pieces: () => after('data: ', repeated('a', 100)) },
  '100 MB in one JSON body': { type: 'application/json', pieces: () => after('{"a":"', repeated('é', 100)) },
  '100 MB of text': { type: 'text/event-stream', pieces: () => repeated(chunkOf('word '.repeat(60)), 100) },
  '100 MB of messages as long as they may be': {
    type: 'text/event-stream',
    pieces: () => repeated(chunkOf('é漢'.repeat(475_000)), 100),
  },
  '100 MB of messages of many values': { type: 'text/event-stream', pieces: () => repeated(manyValues, 100) },
  '100 MB of the smallest messages': {
    type: 'text/event-stream',
    pieces: () => repeated('data:{}\n\n', 100),
  },
};

const server = createServer((request, response) => {
  request.resume();
  const name = decodeURIComponent(request.url?.split('/')[1] ?? '');
  const reply = hostileReplies[name];
  if (reply === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { type, status = 200, pieces, isCompressed } = reply;
  response.writeHead(status, { 'content-type': type, ...(isCompressed && { 'content-encoding': 'gzip' }) });
  const source = Readable.from(pieces(), { objectMode: true });
  const sent = isCompressed ? pipeline(source, createGzip(), response) : pipeline(source, response);
  // Whoever has enough hangs up.
  sent.catch(() => {});
});

if (import.meta.main) {
  server.listen(0, '127.0.0.1', () => {
    const { port }: Partial<AddressInfo> = Object(server.address());
    console.log(`http://127.0.0.1:${port}`);
  });
}
