import type { Log } from '../core/log.ts';

/**
 * Ends of attempts that could not be written (disk full, a jammed file). Their holds stay counted,
 * so no budget grows; they are tried again with every beat for as long as the window is open.
 */
export function createUnwritten(log: Log): {
  keep(attemptId: string, write: () => unknown): void;
  retry(): void;
} {
  const waiting = new Map<string, () => unknown>();
  return {
    keep(attemptId, write) {
      if (waiting.has(attemptId)) return;
      waiting.set(attemptId, write);
      log.error(`ledger: the end of attempt ${attemptId} could not be written yet; will try again`);
    },
    retry() {
      for (const [attemptId, write] of waiting) {
        write();
        waiting.delete(attemptId);
        log.info(`ledger: the end of attempt ${attemptId} is written now`);
      }
    },
  };
}
