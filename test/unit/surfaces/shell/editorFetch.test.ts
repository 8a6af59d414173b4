import { spawn } from 'node:child_process';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { editorFetch } from '../../../../src/surfaces/shell/editorFetch.ts';
import { anAttempt, answerOf, chunk, outcomeOf } from '../../core/providers/replayFetch.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listening(
  handle: (...each: Parameters<RequestListener>) => unknown,
  host = '127.0.0.1',
): Promise<string> {
  const server = createServer((request, response) => void handle(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port }: Partial<AddressInfo> = Object(server.address());
  return `http://${host}:${port}`;
}

const stream = [chunk({ content: 'Hi' }), chunk({}, 'stop')]
  .map((value) => `data: ${JSON.stringify(value)}\n\n`)
  .join('');

const at = (origin: string) =>
  anAttempt('custom', { endpoint: { id: 'e1', baseUrl: `${origin}/v1`, dialect: 'custom', api: 'chat' } });

describe('a server of this machine', () => {
  it('is asked and heard', async () => {
    const asked: unknown[] = [];
    const origin = await listening((request, response) => {
      const hear = async (): Promise<void> => {
        const body = await text(request);
        asked.push(request.url, request.headers['user-agent'], Object(JSON.parse(body)).model);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream);
      };
      void hear();
    });
    const { events, error } = await outcomeOf(editorFetch, at(origin));
    expect(error).toBeUndefined();
    expect(answerOf(events)).toBe('Hi');
    expect(asked).toEqual(['/v1/chat/completions', 'Switchyard', 'm']);
  });

  it('may compress unasked', async () => {
    const origin = await listening((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(stream));
    });
    expect(answerOf((await outcomeOf(editorFetch, at(origin))).events)).toBe('Hi');
  });

  it('redirects to nobody', async () => {
    let hits = 0;
    const origin = await listening((_request, response) => {
      hits += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const { error } = await outcomeOf(editorFetch, at(origin));
    expect(error).toMatchObject({ code: 'endpointRefused', unbilled: true });
    expect(hits).toBe(1);
  });

  it('that is not there was never reached', async () => {
    const origin = await listening(() => {});
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const { error } = await outcomeOf(editorFetch, at(origin));
    expect(error).toMatchObject({ code: 'connectionRefused', unbilled: true });
  });

  it('that drops the connection keeps what came', async () => {
    const origin = await listening((_request, response) => {
      response.write(stream.slice(0, stream.indexOf('\n') + 2), () => response.destroy());
    });
    const { events, error } = await outcomeOf(editorFetch, at(origin));
    expect(error).toMatchObject({ code: 'connectionLost', unbilled: false });
    expect(answerOf(events)).toBe('Hi');
  });

  it('is let go when the request is stopped', async () => {
    let closed = (): void => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const abort = new AbortController();
    const origin = await listening((_request, response) => {
      response.on('close', closed);
      response.write(stream.slice(0, 40), () => abort.abort());
    });
    const { error } = await outcomeOf(editorFetch, at(origin), abort.signal);
    expect(error?.code).toBe('aborted');
    await isClosed;
  });

  it('answers without a body', async () => {
    const origin = await listening((_request, response) => void response.writeHead(204).end());
    const response = await editorFetch(`${origin}/v1/models`, {});
    expect([response.status, response.body]).toEqual([204, null]);
  });
});

describe('in an environment that names a proxy, and tells Node to use it', () => {
  const child = path.join(path.dirname(fileURLToPath(import.meta.url)), 'fetchOnce.ts');

  async function fetchedBy(which: 'editor' | 'node', url: string, proxy: string): Promise<string> {
    const env = { ...process.env, NODE_USE_ENV_PROXY: '1', NO_PROXY: '', no_proxy: '' };
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) Object.assign(env, { [name]: proxy });
    const started = spawn(process.execPath, [child, which, url], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return text(started.stdout);
  }

  it('what goes to this machine goes past it, and the rest through it', async () => {
    const proxied: string[] = [];
    const proxy = await listening((request, response) => {
      proxied.push(request.url ?? '');
      response.end('from the proxy');
    });
    const connects: string[] = [];
    servers.at(-1)?.on('connect', (request, socket) => {
      connects.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    const here = await listening((_request, response) => void response.end('from here'));
    expect(await fetchedBy('editor', here, proxy)).toBe('from here');
    expect(await fetchedBy('editor', here.replace('127.0.0.1', 'localhost'), proxy)).toBe('from here');
    expect([...proxied, ...connects]).toEqual([]);
    // Without our own way it would not: the variables do what they say.
    await fetchedBy('node', here, proxy);
    expect(proxied.length + connects.length).toBeGreaterThan(0);
    const before = proxied.length + connects.length;
    await fetchedBy('editor', 'http://models.internal/v1/models', proxy);
    expect(proxied.length + connects.length).toBeGreaterThan(before);
  });
});
