/** What an attempt used, as counts of tokens with where they come from and what is doubtful about them. */
import type { NanoUsd } from './money.ts';

/**
 * Token counts of one attempt. Every field is an integer of tokens or undefined (the provider did
 * not say); undefined is never 0.
 */
export interface Usage {
  /** All input tokens, cache reads and writes included. */
  readonly input?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  /** The part of `cacheWrite` kept for an hour, which costs more than five minutes. */
  readonly cacheWriteHour?: number | undefined;
  /** All tokens billed at the output rate, hidden ones included. */
  readonly output?: number | undefined;
  /** Thinking tokens among `output`. */
  readonly hidden?: number | undefined;
}

/** `Usage` as disjoint buckets: each token stands in exactly one of them. */
export interface TokenBuckets {
  readonly inputFresh: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly outputVisible: number | undefined;
  readonly outputHidden: number | undefined;
}

export function bucketsOf(usage: Usage): TokenBuckets {
  const { input, cacheRead, cacheWrite, output, hidden } = usage;
  return {
    inputFresh: input === undefined ? undefined : input - (cacheRead ?? 0) - (cacheWrite ?? 0),
    cacheRead,
    cacheWrite,
    outputVisible: output === undefined || hidden === undefined ? undefined : output - hidden,
    outputHidden: hidden,
  };
}

/** How soon a request is answered, by which its price differs; `other` has no price per token. */
export type ServiceTier = 'standard' | 'priority' | 'flex' | 'batch' | 'other';

/** What was impossible in the provider's figures and how it was mended; kept in the row. */
export type UsageFlag =
  | 'cacheExceedsInput'
  | 'hiddenExceedsOutput'
  | 'negative'
  | 'notAnInteger'
  | 'derivedFromTotal'
  | 'totalsDisagree'
  /** A count of 0 although thinking text came: the provider does not count it. */
  | 'hiddenUncounted'
  /** The provider counts all output but not the hidden part, which is our estimate. */
  | 'hiddenEstimated'
  | 'billDiffersFromComputed'
  /** Served at a tier whose price is not known: the cost is an estimate. */
  | 'tierUnpriced'
  /** A count that no request can have; taken for one that was not made. */
  | 'impossibleCount'
  /** More input than the request can hold, yet no more than others may have added on its way. */
  | 'inputAboveBound'
  /** Figures that cannot be: kept raw, and the most that can be true stands in their place. */
  | 'inputNotBelieved'
  | 'outputNotBelieved'
  /** A bill that cannot be: kept, and counts × price stand in its place. */
  | 'billNotBelieved'
  /** Fewer output tokens were counted than the text that came surely has; the estimate counts. */
  | 'outputBelowText'
  /** What came is surely more than the cap on the wire. */
  | 'capNotKept';

/** One normalised usage object; the last of a stream wins, they are never summed. */
export interface UsageReport {
  readonly usage: Usage;
  /** The provider's own bill for this attempt, where it sends one. */
  readonly billed?: NanoUsd | undefined;
  /** As served; undefined: the provider did not say. */
  readonly serviceTier?: ServiceTier | undefined;
  readonly flags: readonly UsageFlag[];
  /** The provider's object as it came, for repair of old rows; holds counts, never text. */
  readonly raw: unknown;
}

/** `billed`: the provider's own; `computed`: counts × price; `estimated`: shown with ≈. */
export type Provenance = 'billed' | 'computed' | 'estimated';

/** A count of tokens, or undefined where nobody knows; `exact` where it is the provider's own. */
export interface Count {
  readonly tokens: number | undefined;
  readonly exact: boolean;
}

/** A count that was not believed, as the provider sent it, and what it was judged by. */
export interface Doubt {
  readonly of: 'input' | 'output';
  readonly reported: number;
  /** The most that can be true: what stands in its place. */
  readonly most: number;
}
