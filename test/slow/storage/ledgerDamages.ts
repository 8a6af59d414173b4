/** Ways in which a ledger's files come to harm, chosen by a seed. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { patience } from '../../patience.ts';
import { DatabaseSync } from 'node:sqlite';

export interface DamagedPlace {
  readonly directory: string;
  /** Files as they were at an earlier time, by the same names. */
  readonly earlier: string;
  readonly random: () => number;
}

type Damage = (place: DamagedPlace) => string;

const parts = ['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'ledger.db.begun'] as const;

function pick<Value>(random: () => number, values: readonly [Value, ...Value[]]): Value {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** A part that is there; the database and its log come to harm more often than the rest. */
function somePart({ directory, random }: DamagedPlace): string {
  const weighted = ['ledger.db', 'ledger.db', 'ledger.db-wal', 'ledger.db-wal', 'ledger.db-wal', ...parts];
  const there = weighted.filter((name) => existsSync(join(directory, name)));
  return there[Math.floor(random() * there.length)] ?? 'ledger.db';
}

function inBytes(change: (bytes: Buffer, random: () => number) => void): Damage {
  return (place) => {
    const part = somePart(place);
    const file = join(place.directory, part);
    if (!existsSync(file)) return 'nothing';
    const bytes = readFileSync(file);
    if (bytes.length === 0) return `${part}, which is empty`;
    change(bytes, place.random);
    // In the same file, as a failing disk does it.
    const handle = openSync(file, 'r+');
    writeSync(handle, bytes, 0, bytes.length, 0);
    closeSync(handle);
    return part;
  };
}

const byteDamages: Readonly<Record<string, Damage>> = {
  'flipped bits': inBytes((bytes, random) => {
    for (let count = 1 + Math.floor(random() * 8); count > 0; count -= 1) {
      const at = Math.floor(random() * bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    }
  }),
  'zeroed a page': inBytes((bytes, random) => {
    const page = Math.floor((random() * bytes.length) / 4096);
    bytes.fill(0, page * 4096, Math.min(bytes.length, (page + 1) * 4096));
  }),
  'scribbled over a stretch': inBytes((bytes, random) => {
    const [start, length] = [Math.floor(random() * bytes.length), 1 + Math.floor(random() * 600)];
    for (let at = start; at < Math.min(bytes.length, start + length); at += 1) {
      bytes[at] = Math.floor(random() * 256);
    }
  }),
  'scribbled over the header': inBytes((bytes, random) => {
    for (let at = 0; at < Math.min(bytes.length, 32); at += 1) bytes[at] = Math.floor(random() * 256);
  }),
};

const fileDamages: Readonly<Record<string, Damage>> = {
  truncated(place) {
    const part = somePart(place);
    const file = join(place.directory, part);
    if (existsSync(file)) truncateSync(file, Math.floor(place.random() * statSync(file).size));
    return part;
  },
  'grown by rubbish': (place) => {
    const part = somePart(place);
    if (!existsSync(join(place.directory, part))) return 'nothing';
    appendFileSync(join(place.directory, part), Buffer.alloc(1 + Math.floor(place.random() * 9000), 0x5a));
    return part;
  },
  deleted(place) {
    const part = somePart(place);
    rmSync(join(place.directory, part), { force: true });
    return part;
  },
  'deleted with its mark': ({ directory }) => {
    for (const part of parts) rmSync(join(directory, part), { force: true });
    return 'all';
  },
  'deleted as a whole folder': ({ directory }) => {
    rmSync(directory, { recursive: true });
    return 'folder';
  },
  'an earlier copy of some parts': ({ directory, earlier, random }) => {
    const chosen = parts.filter(() => random() < 0.6);
    for (const part of chosen) {
      if (existsSync(join(earlier, part))) copyFileSync(join(earlier, part), join(directory, part));
      else rmSync(join(directory, part), { force: true });
    }
    return chosen.join('+');
  },
  'an earlier copy of everything': ({ directory, earlier }) => {
    for (const part of parts) {
      if (existsSync(join(earlier, part))) copyFileSync(join(earlier, part), join(directory, part));
      else rmSync(join(directory, part), { force: true });
    }
    return 'all';
  },
};

/** What a person with a tool for databases does to it, or a program with a fault. */
const statements: readonly [string, ...string[]] = [
  'DROP TABLE balances',
  'DROP TABLE journal',
  'DROP TABLE attempts',
  'DROP TABLE notices',
  'DROP TABLE ledger_file',
  'DROP TABLE past_generations',
  'DROP INDEX attempts_task',
  'DROP INDEX attempts_held',
  'DROP TRIGGER journal_is_final',
  'ALTER TABLE attempts DROP COLUMN released_because',
  'ALTER TABLE attempts RENAME COLUMN hidden TO concealed',
  'UPDATE balances SET spent = 0 - spent',
  'UPDATE balances SET spent = 0',
  "UPDATE balances SET spent = spent / 2 WHERE period = 'month'",
  'UPDATE balances SET spent = 9000000000000000000',
  'UPDATE balances SET held = 9000000000000000000',
  'DELETE FROM balances',
  "DELETE FROM balances WHERE period = 'week'",
  'DELETE FROM journal WHERE seq > (SELECT max(seq) / 2 FROM journal)',
  'DELETE FROM journal',
  'DELETE FROM attempts',
  'UPDATE attempts SET charged = 9000000000000000000 WHERE seq % 3 = 0',
  'UPDATE attempts SET charged = -5 WHERE seq % 3 = 0',
  "UPDATE attempts SET task = '{' WHERE seq % 3 = 0",
  "UPDATE attempts SET task = '7', settlement = '[]' WHERE seq % 3 = 0",
  "UPDATE attempts SET owner = 'nobody', option = '{' WHERE state = 'held'",
  "UPDATE attempts SET live = '{\"usage\":7}' WHERE state = 'held'",
  "UPDATE attempts SET tier = 'golden', price_state = 'odd' WHERE seq % 2 = 0",
  "UPDATE attempts SET day = 'someday', week = '', month = '' WHERE seq % 2 = 0",
  'UPDATE attempts SET hold = 9000000000000000000, cost = 9000000000000000000',
  'UPDATE attempts SET output = 9000000000000000000, hidden = -7',
  'UPDATE ledger_file SET minimum_writer = 4000000, writer = 4000000',
  'UPDATE ledger_file SET minimum_writer = 77',
  "UPDATE ledger_file SET generation = 'other'",
  'UPDATE ledger_file SET deletions = 9',
  'DELETE FROM ledger_file',
  // Numbers as text and as fractions, as a column without a strict type lets them in.
  `CREATE TABLE loose (workspace_id, period, key, held, spent, PRIMARY KEY (workspace_id, period, key)) WITHOUT ROWID;
   INSERT INTO loose SELECT workspace_id, period, key, held, 'much' FROM balances;
   DROP TABLE balances; ALTER TABLE loose RENAME TO balances`,
  `CREATE TABLE loose (workspace_id TEXT, period TEXT, key TEXT, held INTEGER, spent INTEGER, PRIMARY KEY (workspace_id, period, key)) WITHOUT ROWID;
   INSERT INTO loose SELECT workspace_id, period, key, held, 1e300 FROM balances;
   DROP TABLE balances; ALTER TABLE loose RENAME TO balances`,
  `CREATE TABLE loose (workspace_id TEXT, period TEXT, key TEXT, held INTEGER, spent INTEGER, PRIMARY KEY (workspace_id, period, key)) WITHOUT ROWID;
   INSERT INTO loose SELECT workspace_id, period, key, held, spent + 0.5 FROM balances;
   DROP TABLE balances; ALTER TABLE loose RENAME TO balances`,
];

const bySql: Damage = ({ directory, random }) => {
  const statement = pick(random, statements);
  const database = new DatabaseSync(join(directory, 'ledger.db'), { timeout: patience.event });
  try {
    database.exec(statement);
  } finally {
    database.close();
  }
  return statement;
};

const all: readonly (readonly [string, Damage])[] = [
  ...Object.entries(byteDamages),
  ...Object.entries(byteDamages),
  ...Object.entries(fileDamages),
  ['by SQL', bySql],
  ['by SQL', bySql],
  ['by SQL', bySql],
  ['by SQL', bySql],
];

/** @returns what was done, for the one who reads a failure. */
export function harm(place: DamagedPlace): string {
  const [name, damage] = all[Math.floor(place.random() * all.length)] ?? ['by SQL', bySql];
  return `${name}: ${damage(place)}`;
}
