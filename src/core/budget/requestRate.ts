/**
 * The brake on a runaway loop: requests per minute, and the same request again and again. First it
 * slows down, then it blocks and says why, and a person may let one through. Pure state; the
 * gateway keeps it per window and waits as told.
 */

export interface RequestRateRules {
  /** Requests that may start within any 60 s. */
  readonly perMinute: number;
}

export interface RequestRateState {
  /** When requests started or are due to, monotonic ms, ascending. */
  readonly starts: readonly number[];
  /** The last request's fingerprint and how often it has come in a row. */
  readonly last: { readonly fingerprint: string; readonly count: number; readonly at: number } | undefined;
  /** Fingerprints that a person lets through once. */
  readonly passes: readonly string[];
}

export type RequestRateVerdict =
  | { readonly type: 'go' }
  | { readonly type: 'wait'; readonly waitMs: number; readonly because: RateReason }
  | { readonly type: 'block'; readonly because: RateReason };

export type RateReason =
  | { readonly type: 'perMinute'; readonly limit: number }
  | { readonly type: 'identical'; readonly inARow: number };

const windowMs = 60_000;
/** A wait longer than this looks like a hang, so the person is asked instead. */
const longestWaitMs = 15_000;
/** Repeating by hand is normal; a loop goes past these. */
const identicalFree = 3;
const identicalBlocked = 6;
const identicalStepMs = 2_000;
/** After this long a repetition is a new wish, not a loop. */
const identicalForgottenMs = 600_000;

export const initialRequestRate: RequestRateState = { starts: [], last: undefined, passes: [] };

function inARow(state: RequestRateState, fingerprint: string, at: number): number {
  const { last } = state;
  const again = last?.fingerprint === fingerprint && at - last.at < identicalForgottenMs;
  return again ? last.count + 1 : 1;
}

/** The earliest start that keeps every 60 s window at the limit, ms. */
function earliestStart(starts: readonly number[], at: number, perMinute: number): number {
  const inTheWay = starts[starts.length - perMinute];
  return inTheWay === undefined ? at : Math.max(at, inTheWay + windowMs);
}

/**
 * @param fingerprint a hash of the request; equal for identical requests, tells nothing of its words.
 * @param at monotonic ms.
 */
export function judgeRate(
  state: RequestRateState,
  fingerprint: string,
  at: number,
  rules: RequestRateRules,
): { readonly verdict: RequestRateVerdict; readonly state: RequestRateState } {
  const starts = state.starts.filter((start) => start > at - windowMs);
  const count = inARow(state, fingerprint, at);
  const counted = { ...state, starts, last: { fingerprint, count, at } };
  const started = (start: number): readonly number[] => [...starts, start].toSorted((a, b) => a - b);

  if (state.passes.includes(fingerprint)) {
    const passes = state.passes.filter((pass) => pass !== fingerprint);
    return { verdict: { type: 'go' }, state: { ...counted, passes, starts: started(at) } };
  }
  if (count >= identicalBlocked) {
    return { verdict: { type: 'block', because: { type: 'identical', inARow: count } }, state: counted };
  }
  const rateStart = earliestStart(starts, at, rules.perMinute);
  if (rateStart - at > longestWaitMs) {
    // A refused request did not run: it neither takes a place nor counts as a repetition.
    const because = { type: 'perMinute', limit: rules.perMinute } as const;
    return { verdict: { type: 'block', because }, state: { ...state, starts } };
  }
  const identicalWaitMs = Math.max(0, count - identicalFree) * identicalStepMs;
  const start = Math.max(rateStart, at + identicalWaitMs);
  const next = { ...counted, starts: started(start) };
  if (start === at) return { verdict: { type: 'go' }, state: next };
  const because: RateReason =
    rateStart - at >= identicalWaitMs
      ? { type: 'perMinute', limit: rules.perMinute }
      : { type: 'identical', inARow: count };
  return { verdict: { type: 'wait', waitMs: start - at, because }, state: next };
}

/** The person's "let it through once" for this very request. */
export function letThroughOnce(state: RequestRateState, fingerprint: string): RequestRateState {
  return state.passes.includes(fingerprint) ? state : { ...state, passes: [...state.passes, fingerprint] };
}
