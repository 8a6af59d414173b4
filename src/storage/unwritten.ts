import { isSwitchyardError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';

/**
 * Ends of attempts that could not be written (disk full, a jammed file). Their holds stay counted,
 * so no budget grows; they are tried again with every beat for as long as the window is open.
 */
export interface Unwritten {
  /** Anything but the ledger's own trouble would fail the same way again and is not kept. */
  keep(attemptId: string, trouble: unknown, write: () => unknown): void;
  retry(): void;
}

export function createUnwritten(log: Log): Unwritten {
  const waiting = new Map<string, () => unknown>();
  return {
    keep(attemptId, trouble, write) {
      if (waiting.has(attemptId) || !isSwitchyardError(trouble)) return;
      waiting.set(attemptId, write);
      log.error(`ledger: the end of attempt ${attemptId} is not written yet: ${trouble.message}`);
    },
    retry() {
      for (const [attemptId, write] of waiting) {
        try {
          write();
        } catch {
          // Said once already; the next beat tries again.
          return;
        }
        waiting.delete(attemptId);
        log.info(`ledger: the end of attempt ${attemptId} is written now`);
      }
    },
  };
}
