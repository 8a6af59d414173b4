/** What a finished task tells the user: one shape for status bar, dashboard, chat footer and export. */
import type { AttemptEnd, LedgerRow, Outcome, Realm, Saving, TaskRecord } from './ledger.ts';
import type { ErrorCode } from './errors.ts';
import type { Provenance, Usage, Count } from './usage.ts';
import type { NanoUsd } from './money.ts';
import type { Price, PriceSnapshot, Disagreement, CostPartName } from './price.ts';
import type { RequestClass, Tier } from './request.ts';
import type { Effort } from './route.ts';

/** What looked at the result before the user did. */
export type Check =
  | { readonly state: 'checked'; readonly what: string }
  | { readonly state: 'failed'; readonly what: string }
  | { readonly state: 'notChecked'; readonly because: string };

/** One bucket with its price and its sum. */
export interface BucketLine extends Count {
  /** Dollars per million tokens; undefined where no price is known. */
  readonly rate: number | undefined;
  readonly cost: NanoUsd | undefined;
}

export type BucketName = Exclude<CostPartName, 'request'>;

export interface ReceiptAttempt {
  /** 1 for the first of the task. */
  readonly number: number;
  readonly tier: Tier;
  readonly endpointId: string | undefined;
  /** The model that was asked for; `servedModel` where the provider named another. */
  readonly model: string | undefined;
  readonly servedModel: string | undefined;
  readonly effort: Effort | undefined;
  readonly maxOutputTokens: number | undefined;
  /** `unbilled`: it certainly cost nothing (refused, never reached). */
  readonly end: AttemptEnd | 'unbilled' | 'running';
  /** Why it ended without its answer, or was not billed. */
  readonly errorCode: ErrorCode | undefined;
  readonly usage: Usage;
  readonly usageExact: boolean;
  readonly priceState: Price['state'];
  readonly price: PriceSnapshot | undefined;
  /** Ms since the epoch; undefined unless it was settled. */
  readonly endedAt: number | undefined;
  readonly cost: NanoUsd | undefined;
  readonly provenance: Provenance;
  readonly disagreement: Disagreement | undefined;
  readonly buckets: Readonly<Record<BucketName, BucketLine>>;
  /** Visible and hidden output together: known even where the split is not. */
  readonly output: BucketLine;
  /** What the provider charges per request on top of tokens. */
  readonly requestFee: NanoUsd | undefined;
  readonly firstTokenMs: number | undefined;
  readonly thinkingMs: number | undefined;
  readonly totalMs: number | undefined;
  readonly notes: readonly string[];
}

export interface ReceiptTotals {
  /** Sum over the attempts whose cost is known; undefined when none is. */
  readonly cost: NanoUsd | undefined;
  /** Attempts that were billed or may have been, and whose cost nobody knows; not in `cost`. */
  readonly unknownCosts: number;
  /** Nothing that was tried was billed. */
  readonly unbilled: boolean;
  readonly provenance: Provenance;
  readonly input: Count;
  readonly cached: Count;
  readonly output: Count;
  readonly visible: Count;
  readonly hidden: Count;
  /** hidden ÷ output, 0 to 1; undefined where either is unknown or nothing was put out. */
  readonly hiddenShare: number | undefined;
  /** What the hidden tokens cost. */
  readonly hiddenCost: NanoUsd | undefined;
}

export interface Receipt {
  readonly taskId: string;
  readonly realm: Realm;
  readonly class: RequestClass;
  /** Number of the attempt that gave the answer; of the last one where none did. */
  readonly answeredBy: number;
  /** Of the attempt that gave the answer. */
  readonly tier: Tier;
  /** Finer than the class where known, e.g. `explain`. */
  readonly verb: string | undefined;
  /** For tier local: which tool did it. */
  readonly tool: string | undefined;
  /** The model that gave the answer, as the provider names it. */
  readonly model: string | undefined;
  readonly effort: Effort | undefined;
  readonly because: readonly string[];
  /** Why it did not end with the first attempt, in order; among the notes too. */
  readonly steps: readonly string[];
  /** Probability of the class, 0 to 1; 1 where a person chose it. */
  readonly confidence: number;
  readonly attempts: readonly ReceiptAttempt[];
  readonly totals: ReceiptTotals;
  /** To the first text of the attempt that gave the answer. */
  readonly firstTokenMs: number | undefined;
  /** Over all attempts; undefined where none could be timed. */
  readonly thinkingMs: number | undefined;
  readonly totalMs: number | undefined;
  /** Output tokens, hidden included, per second of generating. */
  readonly tokensPerSecond: number | undefined;
  readonly priceState: Price['state'];
  /** Who pays an included use, e.g. `Copilot`. */
  readonly includedBy: string | undefined;
  readonly check: Check;
  readonly notes: readonly string[];
  readonly saving: Saving | undefined;
  /** For tier local: what a model would probably have cost. */
  readonly avoided: NanoUsd | undefined;
  readonly outcome: Outcome;
}

/** A row's part in a receipt; the gateway has one before the ledger gives it back. */
export type FinishedAttempt = Pick<
  LedgerRow,
  | 'number'
  | 'task'
  | 'tier'
  | 'state'
  | 'endpointId'
  | 'model'
  | 'effort'
  | 'maxOutputTokens'
  | 'priceState'
  | 'settlement'
  | 'releasedBecause'
  | 'outcome'
  | 'check'
  | 'tool'
  | 'avoided'
  | 'record'
>;

/** What of a task's record a receipt tells. */
export type ToldRecord = Pick<
  TaskRecord,
  'task' | 'answeredBy' | 'steps' | 'notes' | 'saving' | 'includedBy' | 'check' | 'outcome'
>;

/** All that a receipt is read off. */
export interface FinishedTask {
  readonly record: TaskRecord;
  /** In any order; none where nothing was sent. */
  readonly attempts: readonly FinishedAttempt[];
}
