/**
 * Waiting, handing on and queueing in plain async code: waiting that ends when its signal does, events for
 * somebody who reads them, one at a time for each key, work at a pace.
 */
import type { Clock } from './ports.ts';
import { SwitchyardError } from './errors.ts';

/** @throws SwitchyardError `aborted`, unbilled, once `signal` aborts; `work` itself goes on unheard. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new SwitchyardError('aborted', 'stopped', { unbilled: true }));
    const settled = (): void => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(settled);
  });
}

/** Resolves after `ms`, or as soon as `signal` aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.schedule(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Lets plain async code push events to somebody who reads them with `for await`. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  /** Ignored after the end. */
  push(event: Event): void;
  end(): void;
}

/** `onAbandoned` runs when the reader leaves early, so that nobody pays for what nobody reads. */
export function createEventQueue<Event>(onAbandoned: () => void): EventQueue<Event> {
  const waiting: Event[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<Event, void, undefined> {
    try {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      if (!ended) onAbandoned();
    }
  }

  return {
    push(event) {
      if (ended) return;
      waiting.push(event);
      signal();
    },
    end() {
      ended = true;
      signal();
    },
    [Symbol.asyncIterator]: read,
  };
}

/** One at a time for each key, in the order they came. */
export interface KeyedQueue {
  isTaken(key: string): boolean;
  /**
   * Waits for a turn. undefined where `signal` aborted first; else the function that ends the turn,
   * whose further calls do nothing.
   */
  take(key: string, signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createKeyedQueue(): KeyedQueue {
  /** Those who wait, by key; a key that is present is taken. */
  const waiting = new Map<string, (() => void)[]>();

  function turnAt(key: string): () => void {
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const next = waiting.get(key)?.shift();
      if (next) next();
      else waiting.delete(key);
    };
  }

  return {
    isTaken: (key) => waiting.has(key),
    take(key, signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      const others = waiting.get(key);
      if (!others) {
        waiting.set(key, []);
        return Promise.resolve(turnAt(key));
      }
      return new Promise((resolve) => {
        const myTurn = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(turnAt(key));
        };
        const leave = (): void => {
          others.splice(others.indexOf(myTurn), 1);
          resolve(undefined);
        };
        others.push(myTurn);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}

/** Runs a task at most once per interval, at once when it can, and never twice at a time. */
export interface Paced {
  /** Runs the task now or as soon as the pace allows; requests in between are one. */
  readonly request: () => void;
  /** Forgets what was requested. */
  readonly stop: () => void;
}

export function paced(task: () => Promise<void>, intervalMs: number, clock: Clock): Paced {
  let state: 'idle' | 'running' | 'resting' = 'idle';
  let isRequested = false;
  let cancelRest = (): void => {};

  async function run(): Promise<void> {
    state = 'running';
    isRequested = false;
    const startedAt = clock.monotonic();
    try {
      await task();
    } finally {
      state = 'resting';
      const rest = Math.max(0, intervalMs - (clock.monotonic() - startedAt));
      cancelRest = clock.schedule(() => {
        state = 'idle';
        if (isRequested) void run();
      }, rest);
    }
  }

  return {
    request: () => {
      isRequested = true;
      if (state === 'idle') void run();
    },
    stop: () => {
      isRequested = false;
      if (state !== 'resting') return;
      cancelRest();
      state = 'idle';
    },
  };
}
