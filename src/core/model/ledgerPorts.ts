/**
 * The ledger as its users see it, in three parts: what admits and settles, what reads, and what people and
 * checks say afterwards. Each user takes the part it needs. Implementations: src/storage/sqliteLedger.ts
 * and, for tests, src/storage/memoryLedger.ts.
 */
import type { BudgetLimit, BudgetState, PeriodKeys } from './budget.ts';
import type { ErrorCode } from './errors.ts';
import type {
  Admission,
  Correction,
  DayTotals,
  HoldRequest,
  LedgerRow,
  LiveUsage,
  LocalTask,
  Outcome,
  Realm,
  Settlement,
  TaskRecord,
} from './ledger.ts';
import type { NanoUsd } from './money.ts';
import type { CheckResult } from './route.ts';

/** Whether this call ended the attempt, or corrected what a reaper had written in the meantime. */
export interface SettleResult {
  readonly settled: boolean;
  readonly corrected: boolean;
}

export interface ReleaseResult {
  readonly released: boolean;
  readonly corrected: boolean;
}

/** What admits, settles and records. */
export interface LedgerHolds {
  /**
   * Admits the first option that every limit allows, in one transaction with the insert of its hold.
   *
   * @throws SwitchyardError `ledgerUnavailable` when nothing can be recorded; nobody may call a
   *   model then.
   */
  reserve(request: HoldRequest): Promise<Admission>;
  heartbeat(attemptId: string, live: LiveUsage): Promise<void>;
  /**
   * Idempotent: the first settlement or release of an attempt wins, the return says whose it was.
   * Only a reaper's is a guess: the owner's own, when it comes after all, corrects it once.
   *
   * @throws SwitchyardError `ledgerUnavailable` when it cannot be written now; the ledger keeps it
   *   and tries again for as long as it is open, and the hold stays counted meanwhile.
   */
  settle(attemptId: string, settlement: Settlement): Promise<SettleResult>;
  /** For attempts that certainly were not billed; otherwise as `settle`. */
  release(attemptId: string, at: number, errorCode: ErrorCode): Promise<ReleaseResult>;
  /** Ignored, with a warning in the log, for an attempt that is unknown or still held. */
  correct(attemptId: string, correction: Correction): Promise<void>;
  recordLocal(task: LocalTask): Promise<void>;
  /**
   * Once, when the task has ended; the first record of a task stands. Its steps and its check as they may
   * be kept (`keptPhrase`, `keptCheck`); the check takes the place of those recorded while the task ran.
   */
  recordTask(record: TaskRecord): Promise<void>;
}

/** Days of the calendar, `2026-11-22`, both counted; undefined = no bound. */
export interface HistoryRange {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** Rows of a page at most. */
  readonly count: number;
}

/** Where a page ended; of use to the ledger alone that gave it. */
export type HistoryCursor = number;

export interface HistoryPage {
  readonly rows: readonly LedgerRow[];
  /** Asks for the next page; undefined where there is none. */
  readonly next: HistoryCursor | undefined;
}

/** What reads. */
export interface LedgerHistory {
  budgets(limits: readonly BudgetLimit[], keys: PeriodKeys, at: number): Promise<readonly BudgetState[]>;
  totals(realm: Realm, day: string, workspaceId?: string): Promise<DayTotals>;
  running(): Promise<readonly LedgerRow[]>;
  /** Newest first; the newest are kept in memory, so that asking again costs little. */
  recent(count: number): Promise<readonly LedgerRow[]>;
  /** Newest first, a page at a time, however far back. */
  history(range: HistoryRange, cursor?: HistoryCursor): Promise<HistoryPage>;
  /** The record of a task; undefined where there is none, or none that can be read. */
  task(taskId: string): Promise<TaskRecord | undefined>;
  /** All attempts of the task that this attempt belongs to, in their order; none where it is unknown. */
  attemptsBeside(attemptId: string): Promise<readonly LedgerRow[]>;
  /** Called at most twice a second while any window's writes change what readers see. */
  onDidChange(listener: () => void): () => void;
}

/** What people and checks say of a task, and what people were told. */
export interface LedgerWords {
  recordOutcome(taskId: string, outcome: Outcome, at: number): Promise<void>;
  /**
   * Made safe to keep by `keptCheck` first; the last one of a task counts.
   *
   * @param check undefined leaves what was said before.
   * @param notes what the task's receipt is to say from now on, besides its verdict.
   */
  recordCheck(
    taskId: string,
    check: CheckResult | undefined,
    at: number,
    notes?: readonly string[],
  ): Promise<void>;
  /** True for the first caller of this key on this machine, so that windows tell a thing once. */
  claimNotice(key: string, at: number): Promise<boolean>;
}

export interface Ledger extends LedgerHolds, LedgerHistory, LedgerWords {
  /** Deletes every row of the user's; the only deletion there is. */
  deleteAll(): Promise<void>;
  close(): void;
}

export interface LedgerHealth {
  readonly journal: JournalMode;
  /**
   * What was lost, about which the user has not been asked yet: the name of a damaged file that was set
   * aside, or a word of `ledgerLoss`. Until then paid calls are refused.
   */
  needsConfirmation(): Promise<string | undefined>;
  /**
   * The user's word; counts for all windows.
   *
   * @returns what is still known to be spent, and was carried over.
   */
  confirm(): Promise<NanoUsd>;
  /** Numbers of rows that cannot be read and are left out of every list. */
  unreadableRows(): readonly number[];
}

/** `wal`: readers never wait. `delete`: the rollback journal, slower, works on more file systems. */
export type JournalMode = 'wal' | 'delete';
