/**
 * The durable record of every attempt, shared by all windows of a machine. Rows are never deleted
 * or re-priced; a correction is a new row. Implementations: src/storage/sqliteLedger.ts and, for
 * tests, src/storage/memoryLedger.ts.
 */
import type { BudgetLimit, BudgetState, PeriodKeys } from './budget.ts';
import type { ErrorCode } from './errors.ts';
import type { Provenance, Usage, UsageFlag } from './usage.ts';
import type { NanoUsd } from './money.ts';
import type { Price, PriceSnapshot } from './price.ts';
import type { Api, DialectName } from './provider.ts';
import type { RequestClass, RequestCommand, Surface, Tier } from './request.ts';
import type { CheckResult, Effort, Policy } from './route.ts';

/** Where rows are kept apart: practice spends nothing and stands in no total. */
export const realms = ['real', 'practice'] as const;
export type Realm = (typeof realms)[number];

/** What the ledger knows of a task: never its words. */
export interface TaskFacts {
  readonly taskId: string;
  readonly realm: Realm;
  readonly surface: Surface;
  readonly command?: RequestCommand | undefined;
  /** Finer than the class where known, e.g. `explain`. */
  readonly verb?: string | undefined;
  readonly class: RequestClass;
  readonly policy: Policy;
  readonly because: readonly string[];
  readonly confidence: number;
  readonly language?: string | undefined;
  readonly workspaceId?: string | undefined;
}

/** One way to run an attempt; a hold lists several, the preferred first. */
export interface HoldOption {
  readonly tier: Exclude<Tier, 'local'>;
  readonly endpointId: string;
  readonly dialect: DialectName;
  readonly api: Api;
  readonly model: string;
  readonly effort: Effort;
  readonly maxOutputTokens: number;
  /** Worst case; zero for zero-priced and included models. */
  readonly hold: NanoUsd;
  /** The input's part of `hold` by estimate: what a crashed attempt has cost at the very least. */
  readonly inputCost?: NanoUsd | undefined;
  readonly priceState: Price['state'];
  /** What changed against the preferred option, in words; empty for the first. */
  readonly downgradedBecause?: string | undefined;
}

export interface HoldRequest {
  readonly attemptId: string;
  readonly task: TaskFacts;
  /** 1 for the first attempt of a task. */
  readonly number: number;
  readonly at: number;
  readonly periodKeys: PeriodKeys;
  readonly options: readonly HoldOption[];
  /** All that apply; a practice attempt has none. */
  readonly limits: readonly BudgetLimit[];
  /** Input by estimate, kept to learn the estimator's error. */
  readonly estimatedInput: number;
}

export type Admission =
  | {
      readonly admitted: true;
      /** Index into `options`. */
      readonly option: number;
      /** Limits with action `warn` that this attempt goes beyond. */
      readonly warned: readonly BudgetState[];
      /** Every limit as it stands with this hold counted. */
      readonly budgets: readonly BudgetState[];
      /** Position in the ledger's journal of the last entry these figures counted. */
      readonly asOf: number;
    }
  | {
      readonly admitted: false;
      /** The limit that refused the cheapest option; of several, the one that binds longest. */
      readonly refusedBy: BudgetState;
      /** The cheapest option's worst case; the preferred one's where a limit blocks. */
      readonly needed: NanoUsd;
      readonly budgets: readonly BudgetState[];
      readonly asOf: number;
    };

/** Usage seen so far: what a reaper settles a crashed attempt at, and what other windows show. */
export interface LiveUsage {
  readonly usage: Usage;
  readonly cost: NanoUsd | undefined;
  readonly phase: 'waiting' | 'thinking' | 'answering';
}

export const attemptEnds = [
  'complete',
  'stopped',
  'cutAtCap',
  'timedOut',
  'connectionLost',
  'failed',
  'reaped',
] as const;
export type AttemptEnd = (typeof attemptEnds)[number];

export interface Settlement {
  readonly at: number;
  readonly end: AttemptEnd;
  readonly errorCode?: ErrorCode | undefined;
  readonly servedModel?: string | undefined;
  readonly responseId?: string | undefined;
  readonly usage: Usage;
  readonly usageProvenance: 'exact' | 'estimated';
  readonly rawUsage?: unknown;
  readonly flags: readonly UsageFlag[];
  /** undefined = the price is unknown or included. */
  readonly cost: NanoUsd | undefined;
  readonly provenance: Provenance;
  readonly billed?: NanoUsd | undefined;
  readonly computed?: NanoUsd | undefined;
  readonly price?: PriceSnapshot | undefined;
  readonly firstTokenMs?: number | undefined;
  readonly thinkingMs?: number | undefined;
  readonly totalMs: number;
  readonly finish?: string | undefined;
  readonly notes: readonly string[];
}

/** A later exact figure for an attempt that has ended. */
export interface Correction {
  readonly at: number;
  readonly usage: Usage;
  readonly cost: NanoUsd | undefined;
  readonly provenance: Provenance;
  readonly why: string;
  /** The whole settlement, where the owner of a reaped attempt turned out to be alive. */
  readonly settlement?: Settlement | undefined;
}

/** Whether this call ended the attempt, or corrected what a reaper had written in the meantime. */
export interface SettleResult {
  readonly settled: boolean;
  readonly corrected: boolean;
}

export interface ReleaseResult {
  readonly released: boolean;
  readonly corrected: boolean;
}

export const outcomes = ['accepted', 'edited', 'rejected', 'undone', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

export const attemptStates = ['held', 'settled', 'released'] as const;
export type AttemptState = (typeof attemptStates)[number];

/** A row as readers see it: corrections applied, hold options reduced to the admitted one. */
export interface LedgerRow {
  readonly attemptId: string;
  readonly number: number;
  readonly task: TaskFacts;
  readonly tier: Tier;
  readonly state: AttemptState;
  readonly startedAt: number;
  readonly periodKeys: PeriodKeys;
  readonly endpointId?: string | undefined;
  readonly dialect?: DialectName | undefined;
  readonly model?: string | undefined;
  readonly effort?: Effort | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly hold: NanoUsd;
  readonly priceState: Price['state'];
  readonly estimatedInput?: number | undefined;
  /** While held: what the owner last reported. */
  readonly live?: LiveUsage | undefined;
  /** Present once released; undefined there too where an older window wrote it. */
  readonly releasedBecause?: ErrorCode | undefined;
  /** Present once settled. */
  readonly settlement?: Settlement | undefined;
  /** The last correction; already applied to `settlement`. */
  readonly correction?: Correction | undefined;
  readonly outcome: Outcome;
  /** Of the task's last answer that was checked; undefined where none was. */
  readonly check?: CheckResult | undefined;
  /** For tier local: the tool, and what a model would probably have cost. */
  readonly tool?: string | undefined;
  readonly avoided?: NanoUsd | undefined;
  /** True where another window of this machine runs it. */
  readonly foreign: boolean;
}

export interface LocalTask {
  readonly task: TaskFacts;
  readonly at: number;
  readonly periodKeys: PeriodKeys;
  readonly tool: string;
  readonly totalMs: number;
  readonly avoided?: NanoUsd | undefined;
}

export interface DayTotals {
  readonly realm: Realm;
  readonly cost: NanoUsd;
  /** True where any row among them is estimated. */
  readonly estimated: boolean;
  /** Tasks whose cost nobody knows; they are not in `cost`. */
  readonly unknownCost: number;
  readonly tasks: number;
  readonly output: number;
  /** undefined when no provider reported any. */
  readonly hidden: number | undefined;
}

export interface Ledger {
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
  recordOutcome(taskId: string, outcome: Outcome, at: number): Promise<void>;
  /** Made safe to keep by `keptCheck` first; the last one of a task counts. */
  recordCheck(taskId: string, check: CheckResult, at: number): Promise<void>;
  budgets(limits: readonly BudgetLimit[], keys: PeriodKeys, at: number): Promise<readonly BudgetState[]>;
  totals(realm: Realm, day: string, workspaceId?: string): Promise<DayTotals>;
  running(): Promise<readonly LedgerRow[]>;
  /** Newest first. */
  recent(count: number): Promise<readonly LedgerRow[]>;
  /** True for the first caller of this key on this machine, so that windows tell a thing once. */
  claimNotice(key: string, at: number): Promise<boolean>;
  /** Called at most twice a second while any window's writes change what readers see. */
  onDidChange(listener: () => void): () => void;
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
