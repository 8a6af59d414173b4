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
    DELETE FROM attempts_aside;
    UPDATE ledger_file SET unconfirmed = NULL, marked = 0, deletions = deletions + 1;
  `);
}
