/** Compares the tables of a file with those that its version must have. */
import type { DatabaseSync } from 'node:sqlite';
import type { Log } from '../core/log.ts';
import { migrate, newestVersion } from './migrations.ts';
import type { Migration } from './schema.ts';

/** A version no program will ever reach: what says so is damaged. */
const mostVersions = 10_000;

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

function objectsOf(database: DatabaseSync): readonly SchemaObject[] {
  const rows = database.prepare('SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  return rows.map(({ type, name, sql }) => ({ type: String(type), name: String(name), sql: String(sql) }));
}

function columnsOf(database: DatabaseSync, table: string): readonly string[] {
  const rows = database.prepare('SELECT name, type FROM pragma_table_info(?)').all(table);
  return rows.map(({ name, type }) => `${String(name)} ${String(type)}`);
}

/** @returns how far the file says it has come; undefined where it does not say so sensibly. */
function versionOf(database: DatabaseSync): number | undefined {
  const rows = database.prepare('SELECT writer, minimum_writer FROM ledger_file').all();
  const [writer, minimum] = [rows[0]?.['writer'], rows[0]?.['minimum_writer']];
  const isSensible =
    rows.length === 1 &&
    typeof writer === 'number' &&
    typeof minimum === 'number' &&
    minimum >= 0 &&
    minimum <= writer &&
    writer <= mostVersions;
  return isSensible ? writer : undefined;
}

/**
 * What of its tables or columns a file lacks; undefined where all are there. More of them, as a newer
 * program makes, are no fault. Missing indexes and triggers are made again: they hold nothing.
 *
 * @param memory an empty database.
 */
export function missingInSchema(
  database: DatabaseSync,
  memory: DatabaseSync,
  migrations: readonly Migration[],
  log: Log,
): string | undefined {
  if (!objectsOf(database).some(({ name }) => name === 'ledger_file')) return 'a table is missing';
  const version = versionOf(database);
  if (version === undefined) return 'its version is none';
  // To a newer file only what its program kept from ours is known, and that it may have changed.
  if (version > newestVersion(migrations)) return undefined;
  const applied = migrations.filter((migration) => migration.version <= version);
  if (applied.length === 0) return undefined;
  migrate(memory, applied, () => undefined);
  const present = new Map(objectsOf(database).map((object) => [object.name, object]));
  for (const { type, name, sql } of objectsOf(memory)) {
    if (type === 'table') {
      const columns = new Set(columnsOf(database, name));
      const missing = columnsOf(memory, name).find((column) => !columns.has(column));
      if (missing !== undefined) return `column ${missing.split(' ')[0]} of ${name} is missing`;
    } else if (!present.has(name)) {
      database.exec(sql);
      log.warn(`ledger: made the missing ${type} ${name} again`);
    }
  }
  return undefined;
}
