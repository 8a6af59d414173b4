/** The other side: a server that answers anybody and remembers every byte, and an eye on all that leaves. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Attacker {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Every request as it came: method, path, headers, body. */
  heard(): readonly string[];
  close(): Promise<void>;
}

const answer = JSON.stringify({
  id: 'x',
  model: 'x',
  choices: [{ index: 0, message: { role: 'assistant', content: 'stolen' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 1 },
});

export async function startAttacker(): Promise<Attacker> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      heard.push(wordsOf(request, body));
      response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      return undefined;
    });
  });
  return {
    origin: `http://127.0.0.1:${await listen(server)}`,
    heard: () => heard,
    close: () => close(server),
  };
}

function wordsOf({ method, url, headers }: IncomingMessage, body: string): string {
  return `${method} ${url} ${JSON.stringify(headers)} ${body}`;
}

export interface Heard {
  readonly path: string;
  readonly authorization: string;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ScriptedServer {
  readonly origin: string;
  /** Requests for a model so far. */
  calls(): number;
  close(): Promise<void>;
}

/** A provider that answers whatever a test wants it to, from what it was sent. */
export async function startScripted(reply: (heard: Heard) => Reply): Promise<ScriptedServer> {
  let calls = 0;
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.method === 'POST') calls += 1;
      const { authorization = '' } = request.headers;
      const {
        status = 200,
        headers = {},
        body: answered,
      } = reply({ path: request.url ?? '', authorization, body });
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answered);
      return undefined;
    });
  });
  return {
    origin: `http://127.0.0.1:${await listen(server)}`,
    calls: () => calls,
    close: () => close(server),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export interface NetworkWatch {
  /** URLs that were fetched, connections that were made. */
  seen(): readonly string[];
  stop(): void;
}

/**
 * Watches `fetch` and every TCP connection of this process. Whatever would leave this machine is noted
 * and refused, so that a hole shows as a failed test and not as a request to somebody.
 */
export function watchNetwork(): NetworkWatch {
  const seen: string[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    seen.push(`fetch of ${url.origin}`);
    if (url.hostname !== '127.0.0.1') throw new TypeError('fetch failed');
    return fetch(input, init);
  };
  const onSocket = (message: unknown): void => {
    const socket = typeof message === 'object' && message !== null && 'socket' in message && message.socket;
    if (!(socket instanceof Socket)) throw new Error('Node tells of connections in another way');
    socket.once('connect', () => seen.push(`connection to //${socket.remoteAddress}:${socket.remotePort}`));
  };
  subscribe('net.client.socket', onSocket);
  return {
    seen: () => seen,
    stop() {
      globalThis.fetch = fetch;
      unsubscribe('net.client.socket', onSocket);
    },
  };
}
