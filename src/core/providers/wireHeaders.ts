import type { Dialect } from './dialect.ts';

/** The platform's fetch, or one that tests hand in. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** As whom a request is sent. */
export interface Identity {
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
