/**
 * When a hold is taken from an owner that has gone, and what it then counts for. Pure; the watching
 * is done by src/storage/upkeep.ts.
 */
import type { Price } from '../model/price.ts';
import { nanoUsd, type NanoUsd, zeroNano } from '../model/money.ts';
import type { LiveUsage, Settlement } from '../model/ledger.ts';

export interface ObservedHold {
  readonly attemptId: string;
  /** Rises with every sign of life of its owner. */
  readonly beat: number;
}

interface Watch {
  readonly beat: number;
  readonly since: number;
}

/** What one process has seen of the holds of others, by attempt; times are its own monotonic ms. */
export interface LeaseWatch {
  readonly observedAt: number;
  readonly watches: ReadonlyMap<string, Watch>;
}

export const freshWatch: LeaseWatch = { observedAt: -Infinity, watches: new Map() };

export interface SilentHold {
  readonly attemptId: string;
  readonly silentMs: number;
}

/**
 * Looks at all held attempts of others once more.
 *
 * Silence counts only while this process was awake to hear: after a gap of more than `longestGapMs`
 * between two looks (sleep, a stalled thread) every watch begins anew, since the owners slept too.
 *
 * @param at monotonic ms of this process.
 */
export function observeHolds(
  watch: LeaseWatch,
  holds: readonly ObservedHold[],
  at: number,
  longestGapMs: number,
): { readonly watch: LeaseWatch; readonly silent: readonly SilentHold[] } {
  const wasAwake = at - watch.observedAt <= longestGapMs;
  const watches = new Map(
    holds.map(({ attemptId, beat }) => {
      const before = watch.watches.get(attemptId);
      const unchanged = wasAwake && before?.beat === beat;
      return [attemptId, { beat, since: unchanged ? before.since : at }];
    }),
  );
  const silent = [...watches].map(([attemptId, { since }]) => ({ attemptId, silentMs: at - since }));
  return { watch: { observedAt: at, watches }, silent: silent.filter(({ silentMs }) => silentMs > 0) };
}

export interface ReapedAttempt {
  readonly startedAt: number;
  readonly hold: NanoUsd;
  readonly inputCost?: NanoUsd | undefined;
  readonly priceState: Price['state'];
  readonly live?: LiveUsage | undefined;
}

/** What was seen counts only once the model had begun to answer: silent thinking is billed too. */
function seenCost({ live, hold, inputCost }: ReapedAttempt): NanoUsd {
  if (live === undefined || live.cost === undefined || live.phase === 'waiting') return hold;
  return nanoUsd(Math.max(live.cost, inputCost ?? 0));
}

/**
 * The settlement written on behalf of an owner that has gone: at what it last reported, never under
 * its input; at the worst case where it had reported nothing, or where nobody can tell for certain
 * that it has gone (then its own settlement may still come, and must find the money there).
 *
 * @param certain whether the owner was found to be gone, rather than merely silent.
 */
export function reapedSettlement(attempt: ReapedAttempt, at: number, certain: boolean): Settlement {
  const known = certain ? seenCost(attempt) : attempt.hold;
  const priced = { known, zero: zeroNano, included: undefined, unknown: undefined };
  return {
    at,
    end: 'reaped',
    usage: attempt.live?.usage ?? {},
    usageProvenance: 'estimated',
    flags: [],
    cost: priced[attempt.priceState],
    provenance: 'estimated',
    totalMs: Math.max(0, at - attempt.startedAt),
    notes: [certain ? 'its window went away while it ran' : 'its window has long been silent'],
  };
}
