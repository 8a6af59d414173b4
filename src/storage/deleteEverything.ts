import type { DatabaseSync } from 'node:sqlite';

/**
 * "Delete my data": every row, and by `PRAGMA secure_delete` the bytes that held them. Called inside
 * a transaction.
 */
export function deleteEverything(database: DatabaseSync): void {
  database.exec(`
    DELETE FROM attempts;
    DELETE FROM journal;
    DELETE FROM balances;
    DELETE FROM outcomes;
    DELETE FROM checks;
    DELETE FROM notices;
    UPDATE ledger_file SET unconfirmed = NULL, deletions = deletions + 1;
  `);
}
