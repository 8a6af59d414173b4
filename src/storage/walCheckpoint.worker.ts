/**
 * One checkpoint, on a thread of its own: it waits for the disk, which may take longer than the
 * editor's thread may stand still. `workerData` is the ledger file.
 */
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { workerData } from 'node:worker_threads';
import { isBusy } from './ledgerUnavailable.ts';

/** For windows that are reading just now. Writers try again by themselves, see transaction.ts. */
const busyTimeoutMs = 50;

function checkpoint(database: DatabaseSync, mode: 'PASSIVE' | 'TRUNCATE'): boolean {
  return database.prepare(`PRAGMA wal_checkpoint(${mode})`).get()?.['busy'] === 0;
}

function run(database: DatabaseSync): void {
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
  // Nearly all of the work is done while others write on; another window may be at it already.
  if (!checkpoint(database, 'PASSIVE') || !checkpoint(database, 'TRUNCATE')) return;
  // Whoever writes first to an empty log waits for the disk to have its header
  // (https://sqlite.org/wal.html): better here than in a reservation.
  database.exec('UPDATE ledger_file SET deletions = deletions');
}

// `rw`: a file that was set aside meanwhile is not made anew.
const database = new DatabaseSync(`${pathToFileURL(String(workerData)).href}?mode=rw`, {
  timeout: busyTimeoutMs,
});
try {
  run(database);
} catch (error) {
  // A log that is busy is shortened another time.
  if (!isBusy(error)) throw error;
} finally {
  database.close();
}
