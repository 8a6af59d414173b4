/** Host side: runs a task at most once per interval, at once when it can, and never twice at a time. */
import type { Clock } from '../core/clock.ts';

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
