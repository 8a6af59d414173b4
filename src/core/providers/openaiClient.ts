import { OpenAI } from 'openai';
import { SwitchyardError } from '../errors.ts';
import type { Dialect } from './dialect.ts';

/** The platform's fetch, or one that tests hand in. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface ClientOptions {
  readonly baseUrl: string;
  readonly auth: Dialect['request']['auth'];
  /** undefined for servers that need none; nothing is sent then. */
  readonly apiKey: string | undefined;
  /** Sent besides our own, e.g. what a gateway asks of its users. */
  readonly headers: Readonly<Record<string, string>>;
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
      // The extension host and its tests look like a browser in places; no page ever runs this.
      dangerouslyAllowBrowser: true,
      fetch: (input, init) => options.fetch(input, { ...init, headers: wireHeaders(options) }),
    });
  } catch (cause) {
    throw new SwitchyardError(
      'settingsBroken',
      'The model client cannot start; check the environment variable OPENAI_CUSTOM_HEADERS.',
      { cause, unbilled: true },
    );
  }
}

function wireHeaders({ apiKey, auth, headers }: ClientOptions): Record<string, string> {
  const key = auth === 'apiKeyHeader' ? { 'api-key': apiKey ?? '' } : { authorization: `Bearer ${apiKey}` };
  return {
    ...headers,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'user-agent': 'Switchyard',
    ...(apiKey === undefined ? {} : key),
  };
}
