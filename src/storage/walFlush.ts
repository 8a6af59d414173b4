/**
 * Brings settled rows to the disk soon after the commit, off the editor's thread: the commit itself
 * does not wait for the disk, see docs/adr/0002-ledger-in-sqlite.md.
 *
 * Opening the write-ahead log beside SQLite is safe, unlike opening the database file: SQLite takes
 * no locks on it (https://sqlite.org/wal.html), so closing the handle drops none.
 */
import { open } from 'node:fs/promises';
import type { Clock } from '../core/clock.ts';
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

export interface WalFlush {
  /** Something worth keeping was committed. */
  soon(): void;
  stop(): void;
}

export function createWalFlush(walFile: string, clock: Clock, checkpoint: WalCheckpoint): WalFlush {
  let cancel: (() => void) | undefined;
  return {
    soon() {
      cancel ??= clock.schedule(() => {
        cancel = undefined;
        // Gone after a checkpoint by the last window, or not syncable: SQLite's own checkpoint
        // syncs it in either case.
        syncToDisk(walFile)
          .then((bytes) => checkpoint.sawLength(bytes))
          .catch(() => undefined);
      }, delayMs);
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
