/**
 * The practice provider: an OpenAI-compatible server on loopback that answers from canned texts, so that
 * the extension does its main job with no key and no model. Loaded on first use.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Endpoint } from '../core/model/provider.ts';
import { answerCall } from './answers/answerCall.ts';
import { chatScript } from './chatWire.ts';
import { jsonScript, type Pace, playScript, realPace, type Script } from './serverScript.ts';
import { type PracticeCall, readCall } from './practiceCall.ts';
import { practiceModels } from './practiceModels.ts';
import { promptOf, type ReplyIds, replyTo } from './practiceReply.ts';
import { PrefixCache } from './prefixCache.ts';
import { responsesScript } from './responsesWire.ts';

/** Makes what is sent for a completion. `cachedTokens` of its prompt were seen before. */
export type Completion = (call: PracticeCall, cachedTokens: number, ids: ReplyIds) => Script;

export interface PracticeOptions {
  /** That of a typical model unless told. */
  readonly pace?: Pace;
  /** Canned answers unless told. */
  readonly complete?: Completion;
  /** Hears each request that holds the key; what it returns is sent instead of an answer. */
  readonly intercept?: (request: IncomingMessage, path: string, body: string) => Script | undefined;
}

export interface PracticeServer {
  readonly endpoint: Endpoint;
  /** Random per server; whoever lacks it gets 401. */
  readonly apiKey: string;
  /** Ends running responses and frees the port. */
  close(): Promise<void>;
}

export async function startPracticeServer(options: PracticeOptions = {}): Promise<PracticeServer> {
  // No word in it: whatever a server says that holds a part of its key is kept from view.
  const apiKey = randomBytes(24).toString('hex');
  const answer = newAnswerer(apiKey, options);
  const { pace = realPace } = options;
  const server = createServer((request, response) => {
    void serve(request, response, answer, pace);
  });
  const port = await listen(server);
  return {
    endpoint: { id: 'practice', baseUrl: `http://127.0.0.1:${port}/v1`, dialect: 'openai', api: 'chat' },
    apiKey,
    close: () => close(server),
  };
}

const completeCanned: Completion = (call, cachedTokens, ids) => {
  const reply = replyTo(call, answerCall(call), cachedTokens);
  return call.api === 'chat' ? chatScript(call, reply, ids) : responsesScript(call, reply, ids);
};

type Answerer = (request: IncomingMessage, body: string) => Script;

function newAnswerer(
  apiKey: string,
  { complete = completeCanned, intercept = () => undefined }: PracticeOptions,
): Answerer {
  const cache = new PrefixCache();
  let count = 0;

  const answerCompletion = (api: PracticeCall['api'], body: string): Script => {
    const parsed = parseJson(body);
    if (parsed === undefined) return errorScript(400, 'invalid_json', 'The body is not valid JSON.', null);
    const call = readCall(api, parsed);
    if ('status' in call) return errorScript(call.status, call.code, call.message, call.param);
    const cached = cache.cachedTokens(call.model.id, promptOf(call));
    count += 1;
    return complete(call, cached, { id: `practice-${count}`, created: Math.floor(Date.now() / 1000) });
  };

  return (request, body) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    if (!isAuthorized(request.headers.authorization, apiKey)) {
      return errorScript(401, 'invalid_api_key', 'Incorrect API key provided.', null);
    }
    const intercepted = intercept(request, path, body);
    if (intercepted !== undefined) return intercepted;
    switch (`${request.method} ${path}`) {
      case 'POST /v1/chat/completions':
        return answerCompletion('chat', body);
      case 'POST /v1/responses':
        return answerCompletion('responses', body);
      case 'GET /v1/models':
        return jsonScript(200, {
          object: 'list',
          data: practiceModels.map(({ id }) => ({ id, object: 'model', created: 0, owned_by: 'practice' })),
        });
      default:
        return errorScript(404, 'not_found', `Nothing answers ${request.method} ${path}.`, null);
    }
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answerer,
  pace: Pace,
): Promise<void> {
  const left = new AbortController();
  response.on('close', () => left.abort());
  // A write that meets a connection just closed; `close` follows and ends the script.
  response.on('error', () => {});
  const body = await readBody(request);
  const script =
    body === undefined
      ? errorScript(413, 'too_large', 'The body is too large.', null)
      : answer(request, body);
  await playScript(script, response, pace, left.signal);
}

/** Compares in constant time: the key must not be guessable byte by byte by another local process. */
function isAuthorized(header: string | undefined, apiKey: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${apiKey}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function errorScript(status: number, code: string, message: string, param: string | null): Script {
  return jsonScript(status, { error: { message, type: 'invalid_request_error', code, param } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') {
        reject(new Error('The practice server got no port.'));
      } else {
        resolve(address.port);
      }
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const maximumBytes = 16 * 1024 * 1024;

/** The body of a request as text; undefined where it is larger than 16 MiB or the client left. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request) {
      if (!Buffer.isBuffer(part)) continue;
      bytes += part.length;
      if (bytes > maximumBytes) return undefined;
      parts.push(part);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(parts).toString('utf8');
}
