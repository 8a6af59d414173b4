/** Tells readers that the ledger changed, whichever window wrote. */
import type { Clock } from '../core/model/ports.ts';

const pollMs = 300;
/** At most two notifications a second; with the poll, news is never older than 0.8 s. */
const quietMs = 500;

export interface ChangeFeed {
  listen(listener: () => void): () => void;
  /** This window has written. */
  changed(): void;
  stop(): void;
}

/**
 * Polls only while somebody listens.
 *
 * @param version changes when another connection has written; may throw while the ledger is busy.
 */
export function createChangeFeed(clock: Clock, version: () => number): ChangeFeed {
  const listeners = new Set<() => void>();
  let lastVersion: number | undefined;
  let lastTold = -Infinity;
  let cancelPoll: (() => void) | undefined;
  let cancelTrailing: (() => void) | undefined;

  function tell(): void {
    cancelTrailing = undefined;
    lastTold = clock.monotonic();
    for (const listener of listeners) listener();
  }

  function changed(): void {
    if (listeners.size === 0 || cancelTrailing !== undefined) return;
    const waitMs = lastTold + quietMs - clock.monotonic();
    if (waitMs <= 0) tell();
    else cancelTrailing = clock.schedule(tell, waitMs);
  }

  function poll(): void {
    try {
      const current = version();
      const news = lastVersion !== undefined && current !== lastVersion;
      lastVersion = current;
      if (news) changed();
    } catch {
      // Busy or gone: the next poll sees whatever was missed.
    }
    cancelPoll = clock.schedule(poll, pollMs);
  }

  function stop(): void {
    listeners.clear();
    cancelPoll?.();
    cancelTrailing?.();
    cancelPoll = undefined;
    cancelTrailing = undefined;
  }

  return {
    listen(listener) {
      listeners.add(listener);
      if (cancelPoll === undefined) {
        lastVersion = undefined;
        poll();
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
    changed,
    stop,
  };
}
