/** Keeps the write-ahead log short and safe on the disk, without holding up the editor's thread. */
import { stat, open } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import type { Clock } from '../core/model/ports.ts';
import type { HighWaterKeeper } from './lossCheck.ts';

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

interface WalCheckpoint {
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

// Brings committed rows to the disk soon after the commit, off the editor's thread: the commit itself does not
// wait for the disk, see docs/adr/0002-ledger-in-sqlite.md. What is safe then is marked.
//
// Opening the write-ahead log beside SQLite is safe, unlike opening the database file: SQLite takes no locks on
// the log, so closing the handle drops none: https://sqlite.org/wal.html

const delayMs = 100;

/** @returns its length, bytes. */
async function syncToDisk(file: string): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    await handle.datasync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function syncNow(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fdatasyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export interface WalFlushDeps {
  /** undefined: the rollback journal, by which each commit is on the disk already. */
  readonly walFile: string | undefined;
  readonly clock: Clock;
  readonly checkpoint: Pick<WalCheckpoint, 'sawLength'>;
  readonly keeper: Pick<HighWaterKeeper, 'standsFor' | 'capture' | 'keep' | 'keepNow'>;
}

export interface WalFlush {
  /** Something worth keeping was committed. */
  soon(): void;
  /** Does at once what is still to be done; for a window that closes. */
  finish(): void;
}

export function createWalFlush({ walFile, clock, checkpoint, keeper }: WalFlushDeps): WalFlush {
  let cancel: (() => void) | undefined;

  async function flush(): Promise<void> {
    const standsMs = keeper.standsFor();
    // Read before the sync: what is committed meanwhile may not be on the disk after it.
    const mark = standsMs > 0 ? undefined : keeper.capture();
    // A log that is gone or cannot be synced leaves the mark where it was.
    if (walFile !== undefined) checkpoint.sawLength(await syncToDisk(walFile));
    if (standsMs > 0) schedule(standsMs);
    else if (mark !== undefined) await keeper.keep(mark);
  }

  function schedule(afterMs: number): void {
    cancel ??= clock.schedule(() => {
      cancel = undefined;
      flush().catch(() => undefined);
    }, afterMs);
  }

  return {
    soon: () => schedule(delayMs),
    finish() {
      if (cancel === undefined) return;
      cancel();
      cancel = undefined;
      try {
        const mark = keeper.capture();
        if (walFile !== undefined) syncNow(walFile);
        if (mark !== undefined) keeper.keepNow(mark);
      } catch {
        // The next window finds the ledger ahead of its mark, which is no harm.
      }
    },
  };
}
