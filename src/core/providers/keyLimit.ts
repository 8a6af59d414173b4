/** What a key may still spend, as its provider says: the one limit that binds a whole team. */
import type { KeyLimit, KnownLimit } from '../model/budget.ts';
import { type NanoUsd, nanoUsd } from '../model/money.ts';
import { billFromUsd } from './billRules.ts';
import { getJson, type Lookup } from './endpointLookup.ts';
import { asObject, valueAt } from '../model/json.ts';
import type { Clock, Log } from '../model/ports.ts';
import { kindOf } from '../model/errors.ts';
import type { Endpoint } from '../model/provider.ts';

/**
 * What the key may still spend. OpenRouter: GET /key, and GET /credits where the key has no limit of
 * its own; LiteLLM: GET /key/info.
 *
 * @returns undefined for dialects that offer no such look-up
 * @throws SwitchyardError where there is no answer or it reports an error
 */
export async function keyLimit(lookup: Lookup): Promise<KeyLimit | undefined> {
  switch (lookup.endpoint.dialect) {
    case 'openrouter':
      return openRouterLimit(lookup);
    case 'litellm':
      return liteLlmLimit(await getJson(lookup, '/key/info'));
    default:
      return undefined;
  }
}

async function openRouterLimit(lookup: Lookup): Promise<KeyLimit> {
  const key = await getJson(lookup, 'key');
  const limit = billFromUsd(valueAt(key, 'data.limit'));
  if (limit !== undefined) {
    return { limit, remaining: billFromUsd(valueAt(key, 'data.limit_remaining')) };
  }
  const credits = await getJson(lookup, 'credits');
  return {
    limit: undefined,
    remaining: difference(valueAt(credits, 'data.total_credits'), valueAt(credits, 'data.total_usage')),
  };
}

function liteLlmLimit(body: unknown): KeyLimit {
  const info = asObject(body)?.['info'];
  const budget = valueAt(info, 'max_budget');
  return { limit: billFromUsd(budget), remaining: difference(budget, valueAt(info, 'spend')) };
}

function difference(limit: unknown, spent: unknown): NanoUsd | undefined {
  const [total, used] = [billFromUsd(limit), billFromUsd(spent)];
  return total === undefined || used === undefined ? undefined : nanoUsd(Math.max(0, total - used));
}

/** What the keys in use may still spend. */
export interface KeyLimits {
  /** What was heard last. */
  known(): readonly KnownLimit[];
  /** Asks anew, in the background, where that is older than ten minutes. */
  refresh(): void;
  /** Returns the unsubscription. */
  onDidChange(listener: () => void): () => void;
  dispose(): void;
}

export interface KeyLimitsDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Those in use that a person let requests go to. */
  readonly endpoints: () => Promise<readonly Endpoint[]>;
  /** undefined where the provider tells no such thing. */
  readonly lookUp: (endpoint: Endpoint, signal: AbortSignal) => Promise<KeyLimit | undefined>;
}

const betweenLooksMs = 600_000;
const patienceMs = 10_000;

export function createKeyLimits({ clock, log, endpoints, lookUp }: KeyLimitsDeps): KeyLimits {
  const disposal = new AbortController();
  const listeners = new Set<() => void>();
  let known: readonly KnownLimit[] = [];
  let askedAt = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<void> {
    const patience = new AbortController();
    const cancel = clock.schedule(() => patience.abort(), patienceMs);
    const signal = AbortSignal.any([patience.signal, disposal.signal]);
    const all = await Promise.all((await endpoints()).map((endpoint) => limitAt(endpoint, signal)));
    cancel();
    if (disposal.signal.aborted) return;
    const heard = all.flat();
    const isNew = JSON.stringify(heard) !== JSON.stringify(known);
    known = heard;
    if (isNew) for (const listener of listeners) listener();
  }

  async function limitAt(endpoint: Endpoint, signal: AbortSignal): Promise<readonly KnownLimit[]> {
    try {
      const limit = await lookUp(endpoint, signal);
      return limit === undefined ? [] : [{ endpointId: endpoint.id, ...limit }];
    } catch (cause) {
      // An old figure would be taken for what is left now.
      log.info(`limit of the key at ${endpoint.id}: ${kindOf(cause)}`);
      return [];
    }
  }

  return {
    known: () => known,
    refresh() {
      if (clock.monotonic() - askedAt < betweenLooksMs) return;
      askedAt = clock.monotonic();
      ask().catch((cause: unknown) => log.warn(`limits of keys: ${kindOf(cause)}`));
    },
    onDidChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      disposal.abort();
      listeners.clear();
    },
  };
}
