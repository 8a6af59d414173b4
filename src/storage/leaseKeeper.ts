/**
 * Keeps the holds of this window alive and takes over those of windows that have died. A live
 * window beats four times per lease; a hold is touched by others only after a whole lease of silence
 * that they have heard themselves.
 */
import type { Clock } from '../core/clock.ts';
import { freshWatch, type LeaseWatch, observeHolds } from '../core/ledger/reaping.ts';
import type { LedgerOwner, OwnerProbe } from './ownerProbe.ts';

export interface ForeignHold {
  readonly attemptId: string;
  readonly beat: number;
  readonly owner: LedgerOwner;
}

export interface LeaseDuties {
  /** One sign of life for every hold of this window. */
  beat(): void;
  foreignHolds(): readonly ForeignHold[];
  reap(hold: ForeignHold, certain: boolean): void;
}

const beatsPerLease = 4;
/** Where nobody can tell whether the owner lives (another machine or container), silence of this many leases decides. */
const leasesWhenUnknown = 6;

/** @returns stops it. */
export function keepLeases(
  clock: Clock,
  leaseMs: number,
  probe: OwnerProbe,
  duties: LeaseDuties,
): () => void {
  const everyMs = leaseMs / beatsPerLease;
  let watch: LeaseWatch = freshWatch;
  let cancel: () => void;

  function look(): void {
    const holds = new Map(duties.foreignHolds().map((hold) => [hold.attemptId, hold]));
    const seen = observeHolds(watch, [...holds.values()], clock.monotonic(), everyMs * 2);
    watch = seen.watch;
    for (const { attemptId, silentMs } of seen.silent) {
      const hold = holds.get(attemptId);
      if (hold === undefined || silentMs < leaseMs) continue;
      const state = probe(hold.owner);
      if (state === 'gone') duties.reap(hold, true);
      if (state === 'unknown' && silentMs >= leaseMs * leasesWhenUnknown) duties.reap(hold, false);
    }
  }

  function tick(): void {
    cancel = clock.schedule(tick, everyMs);
    duties.beat();
    look();
  }

  cancel = clock.schedule(tick, everyMs);
  return () => cancel();
}
