/** Keeps the write-ahead log short without holding up the editor's thread. */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../core/clock.ts';

/** About 20 requests. */
const longBytes = 1024 * 1024;
/** Long enough for a burst of requests to be over; by chance, so that of many windows one goes first. */
const waitMs = { least: 5_000, most: 10_000 };

export interface WalCheckpointDeps {
  readonly file: string;
  readonly clock: Clock;
  /** Nothing shortens the log any more: SQLite has to do it itself, on this thread. */
  readonly cannot: (error: Error) => void;
}

export interface WalCheckpoint {
  /** The log has grown to this. */
  sawLength(bytes: number): void;
  stop(): void;
}

export function createWalCheckpoint({ file, clock, cannot }: WalCheckpointDeps): WalCheckpoint {
  let cancel: (() => void) | undefined;
  let worker: Worker | undefined;

  function begin(): void {
    worker = new Worker(new URL('./walCheckpoint.worker.ts', import.meta.url), {
      workerData: file,
      // Node 22 warns of node:sqlite as experimental, in every thread.
      execArgv: ['--no-warnings'],
    });
    worker.unref();
    worker.once('error', cannot);
    worker.once('exit', () => {
      worker = undefined;
    });
  }

  async function look(): Promise<void> {
    const { size } = await stat(`${file}-wal`);
    // Another window may have done it meanwhile.
    if (size > longBytes && cancel !== undefined) begin();
  }

  return {
    sawLength(bytes) {
      if (bytes <= longBytes || cancel !== undefined || worker !== undefined) return;
      const delayMs = waitMs.least + Math.random() * (waitMs.most - waitMs.least);
      cancel = clock.schedule(() => {
        look()
          .catch(() => undefined)
          .finally(() => {
            cancel = undefined;
          });
      }, delayMs);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
