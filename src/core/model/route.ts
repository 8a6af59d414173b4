/** Routes as data: policies, efforts, caps, the route itself, and the verdict of a check on its answer. */
import type { RequestClass, Tier, Classification } from './request.ts';
import type { NanoUsd } from './money.ts';

export const policies = ['avoid', 'maybe', 'use'] as const;
/** How much a class may think: per class, the team's word on paying for reasoning. */
export type Policy = (typeof policies)[number];

export const efforts = ['none', 'low', 'medium', 'high'] as const;
export type Effort = (typeof efforts)[number];

export const profiles = ['quick', 'balanced', 'thorough'] as const;
export type Profile = (typeof profiles)[number];

/** A model as settings name it, `provider/model`, split at the first slash. */
export interface ModelRef {
  readonly provider: string;
  readonly model: string;
}

/** Caps of one attempt. */
export interface AttemptCaps {
  /** Output tokens, thinking included. */
  readonly outputTokens: number;
  readonly firstTokenSeconds: number;
  readonly seconds: number;
}

/** Caps of one task over all its attempts. */
export interface TaskCaps {
  readonly attempts: number;
  readonly seconds: number;
  /** undefined = no limit per request. */
  readonly cost: NanoUsd | undefined;
}

/** What a route will probably cost and how long it will take, from past rows or labelled defaults. */
export interface Prediction {
  readonly cost: NanoUsd | undefined;
  readonly seconds: number | undefined;
  /** `learned` from this machine's rows; `default` where there are too few. */
  readonly basis: 'learned' | 'default';
}

interface RouteBase {
  readonly classification: Classification;
  readonly class: RequestClass;
  readonly policy: Policy;
  /** Short phrases a person can read, most decisive first. */
  readonly because: readonly string[];
  /** Probability of the chosen class, 0 to 1. */
  readonly confidence: number;
}

export interface LocalRoute extends RouteBase {
  readonly tier: 'local';
  /** Which tool does it, e.g. `formatter`, `sortLines`, `arithmetic`. */
  readonly tool: string;
}

export interface ModelRoute extends RouteBase {
  readonly tier: Exclude<Tier, 'local'>;
  readonly model: ModelRef;
  readonly effort: Effort;
  /** False where the policy, the person, their rule or the wait speaks against more thinking later on. */
  readonly mayEscalate: boolean;
  readonly attemptCaps: AttemptCaps;
  readonly taskCaps: TaskCaps;
  readonly predicted: Prediction;
}

export type Route = LocalRoute | ModelRoute;

/** The verdict of a mechanical check on an answer; made by the surface that knows the document. */
export type CheckResult =
  | { readonly verdict: 'passed'; readonly what: readonly string[] }
  /** Silence is not success: nothing could judge the answer. */
  | { readonly verdict: 'notChecked'; readonly why: string }
  | {
      readonly verdict: 'failed';
      readonly what: readonly string[];
      /** A language server's own words: they quote the code, so they are told but not kept. */
      readonly quoted?: readonly string[] | undefined;
    };

export type FailedCheck = Extract<CheckResult, { verdict: 'failed' }>;

/** What failed, in words. */
export function failureWords({ what, quoted = [] }: FailedCheck): string {
  return [...quoted, ...what].join(', ');
}

/** What the ledger may keep of a verdict: what quotes the code is counted. */
export function keptCheck(result: CheckResult): CheckResult {
  if (result.verdict !== 'failed' || !result.quoted?.length) return result;
  const { length } = result.quoted;
  return { verdict: 'failed', what: [length === 1 ? '1 problem' : `${length} problems`, ...result.what] };
}

/** A phrase that tells of a failed check, as the ledger may keep it. */
export function keptPhrase(phrase: string, check: CheckResult | undefined): string {
  const kept = check && keptCheck(check);
  if (check?.verdict !== 'failed' || kept?.verdict !== 'failed') return phrase;
  return phrase.split(failureWords(check)).join(failureWords(kept));
}

/**
 * Of code and of words alike: what ends at its cap is not whole.
 *
 * @param cap in output tokens
 */
export function cutOff(cap: number): CheckResult {
  return { verdict: 'failed', what: [`cut off at ${cap.toLocaleString('en-US')} tokens`] };
}
