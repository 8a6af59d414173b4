/** What a window does for the ledger's sake while it is open, and when it closes. */
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { reapAttempt } from './attemptWrites.ts';
import { integer, type SqlRow, text } from './columns.ts';
import { type ForeignHold, keepLeases } from './leaseKeeper.ts';
import type { LedgerAccess } from './ledgerAccess.ts';
import type { LedgerOwner, OwnerProbe } from './ownerProbe.ts';
import { ownerColumn } from './rowMapping.ts';
import type { Statements } from './statements.ts';
import type { Unwritten } from './unwritten.ts';
import type { WalFlush } from './walFlush.ts';

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
