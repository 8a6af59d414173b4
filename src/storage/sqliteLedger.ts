/**
 * The durable ledger: one SQLite file per machine, written by all windows at once. Every write is
 * one short transaction; what SQLite would wait for longer is waited for asynchronously.
 */
import type { HistoryRange, Ledger, LedgerHealth } from '../core/model/ledgerPorts.ts';
import type { DatabaseSync } from 'node:sqlite';
import type {
  Correction,
  HoldRequest,
  LedgerRow,
  LiveUsage,
  LocalTask,
  Outcome,
  Realm,
  Settlement,
  TaskRecord,
} from '../core/model/ledger.ts';
import type { BudgetLimit, PeriodKeys } from '../core/model/budget.ts';
import type { Clock, Log } from '../core/model/ports.ts';
import type { ErrorCode } from '../core/model/errors.ts';
import type { CheckResult } from '../core/model/route.ts';
import * as attempts from './attemptWrites.ts';
import { budgetStates } from './balances.ts';
import { settleLoss } from './carryOver.ts';
import { createChangeFeed } from './changeFeed.ts';
import { integer, optionalText, type SqlRow } from './rowShapes.ts';
import { isNetworkFolder } from './journalProbe.ts';
import { createHighWaterKeeper } from './lossCheck.ts';
import { createAccess } from './ledgerAccess.ts';
import { type MarkMemory, marksOf, noMarkMemory } from './markFile.ts';
import { newestVersion, type Migration, migrations as publishedMigrations } from './schema.ts';
import { openDatabase } from './openDatabase.ts';
import { type LedgerOwner, type OwnerProbe, probeOwner, thisOwner } from './ownerProbe.ts';
import { createRecentRows } from './recentRows.ts';
import { liveColumn, ownerColumn, taskRecordIn, totalsOf } from './rowMapping.ts';
import { deleteSetAside, fileIdentity, createRowReader } from './setAside.ts';
import { readTogether, createUnwritten } from './transaction.ts';
import { startUpkeep } from './upkeep.ts';
import { createWalCheckpoint, createWalFlush } from './walCheckpoint.ts';

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
  /** Where the editor remembers how far this ledger had come; by default nowhere. */
  readonly memory?: MarkMemory;
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
  const { isNetwork = isNetworkFolder, memory = noMarkMemory } = options;
  const surroundings = { directory, clock, log, migrations, isNetwork, memory };
  const { database, file, identity, journal, statements } = await openDatabase(surroundings);
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
  const walFile = journal === 'wal' ? `${file}-wal` : undefined;
  const wal = walFile === undefined ? undefined : { file: walFile, identity: fileIdentity(walFile) };
  const access = createAccess({ database, file, identity, wal, statements, version }, clock, log, () =>
    feed.changed(),
  );
  const keeper = createHighWaterKeeper({
    file,
    statements,
    memory,
    clock,
    readTogether: (work) => readTogether(database, work),
    noteMark: () =>
      access.whenPossible('noting its mark', () => access.writeNow(() => statements.noteMark.run())),
    noteLoss: (loss) =>
      access.whenPossible('noting a loss', () => access.writeNow(() => statements.noteLoss.run({ loss }))),
  });
  const flush = createWalFlush({ walFile, clock, checkpoint, keeper });
  const unwritten = createUnwritten(log);
  const rows = createRowReader(ours, log);
  const { read, write } = access;
  const deps = { clock, log, access, statements, unwritten, flush, ownerProbe, leaseMs, ours };
  const stopUpkeep = startUpkeep(deps);

  const rowsOf = (found: readonly SqlRow[]): readonly LedgerRow[] =>
    found.map((row) => rows.read(row)).filter((row) => row !== undefined);

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
    async reserve(request: HoldRequest) {
      const reserving = request.task.realm;
      const admission = await write(() => attempts.reserveHold(statements, request, ours), { reserving });
      if (admission.admitted) flush.soon();
      return admission;
    },
    async heartbeat(attemptId: string, live: LiveUsage) {
      const columns = { attemptId, owner: ours, live: liveColumn.write(live) };
      access.whenPossible('heartbeat', () => access.writeNow(() => statements.heartbeat.run(columns)));
    },
    async settle(attemptId: string, settlement: Settlement) {
      const ended = await end(attemptId, () => attempts.writeSettlement(statements, attemptId, settlement));
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
    recordCheck: (
      taskId: string,
      check: CheckResult | undefined,
      at: number,
      notes: readonly string[] = [],
    ) => write(() => attempts.setCheck(statements, taskId, check, at, notes)),
    recordTask: (record: TaskRecord) => write(() => attempts.insertTask(statements, record)),
    task: (taskId: string) =>
      read(() => {
        const row = statements.taskRecord.get({ taskId });
        return row && taskRecordIn(row);
      }),
    attemptsBeside: (attemptId: string) => read(() => rowsOf(statements.attemptsBeside.all({ attemptId }))),
    budgets: (limits: readonly BudgetLimit[], keys: PeriodKeys, at: number) =>
      read(() => budgetStates(statements, limits, keys, at)),
    totals: (realm: Realm, day: string, workspaceId?: string) =>
      read(() => {
        const row = statements.dayTotals.get({ realm, day, workspaceId: workspaceId ?? null }) ?? {};
        return totalsOf(row, realm);
      }),
    running: () => read(() => rowsOf(statements.running.all())),
    recent: createRecentRows(statements, read, (row) => rows.read(row)),
    history: ({ from, until, count }: HistoryRange, cursor = Number.MAX_SAFE_INTEGER) =>
      read(() => {
        const range = { from: from ?? null, until: until ?? null };
        const found = statements.history.all({ before: cursor, ...range, count });
        const last = found.length < count ? undefined : found.at(-1);
        return { rows: rowsOf(found), next: last && integer(last, 'seq') };
      }),
    claimNotice: (key: string, at: number) =>
      write(() => Number(statements.claimNotice.run({ key, at }).changes) === 1),
    onDidChange: (listener: () => void) => feed.listen(listener),
    async deleteAll() {
      const marks = marksOf(file, memory);
      await write(() => {
        deleteEverything(database);
        // A window that is slow to see it may put a mark back.
        for (const { generation } of marks) statements.addPastGeneration.run({ generation });
      });
      access.whenPossible('clearing the log', () => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      deleteSetAside(file);
      await keeper.forget();
    },
    close() {
      if (!database.isOpen) return;
      stopUpkeep();
      feed.stop();
      flush.finish();
      keeper.stop();
      checkpoint.stop();
      database.close();
    },
  };

  const health: LedgerHealth = {
    journal,
    needsConfirmation: () => read(() => optionalText(statements.fileState.get() ?? {}, 'unconfirmed')),
    async confirm() {
      const marks = marksOf(file, memory);
      const carried = await write(() =>
        settleLoss({ database, statements, marks, owner: ours, at: clock.now() }),
      );
      flush.soon();
      log.info(`ledger: the user's word on what was lost; ${carried} nano-USD carried over`);
      return carried;
    },
    unreadableRows: () => rows.unreadable(),
  };
  return { ledger, health };
}

/**
 * "Delete my data": every row, and by `PRAGMA secure_delete` the bytes that held them. Called inside
 * a transaction.
 */
function deleteEverything(database: DatabaseSync): void {
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
