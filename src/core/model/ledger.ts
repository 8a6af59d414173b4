/**
 * The durable rows of every task and attempt, shared by all windows of a machine. Rows are never deleted
 * or re-priced; a correction is a new row.
 */
import type { BudgetLimit, BudgetScope, BudgetState, Period, PeriodKeys } from './budget.ts';
import type { ErrorCode } from './errors.ts';
import type { Provenance, Usage, UsageFlag } from './usage.ts';
import type { NanoUsd } from './money.ts';
import type { Price, PriceSnapshot } from './price.ts';
import type { Api, DialectName } from './provider.ts';
import type { Classification, RequestClass, RequestCommand, Surface, Tier } from './request.ts';
import type { AttemptCaps, CheckResult, Effort, Policy, Prediction, TaskCaps } from './route.ts';

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

export const outcomes = ['accepted', 'edited', 'rejected', 'undone', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

export const attemptStates = ['held', 'settled', 'released'] as const;
export type AttemptState = (typeof attemptStates)[number];

/** What the route saved against always reasoning, or a tool avoided: signed, a range, never a boast. */
export interface Saving {
  readonly low: NanoUsd;
  readonly high: NanoUsd;
  readonly against: string;
}

/** Where a task went and what that was decided on: counts and states, never words of the request. */
export interface RouteRecord {
  readonly tier: Tier;
  /** For tier local. */
  readonly tool?: string | undefined;
  /** `provider/model`, as for the rest the first choice; what ran is told by the attempts. */
  readonly model?: string | undefined;
  readonly effort?: Effort | undefined;
  readonly attemptCaps?: AttemptCaps | undefined;
  readonly taskCaps?: TaskCaps | undefined;
  readonly predicted?: Prediction | undefined;
  readonly scores: Classification['scores'];
  readonly deservesReasoning: number;
  readonly basis: Classification['basis'];
  /** A high-stakes file raised the policy. */
  readonly highStakes: boolean;
  /** What this machine's rows had taught of the chosen model. */
  readonly learned?: LearnedFacts | undefined;
  readonly prices: readonly { readonly model: string; readonly price: Price }[];
  /** As they stood when the first attempt was admitted, its hold counted; undefined where none was. */
  readonly budgets?: readonly BudgetLeft[] | undefined;
  readonly conversation?: ConversationFacts | undefined;
}

export interface LearnedFacts {
  /** Of whole seconds; undefined where there are too few rows to say. */
  readonly p95Seconds?: number | undefined;
  readonly thinkingPerSecond: number;
  readonly thinkingBasis: 'learned' | 'default';
  /** Tokens of the model per estimated token of input, and how many rows say so. */
  readonly inputFactor: number;
  readonly inputSamples: number;
}

export interface BudgetLeft {
  readonly scope: BudgetScope;
  readonly period: Period;
  readonly limit: NanoUsd;
  readonly left: NanoUsd;
}

export interface ConversationFacts {
  readonly tier: Exclude<Tier, 'local'>;
  readonly class: RequestClass;
  readonly idleMs: number;
  readonly promptTokens?: number | undefined;
}

export const taskEnds = ['answered', 'local', 'stopped', 'failed'] as const;

/** A task that has ended, beside the rows of its attempts: together they are all that a receipt tells. */
export interface TaskRecord {
  readonly task: TaskFacts;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly end: (typeof taskEnds)[number];
  /** Why it failed. */
  readonly errorCode?: ErrorCode | undefined;
  /** undefined where it ended before it was routed. */
  readonly route?: RouteRecord | undefined;
  /** Number of the attempt whose answer it is; of the last one where none gave any. */
  readonly answeredBy?: number | undefined;
  /** Why it did not end with the first attempt, in order. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  readonly saving?: Saving | undefined;
  /** Who pays an included use, e.g. `Copilot`. */
  readonly includedBy?: string | undefined;
  /** Of the answer; undefined where nothing judged it. */
  readonly check?: CheckResult | undefined;
  readonly outcome: Outcome;
}

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
  /** Of its task, once that has ended; undefined where its window died first or was of an older version. */
  readonly record?: TaskRecord | undefined;
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
