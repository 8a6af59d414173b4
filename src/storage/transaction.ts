/**
 * Writing without ever holding up the thread that all extensions share: SQLite waits a
 * millisecond at most, everything longer is waited for asynchronously.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log } from '../core/model/ports.ts';
import { asLedgerError, isBusy } from './ledgerUnavailable.ts';
import { isSwitchyardError } from '../core/model/errors.ts';

/** How long SQLite itself may wait for a lock, blocking the thread: one short sleep, longer ones oversleep. */
export const busyTimeoutMs = 1;
const firstBackoffMs = 2;
const longestBackoffMs = 40;
/** Whoever has waited this long tries more often again than those who came later. */
const longWaitMs = 1_000;
const impatientBackoffMs = 5;
/** A machine so loaded that fewer were possible has not shown that the ledger is jammed. */
const fewestTries = 100;

/** Takes the write lock first, so that what is read inside stays true until the commit. */
export function transact<Result>(database: DatabaseSync, work: () => Result): Result {
  return between(database, 'BEGIN IMMEDIATE', work);
}

/** What is read inside is all of one moment; others write on meanwhile. */
export function readTogether<Result>(database: DatabaseSync, work: () => Result): Result {
  return between(database, 'BEGIN', work);
}

function between<Result>(database: DatabaseSync, begin: string, work: () => Result): Result {
  database.exec(begin);
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
 * Repeats `work` while the ledger is busy, with jittered pauses that grow, and become short again after
 * a long wait.
 *
 * @param since when the waiting began, monotonic ms: a place in a queue counts.
 * @throws SwitchyardError `ledgerUnavailable` after `deadlineMs` and enough tries, or at once for any
 *   other trouble.
 */
export async function whenFree<Result>(
  work: () => Result,
  clock: Clock,
  deadlineMs: number,
  since: number = clock.monotonic(),
): Promise<Result> {
  let backoffMs = firstBackoffMs;
  for (let tries = 1; ; tries += 1) {
    let waitedMs: number;
    try {
      return work();
    } catch (error) {
      waitedMs = clock.monotonic() - since;
      const isPatient = waitedMs < deadlineMs || tries < fewestTries;
      if (!isBusy(error) || !isPatient) throw asLedgerError(error);
    }
    await pause(clock, backoffMs * (0.5 + Math.random()));
    backoffMs = waitedMs > longWaitMs ? impatientBackoffMs : Math.min(backoffMs * 2, longestBackoffMs);
  }
}

/** Those who wait in one window, in the order in which they came. */
export interface Turns {
  /** Runs `work` at once where nobody waits; otherwise as `whenFree`, once all before it are through. */
  take<Result>(work: () => Result, deadlineMs: number): Promise<Result>;
}

export function createTurns(clock: Clock): Turns {
  let last: Promise<void> | undefined;

  /** Fulfilled once `turn` is through, however it ended; nobody waits for it any more then. */
  function follow(turn: Promise<unknown>): void {
    const through = turn
      .then(() => undefined)
      .catch(() => undefined)
      .finally(() => {
        if (last === through) last = undefined;
      });
    last = through;
  }

  return {
    take(work, deadlineMs) {
      const since = clock.monotonic();
      const turn =
        last === undefined
          ? whenFree(work, clock, deadlineMs, since)
          : last.then(() => whenFree(work, clock, deadlineMs, since));
      follow(turn);
      return turn;
    },
  };
}

/**
 * Ends of attempts that could not be written (disk full, a jammed file). Their holds stay counted,
 * so no budget grows; they are tried again with every beat for as long as the window is open.
 */
export interface Unwritten {
  /** Anything but the ledger's own trouble would fail the same way again and is not kept. */
  keep(attemptId: string, trouble: unknown, write: () => unknown): void;
  retry(): void;
}

export function createUnwritten(log: Log): Unwritten {
  const waiting = new Map<string, () => unknown>();
  return {
    keep(attemptId, trouble, write) {
      if (waiting.has(attemptId) || !isSwitchyardError(trouble)) return;
      waiting.set(attemptId, write);
      log.error(`ledger: the end of attempt ${attemptId} is not written yet: ${trouble.message}`);
    },
    retry() {
      for (const [attemptId, write] of waiting) {
        try {
          write();
        } catch {
          // Said once already; the next beat tries again.
          return;
        }
        waiting.delete(attemptId);
        log.info(`ledger: the end of attempt ${attemptId} is written now`);
      }
    },
  };
}
