import type { RequestClass } from '../request.ts';

/** One feature that moved the decision, in words a person can read. */
export interface Evidence {
  /** Stable name of the feature, e.g. `diagnostics.type` or `word.refactor`. */
  readonly feature: string;
  /** The phrase shown on screen, e.g. `2 type errors`. */
  readonly phrase: string;
  /**
   * Log-odds it added to the chosen class, or, for a feature named `reasoning.…`, to deserving
   * reasoning; negative where it spoke against it.
   */
  readonly weight: number;
}

/**
 * What a request is. `basis` says where the answer comes from: the command that was invoked, what
 * the editor knows, the words, the request that this one follows, or nothing at all (`none`: the
 * policy's safe default decides, and the route says so).
 */
export interface Classification {
  readonly class: RequestClass;
  /** Calibrated probability of each class; they sum to 1. */
  readonly scores: Readonly<Record<RequestClass, number>>;
  /** Calibrated probability that the request deserves a reasoning model, 0 to 1. */
  readonly deservesReasoning: number;
  readonly basis: 'command' | 'editor' | 'text' | 'followUp' | 'none';
  /** Strongest first; at most eight. */
  readonly evidence: readonly Evidence[];
}
