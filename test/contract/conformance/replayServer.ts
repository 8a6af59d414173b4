import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Replay {
  readonly body: Uint8Array;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** As the providers label a recording, which is kept without its headers. */
export function recordedReplay(body: Uint8Array, stream: boolean): Replay {
  const type = stream ? 'text/event-stream' : 'application/json';
  return { body, status: 200, headers: { 'content-type': type } };
}

export interface ReplayServer {
  /** The address under which the recording `id` is served, ready to be a base URL. */
  urlOf(id: number): string;
  close(): Promise<void>;
}

/** Piece sizes in bytes, in turn: small and odd, so that pieces end inside characters and lines. */
const pieceSizes = [1, 7, 3, 61, 13, 2, 397, 29, 5, 1021];

/** Serves recordings on loopback: `/<id>/…` answers any POST with recording `id`. */
export async function serveReplays(replays: readonly Replay[]): Promise<ReplayServer> {
  const server = createServer((request, response) => {
    const replay = replays[Number(request.url?.split('/')[1])];
    request.resume();
    request.on('end', () => {
      if (replay === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(replay.status, replay.headers);
      void writeInPieces(replay.body, (piece) => void response.write(piece)).then(() => response.end());
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { urlOf: (id) => `http://127.0.0.1:${portOf(server)}/${id}`, close: () => closed(server) };
}

async function writeInPieces(body: Uint8Array, write: (piece: Uint8Array) => void): Promise<void> {
  let start = 0;
  for (let turn = 0; start < body.length; turn++) {
    const end = start + (pieceSizes[turn % pieceSizes.length] ?? 1);
    write(body.subarray(start, end));
    start = end;
    // A turn of the event loop now and then lets pieces arrive apart; each time would take minutes.
    if (turn % 16 === 0) await nextTurn();
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
