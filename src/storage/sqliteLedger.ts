/**
 * The durable ledger: one SQLite file per machine, written by all windows at once. Every write is
 * one short transaction; what SQLite would wait for longer is waited for asynchronously.
 */
import type { BudgetLimit, PeriodKeys } from '../core/budget/limit.ts';
import type { Clock } from '../core/clock.ts';
import { type ErrorCode, isSwitchyardError } from '../core/errors.ts';
import type {
  Correction,
  DayTotals,
  HoldRequest,
  Ledger,
  LedgerRow,
  LiveUsage,
  LocalTask,
  Outcome,
  Realm,
  Settlement,
} from '../core/ledger/ledger.ts';
import type { Log } from '../core/log.ts';
import * as attempts from './attemptWrites.ts';
import { budgetStates } from './balances.ts';
import { createChangeFeed } from './changeFeed.ts';
import { integer, money, optionalInteger, optionalText, text } from './columns.ts';
import { deleteEverything } from './deleteEverything.ts';
import { isNetworkFolder, type JournalMode } from './journalProbe.ts';
import { keepLeases } from './leaseKeeper.ts';
import { isBusy, ledgerUnavailable } from './ledgerUnavailable.ts';
import { assertCompatible, newestVersion } from './migrations.ts';
import { openDatabase } from './openDatabase.ts';
import { type LedgerOwner, type OwnerProbe, probeOwner, thisOwner } from './ownerProbe.ts';
import { createRecentRows } from './recentRows.ts';
import { ledgerRow, liveColumn, ownerColumn } from './rowMapping.ts';
import { type Migration, migrations as publishedMigrations } from './schema.ts';
import { deleteSetAside, fileIdentity, markSuspect } from './setAside.ts';
import { prepareStatements } from './statements.ts';
import { transact, whenFree } from './transaction.ts';
import { createUnwritten } from './unwritten.ts';
import { createWalFlush } from './walFlush.ts';

export interface OpenLedgerOptions {
  /** Made if missing, readable by its owner only. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Injected by tests; by default this process. */
  readonly owner?: LedgerOwner;
  readonly ownerProbe?: OwnerProbe;
  /** How long a silent hold is left alone. */
  readonly leaseMs?: number;
  readonly migrations?: readonly Migration[];
  readonly isNetwork?: (directory: string) => boolean;
}

export interface LedgerHealth {
  readonly journal: JournalMode;
  /**
   * Name of a damaged file that was set aside and about which the user has not been asked yet:
   * until then paid calls are refused, since what had been spent is forgotten.
   */
  needsConfirmation(): Promise<string | undefined>;
  /** The user's word; counts for all windows. */
  confirm(): Promise<void>;
}

export interface OpenLedger {
  readonly ledger: Ledger;
  readonly health: LedgerHealth;
}

const defaultLeaseMs = 30_000;
/** A person waits for a reservation; what has been paid for is worth more patience. */
const reserveDeadlineMs = 3_000;
const writeDeadlineMs = 10_000;

/** @throws SwitchyardError `ledgerUnavailable`; `details.reason` is a LedgerTrouble. */
export async function openSqliteLedger(options: OpenLedgerOptions): Promise<OpenLedger> {
  const { directory, clock, log, leaseMs = defaultLeaseMs } = options;
  const { owner = thisOwner(), ownerProbe = probeOwner, migrations = publishedMigrations } = options;
  const { isNetwork = isNetworkFolder } = options;
  const { database, file, identity, journal } = await openDatabase({
    directory,
    clock,
    log,
    migrations,
    isNetwork,
  });
  const statements = prepareStatements(database);
  const ourVersion = newestVersion(migrations);
  const ours = ownerColumn.write(owner);
  const feed = createChangeFeed(clock, () => integer(statements.dataVersion.get() ?? {}, 'data_version'));
  const flush = createWalFlush(`${file}-wal`, clock);

  function assertUsable(): void {
    if (!database.isOpen) throw ledgerUnavailable('closed', 'the ledger has been closed');
    if (fileIdentity(file) === identity) return;
    throw ledgerUnavailable('fileReplaced', 'the ledger file was removed or replaced; reload the window');
  }

  /** Read inside each transaction: a newer window may migrate, or set a file aside, at any moment. */
  function checkFile(realm: Realm | undefined): void {
    const row = statements.fileVersion.get() ?? {};
    assertCompatible(integer(row, 'minimum_writer'), ourVersion);
    const unconfirmed = optionalText(row, 'unconfirmed');
    if (unconfirmed === undefined || realm !== 'real') return;
    const message = `a damaged ledger was set aside as ${unconfirmed}: earlier spending is forgotten until you confirm`;
    throw ledgerUnavailable('needsConfirmation', message, { file: unconfirmed });
  }

  function writeNow<Result>(work: () => Result, realm?: Realm): Result {
    assertUsable();
    const result = transact(database, () => {
      checkFile(realm);
      return work();
    });
    feed.changed();
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
  const write = <Result>(work: () => Result, deadlineMs = writeDeadlineMs, realm?: Realm) =>
    patiently(() => writeNow(work, realm), deadlineMs);
  const read = <Result>(work: () => Result) =>
    patiently(() => {
      assertUsable();
      checkFile(undefined);
      return work();
    }, writeDeadlineMs);

  const unwritten = createUnwritten(log);
  /** Settlements and releases: lost money if they were dropped. */
  async function end(attemptId: string, work: () => attempts.Ended): Promise<attempts.Ended> {
    try {
      const ended = await write(work);
      flush.soon();
      return ended;
    } catch (error) {
      unwritten.keep(attemptId, error, () => writeNow(work));
      throw error;
    }
  }

  let lastTrouble = '';
  /** Upkeep must neither throw into a timer nor wait: the next beat comes soon. */
  function whenPossible(what: string, work: () => void): void {
    try {
      work();
      lastTrouble = '';
    } catch (error) {
      const trouble = `ledger: ${what} failed: ${error instanceof Error ? error.message : 'unknown'}`;
      if (!isBusy(error) && trouble !== lastTrouble) log.warn(trouble);
      lastTrouble = trouble;
    }
  }
  const foreignHolds = () =>
    statements.heldByOthers.all({ owner: ours }).flatMap((row) => {
      const [attemptId, beat, holder] = [
        text(row, 'attempt_id'),
        integer(row, 'beat'),
        ownerColumn.read(row),
      ];
      return holder === undefined ? [] : [{ attemptId, beat, owner: holder }];
    });
  const stopLeases = keepLeases(clock, leaseMs, ownerProbe, {
    beat: () =>
      whenPossible('heartbeat', () => {
        unwritten.retry();
        if (statements.heldByUs.get({ owner: ours }) === undefined) return;
        writeNow(() => statements.beatAll.run({ owner: ours }));
      }),
    foreignHolds: () => {
      let holds: ReturnType<typeof foreignHolds> = [];
      whenPossible('watching other windows', () => {
        holds = foreignHolds();
      });
      return holds;
    },
    reap: ({ attemptId, beat, owner: gone }, certain) =>
      whenPossible('taking over a dead window', () => {
        if (!writeNow(() => attempts.reapAttempt(statements, attemptId, beat, clock.now(), certain))) return;
        flush.soon();
        log.info(
          `ledger: settled attempt ${attemptId} of process ${gone.pid}, ${certain ? 'gone' : 'silent'}`,
        );
      }),
  });

  /** Nobody will settle what this window still holds; without a word it would jam until the process ends. */
  function settleLeftovers(): void {
    unwritten.retry();
    const held = statements.heldByUs.all({ owner: ours }).map((row) => text(row, 'attempt_id'));
    if (held.length === 0) return;
    writeNow(() => {
      for (const id of held) attempts.reapAttempt(statements, id, undefined, clock.now(), true);
    });
  }

  const ledger: Ledger = {
    reserve: (request: HoldRequest) =>
      write(() => attempts.reserveHold(statements, request, ours), reserveDeadlineMs, request.task.realm),
    async heartbeat(attemptId: string, live: LiveUsage) {
      whenPossible('heartbeat', () =>
        writeNow(() => statements.heartbeat.run({ attemptId, owner: ours, live: liveColumn.write(live) })),
      );
    },
    async settle(attemptId: string, settlement: Settlement) {
      const ended = await end(attemptId, () => attempts.settleAttempt(statements, attemptId, settlement));
      return { settled: ended === 'now', corrected: ended === 'late' };
    },
    async release(attemptId: string, at: number, errorCode: ErrorCode) {
      const ended = await end(attemptId, () => attempts.releaseAttempt(statements, attemptId, at, errorCode));
      return { released: ended === 'now', corrected: ended === 'late' };
    },
    async correct(attemptId: string, correction: Correction) {
      const known = await write(() => attempts.correctAttempt(statements, attemptId, correction));
      if (known) flush.soon();
      else log.warn(`ledger: no ended attempt ${attemptId} to correct`);
    },
    recordLocal: (local: LocalTask) => write(() => attempts.insertLocal(statements, local, ours)),
    async recordOutcome(taskId: string, outcome: Outcome, at: number) {
      await write(() => attempts.setOutcome(statements, taskId, outcome, at));
    },
    budgets: (limits: readonly BudgetLimit[], keys: PeriodKeys, at: number) =>
      read(() => budgetStates(statements, limits, keys, at)),
    totals: (realm: Realm, day: string, workspaceId?: string) =>
      read((): DayTotals => {
        const row = statements.dayTotals.get({ realm, day, workspaceId: workspaceId ?? null }) ?? {};
        return {
          realm,
          cost: money(row, 'cost'),
          estimated: integer(row, 'estimated') === 1,
          unknownCost: integer(row, 'unknown_cost'),
          tasks: integer(row, 'tasks'),
          output: integer(row, 'output'),
          hidden: optionalInteger(row, 'hidden'),
        };
      }),
    running: () =>
      read((): readonly LedgerRow[] => statements.running.all().map((row) => ledgerRow(row, ours))),
    recent: createRecentRows(statements, read, ours),
    claimNotice: (key: string, at: number) =>
      write(() => Number(statements.claimNotice.run({ key, at }).changes) === 1),
    onDidChange: (listener: () => void) => feed.listen(listener),
    async deleteAll() {
      database.exec('PRAGMA secure_delete = ON');
      await write(() => deleteEverything(database));
      whenPossible('clearing the log', () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      deleteSetAside(file);
    },
    close() {
      if (!database.isOpen) return;
      stopLeases();
      feed.stop();
      flush.stop();
      whenPossible('closing', settleLeftovers);
      database.close();
    },
  };

  return {
    ledger,
    health: {
      journal,
      needsConfirmation: () => read(() => optionalText(statements.fileVersion.get() ?? {}, 'unconfirmed')),
      async confirm() {
        await write(() => statements.confirm.run());
      },
    },
  };
}
