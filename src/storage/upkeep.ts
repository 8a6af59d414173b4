/** What a window does for the ledger's sake while it is open, and when it closes. */
import type { Clock, Log } from '../core/model/ports.ts';
import { reapAttempt } from './attemptWrites.ts';
import { integer, type SqlRow, text } from './rowShapes.ts';
import type { LedgerAccess } from './ledgerAccess.ts';
import type { LedgerOwner, OwnerProbe } from './ownerProbe.ts';
import { ownerColumn } from './rowMapping.ts';
import type { Statements } from './statements.ts';
import type { Unwritten } from './transaction.ts';
import type { WalFlush } from './walCheckpoint.ts';
import { freshWatch, type LeaseWatch, observeHolds } from '../core/ledger/reaping.ts';

export interface UpkeepDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly access: LedgerAccess;
  readonly statements: Statements;
  readonly unwritten: Unwritten;
  readonly flush: WalFlush;
  readonly ownerProbe: OwnerProbe;
  readonly leaseMs: number;
  /** The owner column of this window's attempts. */
  readonly ours: string;
}

/** Nobody can be asked whether an owner lives whose name cannot be read. */
const nameless: LedgerOwner = { id: '', pid: 0, host: '' };

function ownerOf(row: SqlRow): LedgerOwner {
  try {
    return ownerColumn.read(row) ?? nameless;
  } catch {
    return nameless;
  }
}

/** Beats for this window's holds and takes over those of dead ones. @returns stops and settles the rest. */
export function startUpkeep(deps: UpkeepDeps): () => void {
  const { clock, log, access, statements, unwritten, flush, ownerProbe, leaseMs, ours } = deps;
  const heldByUs = () => statements.heldByUs.all({ owner: ours }).map((row) => text(row, 'attempt_id'));

  function foreignHolds(): readonly ForeignHold[] {
    return statements.heldByOthers.all({ owner: ours }).flatMap((row) => {
      try {
        return [{ attemptId: text(row, 'attempt_id'), beat: integer(row, 'beat'), owner: ownerOf(row) }];
      } catch {
        // Not to be told apart from others: *figures wrong* when the ledger is next opened.
        return [];
      }
    });
  }

  const stopLeases = keepLeases(clock, leaseMs, ownerProbe, {
    beat: () =>
      access.whenPossible('heartbeat', () => {
        unwritten.retry();
        if (heldByUs().length > 0) access.writeNow(() => statements.beatAll.run({ owner: ours }));
      }),
    foreignHolds: () => {
      let holds: readonly ForeignHold[] = [];
      access.whenPossible('watching other windows', () => {
        holds = foreignHolds();
      });
      return holds;
    },
    reap: ({ attemptId, beat, owner }, certain) =>
      access.whenPossible('taking over a dead window', () => {
        const at = clock.now();
        if (!access.writeNow(() => reapAttempt(statements, attemptId, beat, at, certain))) return;
        flush.soon();
        const what = certain ? 'gone' : 'silent';
        log.info(`ledger: settled attempt ${attemptId} of process ${owner.pid}, which is ${what}`);
      }),
  });

  return () => {
    stopLeases();
    // Nobody else will settle what this window still holds as long as its process lives.
    access.whenPossible('closing', () => {
      unwritten.retry();
      const held = heldByUs();
      if (held.length === 0) return;
      access.writeNow(() => {
        for (const attemptId of held) reapAttempt(statements, attemptId, undefined, clock.now(), true);
      });
      flush.soon();
    });
  };
}

// Keeps the holds of this window alive and takes over those of windows that have died. A live window beats four
// times per lease; a hold is touched by others only after a whole lease of silence that they have heard
// themselves.

interface ForeignHold {
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
/**
 * Where nobody can tell whether the owner lives (another machine or container), silence of this many leases
 * decides.
 */
const leasesWhenUnknown = 6;

/** @returns stops it. */
function keepLeases(clock: Clock, leaseMs: number, probe: OwnerProbe, duties: LeaseDuties): () => void {
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
