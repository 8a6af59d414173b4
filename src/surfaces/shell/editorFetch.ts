/** The way of every request: VS Code's `fetch`, but for what stays on this machine. */
import { Agent, request as openRequest, type IncomingMessage } from 'node:http';
import { pipeline, type Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';
import { reachOf } from '../../core/model/endpointUrl.ts';
import type { Fetch } from '../../core/providers/openaiClient.ts';

/**
 * VS Code's `fetch` has the proxy and the certificates of the person. Node's own, to which it may fall
 * back, sends everything to the proxy that `NODE_USE_ENV_PROXY` and `*_PROXY` name, servers of this
 * machine included: plain http to loopback goes past it, directly. No redirect is followed.
 */
export const editorFetch: Fetch = (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const staysHere = url.protocol === 'http:' && reachOf(url.hostname) === 'loopback';
  return staysHere ? fetchDirectly(url, init ?? {}) : globalThis.fetch(input, { ...init, redirect: 'error' });
};

/** One of our own knows no proxy, unlike Node's global one. */
const directAgent = new Agent();

function fetchDirectly(url: URL, init: RequestInit): Promise<Response> {
  const { method = 'GET', body, signal } = init;
  const headers = Object.fromEntries(new Headers(init.headers));
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(new TypeError('fetch failed', { cause }));
    const options = { agent: directAgent, method, headers, ...(signal && { signal }) };
    const request = openRequest(url, options, (reply) => {
      try {
        resolve(responseOf(reply));
      } catch (cause) {
        reply.destroy();
        fail(cause);
      }
    });
    request.on('error', fail);
    request.end(typeof body === 'string' ? body : undefined);
  });
}

const withoutBody: ReadonlySet<number> = new Set([204, 205, 304]);

function responseOf(reply: IncomingMessage): Response {
  const { statusCode: status = 500, statusMessage: statusText = '' } = reply;
  if (status >= 300 && status < 400 && reply.headers.location !== undefined) {
    throw new Error('unexpected redirect');
  }
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(reply.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  if (withoutBody.has(status)) reply.resume();
  const body = withoutBody.has(status) ? null : pulled(decompressed(reply));
  return new Response(body, { status, statusText, headers });
}

/** None was asked for; some servers compress unasked. */
function decompressed(reply: IncomingMessage): Readable {
  const encoding = reply.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return reply;
  if (!/^(?:x-)?gzip$|^deflate$/.test(encoding)) throw new Error(`the server compresses by ${encoding}`);
  // A failure reaches whoever reads on.
  return pipeline(reply, createUnzip(), () => {});
}

/** Nothing is read that nobody asks for: a compressed megabyte may hold a thousand. */
function pulled(source: Readable): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void source.destroy(),
  });
}
