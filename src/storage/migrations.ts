/**
 * Brings a ledger file to this program's version, and says whether this program may still write to
 * a file that a newer one has migrated.
 */
import type { DatabaseSync } from 'node:sqlite';
import { ledgerUnavailable } from './ledgerUnavailable.ts';
import { applicationId, type Migration } from './schema.ts';
import { transact } from './transaction.ts';

export interface FileVersion {
  /** Version of the newest program that has migrated the file; 0 for an empty file. */
  readonly writer: number;
  readonly minimumWriter: number;
}

export function newestVersion(migrations: readonly Migration[]): number {
  return Math.max(...migrations.map(({ version }) => version));
}

function readVersion(database: DatabaseSync): FileVersion {
  const table = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'ledger_file'`).get();
  if (table === undefined) return { writer: 0, minimumWriter: 0 };
  const row = database.prepare('SELECT writer, minimum_writer FROM ledger_file').get();
  return { writer: Number(row?.['writer'] ?? 0), minimumWriter: Number(row?.['minimum_writer'] ?? 0) };
}

/** @throws SwitchyardError `ledgerUnavailable`, reason `newerLedger`. */
export function assertCompatible(minimumWriter: number, ours: number): void {
  if (minimumWriter <= ours) return;
  throw ledgerUnavailable(
    'newerLedger',
    `the ledger was upgraded by a newer Switchyard (format ${minimumWriter}, this window writes ${ours}); reload the window`,
    { fileVersion: minimumWriter, ourVersion: ours },
  );
}

/**
 * Applies what is missing, in one transaction; safe while other windows migrate or write.
 *
 * @param whenNew runs inside the transaction that creates the ledger.
 * @throws SwitchyardError `ledgerUnavailable` when the file needs a newer program than this.
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[], whenNew: () => void): void {
  transact(database, () => {
    const file = readVersion(database);
    assertCompatible(file.minimumWriter, newestVersion(migrations));
    const missing = migrations.filter(({ version }) => version > file.writer);
    if (missing.length === 0) return;
    if (file.writer === 0) {
      database.exec(`PRAGMA application_id = ${applicationId}`);
      database.exec(`
        CREATE TABLE ledger_file (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          writer INTEGER NOT NULL,
          minimum_writer INTEGER NOT NULL,
          unconfirmed TEXT, -- name of the file set aside or that nothing is left, until the user has been asked
          deletions INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO ledger_file (id, writer, minimum_writer) VALUES (1, 0, 0);
      `);
      whenNew();
    }
    for (const { version, minimumWriter, sql } of missing) {
      database.exec(sql);
      database
        .prepare('UPDATE ledger_file SET writer = ?, minimum_writer = max(minimum_writer, ?)')
        .run(version, minimumWriter);
    }
  });
}
