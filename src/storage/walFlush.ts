/**
 * Brings committed rows to the disk soon after the commit, off the editor's thread: the commit itself
 * does not wait for the disk, see docs/adr/0002-ledger-in-sqlite.md. What is safe then is marked.
 *
 * Opening the write-ahead log beside SQLite is safe, unlike opening the database file: SQLite takes
 * no locks on it (https://sqlite.org/wal.html), so closing the handle drops none.
 */
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Clock } from '../core/clock.ts';
import type { HighWaterKeeper } from './highWaterKeeper.ts';
import type { WalCheckpoint } from './walCheckpoint.ts';

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
    const waitMs = keeper.standsFor();
    // Read before the sync: what is committed meanwhile may not be on the disk after it.
    const mark = waitMs > 0 ? undefined : keeper.capture();
    // A log that is gone or cannot be synced leaves the mark where it was.
    if (walFile !== undefined) checkpoint.sawLength(await syncToDisk(walFile));
    if (waitMs > 0) schedule(waitMs);
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
