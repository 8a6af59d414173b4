/**
 * Writing without ever holding up the thread that all extensions share: SQLite waits a
 * millisecond at most, everything longer is waited for asynchronously.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { asLedgerError, isBusy } from './ledgerUnavailable.ts';

/** How long SQLite itself may wait for a lock, blocking the thread: one short sleep, longer ones oversleep. */
export const busyTimeoutMs = 1;
const firstBackoffMs = 2;
const longestBackoffMs = 40;

/** Takes the write lock first, so that what is read inside stays true until the commit. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors (disk full) have rolled back already; then this one has nothing to do.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.schedule(resolve, delayMs);
  });
}

/**
 * Repeats `work` while the ledger is busy, with growing, jittered pauses.
 *
 * @throws SwitchyardError `ledgerUnavailable` after `deadlineMs`, or at once for any other trouble.
 */
export async function whenFree<Result>(
  work: () => Result,
  clock: Clock,
  deadlineMs: number,
): Promise<Result> {
  const deadline = clock.monotonic() + deadlineMs;
  for (let backoffMs = firstBackoffMs; ; backoffMs = Math.min(backoffMs * 2, longestBackoffMs)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || clock.monotonic() >= deadline) throw asLedgerError(error);
    }
    await pause(clock, backoffMs * (0.5 + Math.random()));
  }
}
