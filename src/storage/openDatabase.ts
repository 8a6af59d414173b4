/** Opens the ledger file, in whatever state it is found. */
import type { JournalMode } from '../core/model/ledgerPorts.ts';
import { accessSync, chmodSync, closeSync, constants, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log } from '../core/model/ports.ts';
import { isSwitchyardError } from '../core/model/errors.ts';
import { lossInWords, nothingLeft } from '../core/words/ledgerWords.ts';
import { integer } from './rowShapes.ts';
import { probeJournal } from './journalProbe.ts';
import {
  asLedgerError,
  isCannotOpen,
  isDamaged,
  isRefusedStatement,
  ledgerUnavailable,
} from './ledgerUnavailable.ts';
import { lossOf } from './lossCheck.ts';
import { migrate, applicationId, ledgerFileName, type Migration, missingInSchema } from './schema.ts';
import { hasBegun, markBegun, type MarkMemory, marksOf } from './markFile.ts';
import { clearSuspect, fileIdentity, isSuspect, newestSetAside, setAside } from './setAside.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { busyTimeoutMs, transact, whenFree } from './transaction.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly file: string;
  readonly identity: string | undefined;
  readonly journal: JournalMode;
  readonly statements: Statements;
}

interface Surroundings {
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly migrations: readonly Migration[];
  readonly isNetwork: (directory: string) => boolean;
  readonly memory: MarkMemory;
}

type Open = (file: string) => DatabaseSync;

/** Opening may meet another window that is creating or recovering the file, on a machine that has much to do. */
const openDeadlineMs = 30_000;

async function loadSqlite(): Promise<Open> {
  try {
    const sqlite = await import('node:sqlite');
    return (file) => new sqlite.DatabaseSync(file, { timeout: busyTimeoutMs });
  } catch (error) {
    throw ledgerUnavailable('missingSqlite', {}, error);
  }
}

/**
 * The file is never opened by other means than SQLite while it exists: closing such a handle would
 * drop this process's locks on it (https://sqlite.org/howtocorrupt.html, 2.2).
 */
function createPrivately(file: string, log: Log): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
    if ((statSync(file).mode & 0o077) === 0) return;
    try {
      chmodSync(file, 0o600);
    } catch {
      log.warn('ledger: the file can be read by other users of this machine, and that cannot be changed');
    }
  }
}

/**
 * Says why a file cannot be our ledger; undefined where it is one, or still empty. Unless it is
 * suspect, only its small tables are read: to read a long history through would stall the editor.
 */
function damageOf(
  database: DatabaseSync,
  open: Open,
  suspect: boolean,
  surroundings: Surroundings,
): string | undefined {
  const { migrations, log } = surroundings;
  try {
    const objects = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get();
    if (objects === undefined || integer(objects, 'count') === 0) return undefined;
    const id = database.prepare('PRAGMA application_id').get();
    if (id?.['application_id'] !== applicationId) return 'it is a database of something else';
    const checks = suspect
      ? ['integrity_check(1)']
      : [`quick_check('ledger_file')`, `quick_check('balances')`];
    for (const pragma of checks) {
      const check = database.prepare(`PRAGMA ${pragma}`).get();
      if (Object.values(check ?? {})[0] !== 'ok') return 'its contents are damaged';
    }
    const memory = open(':memory:');
    try {
      return missingInSchema(database, memory, migrations, log);
    } finally {
      memory.close();
    }
  } catch (error) {
    if (isDamaged(error) || isRefusedStatement(error)) return 'its contents are damaged';
    throw error;
  }
}

/** A new ledger takes what the probe finds; an old one keeps its mode, unless its folder became a network's. */
function wantedJournal(
  open: Open,
  file: string,
  { directory, isNetwork }: Surroundings,
): JournalMode | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return probeJournal(open, directory, isNetwork);
  return isNetwork(directory) ? 'delete' : undefined;
}

function configure(database: DatabaseSync, wanted: JournalMode | undefined): JournalMode {
  const row = database.prepare(`PRAGMA journal_mode${wanted === undefined ? '' : ` = ${wanted}`}`).get();
  const journal = row?.['journal_mode'] === 'wal' ? 'wal' : 'delete';
  // See docs/adr/0002-ledger-in-sqlite.md for what each may lose in a power cut.
  database.exec(`PRAGMA synchronous = ${journal === 'wal' ? 'NORMAL' : 'FULL'}`);
  // A checkpoint waits for the disk: a thread of its own does it, see walCheckpoint.ts.
  database.exec('PRAGMA wal_autocheckpoint = 0');
  database.exec('PRAGMA secure_delete = ON');
  return journal;
}

type SoundFile = Pick<OpenedDatabase, 'database' | 'identity'>;

function openSound(open: Open, file: string, surroundings: Surroundings): Promise<SoundFile> {
  const { clock, log } = surroundings;
  return whenFree(
    () => {
      for (;;) {
        createPrivately(file, log);
        const identity = fileIdentity(file);
        const database = open(file);
        try {
          const damage = damageOf(database, open, isSuspect(file), surroundings);
          clearSuspect(file);
          if (damage === undefined) return { database, identity };
          database.close();
          const aside = setAside(file, identity, clock.now());
          log.error(`the ledger file could not be used (${damage}); ${aside ?? 'another window'} has it now`);
        } catch (error) {
          if (database.isOpen) database.close();
          throw error;
        }
      }
    },
    clock,
    openDeadlineMs,
  );
}

/** A fresh ledger in the place of one that was lost forgets what was spent: it waits for the user's word. */
function rememberLoss(database: DatabaseSync, file: string, { log, memory }: Surroundings): void {
  const aside =
    newestSetAside(file) ?? (hasBegun(file) || marksOf(file, memory).length > 0 ? nothingLeft : undefined);
  if (aside === nothingLeft) log.error(`the ${lossInWords(aside)}`);
  if (aside === undefined) return;
  database.prepare('UPDATE ledger_file SET unconfirmed = ?').run(aside);
}

/** One that can be read may still have lost entries: then it waits for the user's word as well. */
function noteLoss(
  database: DatabaseSync,
  statements: Statements,
  file: string,
  surroundings: Surroundings,
): void {
  const { clock, log, memory } = surroundings;
  const marks = marksOf(file, memory);
  transact(database, () => {
    if (statements.fileState.get()?.['unconfirmed'] !== null) return;
    const loss = lossOf(statements, marks, clock.now());
    if (loss === undefined) return;
    log.error(`the ${lossInWords(loss)}`);
    statements.noteLoss.run({ loss });
  });
}

async function openOnce(surroundings: Surroundings, file: string): Promise<OpenedDatabase> {
  const { directory, clock, migrations } = surroundings;
  const open = await loadSqlite();
  let opened: SoundFile | undefined;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const wanted = wantedJournal(open, file, surroundings);
    opened = await openSound(open, file, surroundings);
    const { database } = opened;
    const journal = await whenFree(() => configure(database, wanted), clock, openDeadlineMs);
    const whenNew = () => rememberLoss(database, file, surroundings);
    await whenFree(() => migrate(database, migrations, whenNew), clock, openDeadlineMs);
    const statements = prepareStatements(database);
    await whenFree(() => noteLoss(database, statements, file, surroundings), clock, openDeadlineMs);
    // Not before the ledger is committed: another window would take one still being made for a loss.
    if (!hasBegun(file)) markBegun(file);
    return { ...opened, file, journal, statements };
  } catch (error) {
    opened?.database.close();
    throw folderTrouble(error, directory);
  }
}

/** @throws SwitchyardError `ledgerUnavailable`; nobody may call a model then. */
export async function openDatabase(surroundings: Surroundings): Promise<OpenedDatabase> {
  const { directory, clock, log } = surroundings;
  const file = join(directory, ledgerFileName);
  const identity = fileIdentity(file);
  try {
    return await openOnce(surroundings, file);
  } catch (error) {
    if (!isSwitchyardError(error) || error.details['reason'] !== 'corrupt') throw error;
    // Damage beyond the small tables, met by the first reading of the others.
    const aside = setAside(file, identity, clock.now());
    log.error(
      `the ledger file could not be used (${error.message}); ${aside ?? 'another window'} has it now`,
    );
    return openOnce(surroundings, file);
  }
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** The file system's own errors; SQLite's are told apart in ledgerUnavailable.ts. */
function folderTrouble(error: unknown, directory: string): unknown {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return notWritable(error);
    case 'ENOSPC':
      return ledgerUnavailable('diskFull', { part: 'folder' }, error);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOENT':
      return ledgerUnavailable('cannotOpen', { part: 'folder' }, error);
    default:
      // To SQLite a file that it may not make is one that it cannot open.
      return isCannotOpen(error) && !isWritable(directory) ? notWritable(error) : asLedgerError(error);
  }
}

function notWritable(cause: unknown): unknown {
  return ledgerUnavailable('readOnly', { part: 'folder' }, cause);
}

/** True for root wherever modes alone forbid it, since they do not bind root. */
function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
