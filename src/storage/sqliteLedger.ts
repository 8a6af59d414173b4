/**
 * The durable ledger: one SQLite file per machine, written by all windows at once. Every write is
 * one short transaction; what SQLite would wait for longer is waited for asynchronously.
 */
import type { BudgetLimit, PeriodKeys } from '../core/budget/limit.ts';
import type { Clock } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type {
  Correction,
  HoldRequest,
  Ledger,
  LiveUsage,
  LocalTask,
  Outcome,
  Realm,
  Settlement,
} from '../core/ledger/ledger.ts';
import type { Log } from '../core/log.ts';
import type { CheckResult } from '../core/route/check.ts';
import * as attempts from './attemptWrites.ts';
import { budgetStates } from './balances.ts';
import { createChangeFeed } from './changeFeed.ts';
import { integer, optionalText } from './columns.ts';
import { deleteEverything } from './deleteEverything.ts';
import { isNetworkFolder, type JournalMode } from './journalProbe.ts';
import { createAccess, reserveDeadlineMs } from './ledgerAccess.ts';
import { newestVersion } from './migrations.ts';
import { openDatabase } from './openDatabase.ts';
import { type LedgerOwner, type OwnerProbe, probeOwner, thisOwner } from './ownerProbe.ts';
import { createRecentRows } from './recentRows.ts';
import { ledgerRow, liveColumn, ownerColumn, totalsOf } from './rowMapping.ts';
import { type Migration, migrations as publishedMigrations } from './schema.ts';
import { clearBegun, deleteSetAside } from './setAside.ts';
import { prepareStatements } from './statements.ts';
import { createUnwritten } from './unwritten.ts';
import { startUpkeep } from './upkeep.ts';
import { createWalCheckpoint } from './walCheckpoint.ts';
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
   * Name of a damaged file that was set aside, or `nothingLeft`, about which the user has not been
   * asked yet: until then paid calls are refused, since what had been spent is forgotten.
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
  const version = newestVersion(migrations);
  const ours = ownerColumn.write(owner);
  const feed = createChangeFeed(clock, () => integer(statements.dataVersion.get() ?? {}, 'data_version'));
  const checkpoint = createWalCheckpoint({
    file,
    clock,
    cannot(error) {
      log.warn(`ledger: no thread for checkpoints: ${error.message}`);
      access.whenPossible('configuring', () => database.exec('PRAGMA wal_autocheckpoint = 250'));
    },
  });
  const flush = createWalFlush(`${file}-wal`, clock, checkpoint);
  const unwritten = createUnwritten(log);
  const access = createAccess({ database, file, identity, statements, version }, clock, log, () =>
    feed.changed(),
  );
  const { read, write } = access;
  const deps = { clock, log, access, statements, unwritten, flush, ownerProbe, leaseMs, ours };
  const stopUpkeep = startUpkeep(deps);

  /** Settlements and releases: lost money if they were dropped. */
  async function end(attemptId: string, work: () => attempts.Ended): Promise<attempts.Ended> {
    try {
      const ended = await write(work);
      flush.soon();
      return ended;
    } catch (error) {
      unwritten.keep(attemptId, error, () => access.writeNow(work));
      throw error;
    }
  }

  const ledger: Ledger = {
    reserve: (request: HoldRequest) =>
      write(() => attempts.reserveHold(statements, request, ours), {
        realm: request.task.realm,
        deadlineMs: reserveDeadlineMs,
      }),
    async heartbeat(attemptId: string, live: LiveUsage) {
      const columns = { attemptId, owner: ours, live: liveColumn.write(live) };
      access.whenPossible('heartbeat', () => access.writeNow(() => statements.heartbeat.run(columns)));
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
    recordOutcome: (taskId: string, outcome: Outcome, at: number) =>
      write(() => attempts.setOutcome(statements, taskId, outcome, at)),
    recordCheck: (taskId: string, check: CheckResult, at: number) =>
      write(() => attempts.setCheck(statements, taskId, check, at)),
    budgets: (limits: readonly BudgetLimit[], keys: PeriodKeys, at: number) =>
      read(() => budgetStates(statements, limits, keys, at)),
    totals: (realm: Realm, day: string, workspaceId?: string) =>
      read(() => {
        const row = statements.dayTotals.get({ realm, day, workspaceId: workspaceId ?? null }) ?? {};
        return totalsOf(row, realm);
      }),
    running: () => read(() => statements.running.all().map((row) => ledgerRow(row, ours))),
    recent: createRecentRows(statements, read, ours),
    claimNotice: (key: string, at: number) =>
      write(() => Number(statements.claimNotice.run({ key, at }).changes) === 1),
    onDidChange: (listener: () => void) => feed.listen(listener),
    async deleteAll() {
      await write(() => deleteEverything(database));
      access.whenPossible('clearing the log', () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      deleteSetAside(file);
      clearBegun(file);
    },
    close() {
      if (!database.isOpen) return;
      stopUpkeep();
      feed.stop();
      flush.stop();
      checkpoint.stop();
      database.close();
    },
  };

  const health: LedgerHealth = {
    journal,
    needsConfirmation: () => read(() => optionalText(statements.fileState.get() ?? {}, 'unconfirmed')),
    async confirm() {
      await write(() => statements.confirm.run());
    },
  };
  return { ledger, health };
}
