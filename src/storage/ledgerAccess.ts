/** The only ways to the open ledger file: each checks first that it is still ours to use. */
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { isSwitchyardError } from '../core/errors.ts';
import type { Realm } from '../core/ledger/ledger.ts';
import { lossInWords } from '../core/ledger/ledgerLoss.ts';
import type { Log } from '../core/log.ts';
import { integer, optionalText } from './columns.ts';
import { isBusy, ledgerUnavailable } from './ledgerUnavailable.ts';
import { assertCompatible } from './migrations.ts';
import { fileIdentity, markSuspect } from './setAside.ts';
import type { Statements } from './statements.ts';
import { transact, whenFree } from './transaction.ts';

/** A person waits for a reservation; what has been paid for is worth more patience. */
export const reserveDeadlineMs = 3_000;
const usualDeadlineMs = 10_000;

export interface WriteOptions {
  /** Of the attempt to be reserved; `real` waits for the user's word after a file was set aside. */
  readonly realm?: Realm;
  readonly deadlineMs?: number;
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
  readonly statements: Statements;
  /** The newest format this program writes. */
  readonly version: number;
}

export function createAccess(open: OpenFile, clock: Clock, log: Log, onWrite: () => void): LedgerAccess {
  const { database, file, identity, statements, version } = open;

  function assertUsable(): void {
    if (!database.isOpen) throw ledgerUnavailable('closed', 'the ledger has been closed');
    if (fileIdentity(file) === identity) return;
    throw ledgerUnavailable('fileReplaced', 'the ledger file was removed or replaced; reload the window');
  }

  /** Read inside each transaction: a newer window may migrate, or set a file aside, at any moment. */
  function assertAllowed(realm: Realm | undefined): void {
    const row = statements.fileState.get() ?? {};
    assertCompatible(integer(row, 'minimum_writer'), version);
    const unconfirmed = optionalText(row, 'unconfirmed');
    if (unconfirmed === undefined || realm !== 'real') return;
    const message = `the ${lossInWords(unconfirmed)}, and a new one waits for your word`;
    throw ledgerUnavailable('needsConfirmation', message, { file: unconfirmed });
  }

  function writeNow<Result>(work: () => Result, realm?: Realm): Result {
    assertUsable();
    const result = transact(database, () => {
      assertAllowed(realm);
      return work();
    });
    onWrite();
    return result;
  }

  async function patiently<Result>(work: () => Result, deadlineMs: number): Promise<Result> {
    try {
      return await whenFree(work, clock, deadlineMs);
    } catch (error) {
      if (isSwitchyardError(error) && error.details['reason'] === 'corrupt') markSuspect(file);
      throw error;
    }
  }

  let lastTrouble = '';
  return {
    read: (work) =>
      patiently(() => {
        assertUsable();
        assertAllowed(undefined);
        return work();
      }, usualDeadlineMs),
    write: (work, { realm, deadlineMs = usualDeadlineMs } = {}) =>
      patiently(() => writeNow(work, realm), deadlineMs),
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
