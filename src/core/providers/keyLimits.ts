/** What the keys in use may still spend, as their providers say: the one limit that binds a whole team. */
import type { KnownLimit } from '../budget/keyLimitWords.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { kindOf } from '../unexpected.ts';
import type { KeyLimit } from './keyLimit.ts';
import type { Endpoint } from './provider.ts';

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
