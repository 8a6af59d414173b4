/** The `openai` package, shut against its surroundings, and the headers that reach the wire. */
import { OpenAI } from 'openai';
import { SwitchyardError } from '../model/errors.ts';
import { readText } from './bodyPieces.ts';
import { parseJson } from '../model/json.ts';
import { errorBodyPatienceMs, largestErrorBody } from '../model/replyLimits.ts';
import type { Dialect } from './dialect.ts';

export interface ClientOptions extends Identity {
  readonly baseUrl: string;
  readonly fetch: Fetch;
}

/** The package wants a key even where a server has none; it never reaches the wire. */
const placeholderKey = 'none';
/** Time-outs are the gateway's, by signal; the greatest delay a timer takes (24.8 days) is none. */
const noTimeoutMs = 2 ** 31 - 1;

/**
 * The `openai` package's client, shut against its surroundings: it takes address, key, organisation
 * and log level from us alone, follows no redirect and retries nothing.
 *
 * The package adds headers from `OPENAI_CUSTOM_HEADERS` and about the machine; what reaches the wire
 * is written here instead.
 */
export function createOpenAiClient(options: ClientOptions): OpenAI {
  try {
    return new OpenAI({
      baseURL: options.baseUrl,
      apiKey: options.apiKey ?? placeholderKey,
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: 'off',
      maxRetries: 0,
      timeout: noTimeoutMs,
      fetchOptions: { redirect: 'error' },
      fetch: async (input, init) =>
        withBoundedError(
          await options.fetch(input, { ...init, headers: wireHeaders(options) }),
          init?.signal ?? undefined,
        ),
    });
  } catch (cause) {
    throw new SwitchyardError(
      'settingsBroken',
      'The model client cannot start; check the environment variable OPENAI_CUSTOM_HEADERS.',
      { cause, unbilled: true },
    );
  }
}

/**
 * The package reads the body of an error to its end and parses it, whatever it is, and keeps nothing of
 * it but an `error` field: here it is read within bounds, and put into that field whole.
 */
async function withBoundedError(response: Response, signal: AbortSignal | undefined): Promise<Response> {
  if (response.ok) return response;
  const patience = AbortSignal.timeout(errorBodyPatienceMs);
  const until = signal === undefined ? patience : AbortSignal.any([signal, patience]);
  const { text } = await readText(response.body, largestErrorBody, until);
  const { status, statusText, headers } = response;
  const body = status === 304 ? null : JSON.stringify({ error: parseJson(text) ?? text });
  // The platform makes no others.
  return new Response(body, { status: status < 600 ? status : 500, statusText, headers });
}

/** The platform's fetch, or one that tests hand in. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** As whom a request is sent. */
interface Identity {
  readonly auth: Dialect['request']['auth'];
  /** undefined for servers that need none; nothing is sent then. */
  readonly apiKey: string | undefined;
  /** Sent besides our own, e.g. what a gateway asks of its users. */
  readonly headers: Readonly<Record<string, string>>;
}

/** All headers of a request: nothing else reaches the wire. */
export function wireHeaders({ auth, apiKey, headers }: Identity): Headers {
  const wire = new Headers(headers);
  wire.set('accept', 'application/json, text/event-stream');
  wire.set('content-type', 'application/json');
  wire.set('user-agent', 'Switchyard');
  if (apiKey !== undefined && auth === 'apiKeyHeader') wire.set('api-key', apiKey);
  if (apiKey !== undefined && auth === 'bearer') wire.set('authorization', `Bearer ${apiKey}`);
  return wire;
}
