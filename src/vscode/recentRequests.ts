/** The last requests of this window, so that "do that" and "still wrong" are understood; in memory alone. */
import type { Clock } from '../core/clock.ts';
import type { TaskEnd } from '../core/gatewayTask.ts';
import type { PreviousRequest } from '../core/request.ts';

/** A conversation that nobody went on with for this long is over. */
const lastingMs = 15 * 60_000;
const mostKept = 3;

export interface RecentRequests {
  /** Requests that never reached a model or a tool leave no trace. */
  ended(
    task: { readonly taskId: string; readonly text: string; readonly workspaceId: string | undefined },
    end: TaskEnd,
  ): void;
  /** The person would not have its answer. */
  failed(taskId: string): void;
  /** Of this workspace, oldest first. */
  previous(workspaceId: string | undefined): readonly PreviousRequest[];
}

interface Entry extends PreviousRequest {
  readonly taskId: string;
  readonly workspaceId: string | undefined;
  readonly at: number;
}

/** @param clock monotonic: an entry's age heeds no change of the wall clock. */
export function createRecentRequests(clock: Pick<Clock, 'monotonic'>): RecentRequests {
  let entries: readonly Entry[] = [];
  return {
    ended({ taskId, text, workspaceId }, end) {
      const { receipt } = end;
      if (!receipt) return;
      const failed = end.kind === 'failed' || end.kind === 'stopped' || receipt.check.state === 'failed';
      const { class: requestClass, tier } = receipt;
      const entry = { taskId, text, workspaceId, class: requestClass, tier, failed, at: clock.monotonic() };
      const others = entries.filter((other) => other.workspaceId !== workspaceId);
      const same = entries.filter((other) => other.workspaceId === workspaceId);
      entries = [...others, ...[...same, entry].slice(-mostKept)];
    },
    failed(taskId) {
      entries = entries.map((entry) => (entry.taskId === taskId ? { ...entry, failed: true } : entry));
    },
    previous(workspaceId) {
      const now = clock.monotonic();
      entries = entries.filter(({ at }) => now - at < lastingMs);
      return entries
        .filter((entry) => entry.workspaceId === workspaceId)
        .map(({ text, class: requestClass, tier, failed }) => ({ text, class: requestClass, tier, failed }));
    },
  };
}
