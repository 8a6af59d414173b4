/**
 * The ledger file. `journal` is the append-only truth: each entry says what happened to an attempt and
 * what it moved between held and spent (nothing in practice). `attempts` holds what is known of each
 * attempt, `tasks` of each task that has ended; `balances` sums the journal per period and workspace, in the same transactions, so that
 * admission reads a handful of numbers however long the history. Prompts and answers have no column.
 */
import type { DatabaseSync } from 'node:sqlite';
import { ledgerUnavailable } from './ledgerUnavailable.ts';
import { transact } from './transaction.ts';
import type { Log } from '../core/model/ports.ts';

/** Marks the file as ours in its header: "SWYD". */
export const applicationId = 0x53575944;

export const ledgerFileName = 'ledger.db';

export interface Migration {
  /** The version the file has afterwards. */
  readonly version: number;
  /**
   * The oldest writer that may go on beside it: its own version where older code would break sums,
   * else an earlier one (only added tables, indexes, or columns with a default).
   */
  readonly minimumWriter: number;
  readonly sql: string;
}

/** Forward only; a published entry never changes. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    minimumWriter: 1,
    sql: `
      CREATE TABLE attempts (
        seq INTEGER PRIMARY KEY,
        attempt_id TEXT NOT NULL UNIQUE,
        task_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        realm TEXT NOT NULL,
        workspace_id TEXT,
        tier TEXT NOT NULL,
        day TEXT NOT NULL,
        week TEXT NOT NULL,
        month TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'settled', 'released')),
        owner TEXT NOT NULL,             -- JSON of LedgerOwner
        beat INTEGER NOT NULL DEFAULT 0, -- rises with every sign of life of the owner
        hold INTEGER NOT NULL,           -- nano-USD
        price_state TEXT NOT NULL,
        estimated_input INTEGER,
        task TEXT NOT NULL,              -- JSON of TaskFacts
        option TEXT,                     -- JSON of the admitted HoldOption
        local TEXT,                      -- JSON of tool and avoided cost
        live TEXT,                       -- JSON of LiveUsage
        settlement TEXT,                 -- JSON of the first Settlement; never changed
        correction TEXT,                 -- JSON of the last Correction; all are in the journal
        -- as the row reads after its last correction:
        charged INTEGER NOT NULL DEFAULT 0,
        cost INTEGER,
        estimated INTEGER NOT NULL DEFAULT 0,
        output INTEGER,
        hidden INTEGER
      ) STRICT;
      CREATE INDEX attempts_held ON attempts (seq) WHERE state = 'held';
      CREATE INDEX attempts_task ON attempts (task_id);
      CREATE INDEX attempts_day ON attempts (realm, day);

      CREATE TABLE journal (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: readers remember how far they got
        attempt_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        at INTEGER NOT NULL,
        held INTEGER NOT NULL,           -- change in nano-USD
        spent INTEGER NOT NULL,          -- change in nano-USD
        detail TEXT                      -- JSON
      ) STRICT;
      CREATE TRIGGER journal_is_final BEFORE UPDATE ON journal BEGIN
        SELECT RAISE(ABORT, 'journal entries do not change; a correction is a new entry');
      END;

      CREATE TABLE balances (
        workspace_id TEXT NOT NULL,      -- '' = all of the user's
        period TEXT NOT NULL,
        key TEXT NOT NULL,
        held INTEGER NOT NULL,
        spent INTEGER NOT NULL,
        PRIMARY KEY (workspace_id, period, key)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE outcomes (task_id TEXT PRIMARY KEY, outcome TEXT NOT NULL, at INTEGER NOT NULL)
        STRICT, WITHOUT ROWID;
      CREATE TABLE notices (key TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 2,
    minimumWriter: 1,
    sql: `
      CREATE TABLE checks (
        task_id TEXT PRIMARY KEY,
        verdict TEXT NOT NULL,           -- JSON of CheckResult, without a language server's messages
        at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
    `,
  },
  {
    version: 3,
    minimumWriter: 1,
    sql: 'ALTER TABLE attempts ADD COLUMN released_because TEXT; -- ErrorCode',
  },
  {
    version: 4,
    minimumWriter: 1,
    sql: `
      ALTER TABLE ledger_file ADD COLUMN generation TEXT;  -- see HighWater
      ALTER TABLE ledger_file ADD COLUMN marked INTEGER NOT NULL DEFAULT 0; -- 1 = a mark has been kept beside the file
      UPDATE ledger_file SET generation = lower(hex(randomblob(16)));
      CREATE TABLE past_generations (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      CREATE TABLE attempts_aside (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        row TEXT NOT NULL                -- JSON of the attempt as it was found
      ) STRICT;
    `,
  },
  {
    version: 5,
    minimumWriter: 1,
    sql: `
      CREATE TABLE tasks (
        task_id TEXT PRIMARY KEY,
        ended_at INTEGER NOT NULL,
        record TEXT NOT NULL,            -- JSON of TaskRecord, without check and outcome: they have tables of their own
        later_notes TEXT NOT NULL DEFAULT '[]' -- JSON of what was noted after the end
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tasks_ended ON tasks (ended_at);
      -- Older windows delete what they know; this table goes with it.
      CREATE TRIGGER tasks_deleted AFTER UPDATE OF deletions ON ledger_file BEGIN
        DELETE FROM tasks;
      END;
    `,
  },
];

// Brings a ledger file to this program's version, and says whether this program may still write to a file that a
// newer one has migrated.

export interface FileVersion {
  /** Version of the newest program that has migrated the file; 0 for an empty file. */
  readonly writer: number;
  readonly minimumWriter: number;
}

export function newestVersion(known: readonly Migration[]): number {
  return Math.max(...known.map(({ version }) => version));
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
  throw ledgerUnavailable('newerLedger', { fileVersion: minimumWriter, ourVersion: ours });
}

/**
 * Applies what is missing, in one transaction; safe while other windows migrate or write.
 *
 * @param whenNew runs inside the transaction that creates the ledger.
 * @throws SwitchyardError `ledgerUnavailable` when the file needs a newer program than this.
 */
export function migrate(database: DatabaseSync, known: readonly Migration[], whenNew: () => void): void {
  transact(database, () => {
    const file = readVersion(database);
    assertCompatible(file.minimumWriter, newestVersion(known));
    const missing = known.filter(({ version }) => version > file.writer);
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

// Compares the tables of a file with those that its version must have.

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
  known: readonly Migration[],
  log: Log,
): string | undefined {
  if (!objectsOf(database).some(({ name }) => name === 'ledger_file')) return 'a table is missing';
  const version = versionOf(database);
  if (version === undefined) return 'its version is none';
  // To a newer file only what its program kept from ours is known, and that it may have changed.
  if (version > newestVersion(known)) return undefined;
  const applied = known.filter((migration) => migration.version <= version);
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
