/** The only ways to the open ledger file: each checks first that it is still ours to use. */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log } from '../core/model/ports.ts';
import { isSwitchyardError, type SwitchyardError } from '../core/model/errors.ts';
import type { Realm } from '../core/model/ledger.ts';
import { entriesMissing } from '../core/words/ledgerWords.ts';
import { integer, optionalText, type SqlRow } from './rowShapes.ts';
import { isBusy, ledgerUnavailable } from './ledgerUnavailable.ts';
import { assertCompatible } from './schema.ts';
import { fileIdentity, markSuspect } from './setAside.ts';
import type { Statements } from './statements.ts';
import { createTurns, transact, whenFree } from './transaction.ts';

/** A machine under heavy load lets each window write seldom, but it does let it. */
const reserveDeadlineMs = 30_000;
/** A person waits for a reservation; what has been paid for is worth more patience. */
const usualDeadlineMs = 60_000;

export interface WriteOptions {
  /** Of the attempt to be reserved; `real` waits for the user's word after a loss. */
  readonly reserving?: Realm;
}

export interface LedgerAccess {
  /** @throws SwitchyardError `ledgerUnavailable`. */
  readonly read: <Result>(work: () => Result) => Promise<Result>;
  /** `work` runs as one transaction. @throws SwitchyardError `ledgerUnavailable`. */
  readonly write: <Result>(work: () => Result, options?: WriteOptions) => Promise<Result>;
  /** Without waiting; throws whatever goes wrong, SQLite's own errors too. */
  readonly writeNow: <Result>(work: () => Result) => Result;
  /** For upkeep, which must neither throw into a timer nor wait: what fails is logged once. */
  readonly whenPossible: (what: string, work: () => void) => void;
}

export interface OpenFile {
  readonly database: DatabaseSync;
  readonly file: string;
  readonly identity: string | undefined;
  /** The write-ahead log and its identity; undefined with a rollback journal. */
  readonly wal: { readonly file: string; readonly identity: string | undefined } | undefined;
  readonly statements: Statements;
  /** The newest format this program writes. */
  readonly version: number;
}

/** How far this window has seen the ledger come. */
interface Seen {
  readonly generation: string | undefined;
  readonly deletions: number;
  readonly position: number;
}

export function createAccess(open: OpenFile, clock: Clock, log: Log, onWrite: () => void): LedgerAccess {
  const { database, file, identity, wal, statements, version } = open;
  let seen: Seen | undefined;

  function assertUsable(): void {
    if (!database.isOpen) throw ledgerUnavailable('closed');
    if (fileIdentity(file) !== identity) {
      throw ledgerUnavailable('fileReplaced');
    }
    if (wal === undefined || fileIdentity(wal.file) === wal.identity) return;
    // SQLite goes on in a file that nobody else can see: what is in there must come into the ledger itself.
    database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    throw ledgerUnavailable('fileReplaced', { part: 'log' });
  }

  /** What this window knows of the file is a mark as well: a position never goes back. */
  function hasLostEntries(row: SqlRow): boolean {
    const [generation, deletions] = [optionalText(row, 'generation'), integer(row, 'deletions')];
    const position = integer(row, 'position');
    const isSame = seen?.generation === generation && seen?.deletions === deletions;
    const lost = isSame && seen !== undefined && position < seen.position;
    if (!lost) seen = { generation, deletions, position };
    return lost;
  }

  /** Read inside each transaction: a newer window may migrate, or set a file aside, at any moment. */
  function lossIn(row: SqlRow): string | undefined {
    assertCompatible(integer(row, 'minimum_writer'), version);
    return optionalText(row, 'unconfirmed') ?? (hasLostEntries(row) ? entriesMissing : undefined);
  }

  function writeNow<Result>(work: () => Result, reserving?: Realm): Result {
    assertUsable();
    const done = transact(database, (): { result: Result } | { refused: SwitchyardError } => {
      const row = statements.fileState.get() ?? {};
      const loss = lossIn(row);
      if (loss !== undefined && row['unconfirmed'] === null) statements.noteLoss.run({ loss });
      return loss !== undefined && reserving === 'real' ? { refused: waitsFor(loss) } : { result: work() };
    });
    onWrite();
    if ('refused' in done) throw done.refused;
    return done.result;
  }

  function suspecting<Result>(patient: Promise<Result>): Promise<Result> {
    return patient.catch((error: unknown) => {
      if (isSwitchyardError(error) && error.details['reason'] === 'corrupt') markSuspect(file);
      throw error;
    });
  }

  const turns = createTurns(clock);
  let lastTrouble = '';
  return {
    read: (work) =>
      suspecting(
        whenFree(
          () => {
            assertUsable();
            lossIn(statements.fileState.get() ?? {});
            return work();
          },
          clock,
          usualDeadlineMs,
        ),
      ),
    write: (work, { reserving } = {}) =>
      suspecting(
        turns.take(
          () => writeNow(work, reserving),
          reserving === undefined ? usualDeadlineMs : reserveDeadlineMs,
        ),
      ),
    writeNow: (work) => writeNow(work),
    whenPossible(what, work) {
      try {
        work();
        lastTrouble = '';
      } catch (error) {
        const trouble = `ledger: ${what} failed: ${error instanceof Error ? error.message : 'unknown'}`;
        if (!isBusy(error) && trouble !== lastTrouble) log.warn(trouble);
        lastTrouble = trouble;
      }
    },
  };
}

function waitsFor(loss: string): SwitchyardError {
  return ledgerUnavailable('needsConfirmation', { file: loss });
}
