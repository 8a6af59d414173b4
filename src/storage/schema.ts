/**
 * The ledger file. `journal` is the append-only truth: each entry says what happened to an attempt and
 * what it moved between held and spent (nothing in practice). `attempts` holds what is known of each
 * attempt; `balances` sums the journal per period and workspace, in the same transactions, so that
 * admission reads a handful of numbers however long the history. Prompts and answers have no column.
 */

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
];
