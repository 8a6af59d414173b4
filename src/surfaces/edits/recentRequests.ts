/** The last requests of this window, so that "do that" and "still wrong" are understood; in memory alone. */
import type { Clock } from '../../core/model/ports.ts';
import type { TaskEnd } from '../../core/gateway/contract.ts';
import { turnOf, withTurn, type Turn } from '../../core/prompt/promptInput.ts';
import type { PreviousRequest } from '../../core/model/request.ts';
import type { AnswerForm } from '../../core/answer/wholeAnswer.ts';

/** A conversation that nobody went on with for this long is over. */
const lastingMs = 15 * 60_000;
const mostKept = 3;

export interface EndedRequest {
  readonly taskId: string;
  readonly text: string;
  readonly workspaceId: string | undefined;
  readonly form: AnswerForm;
  /** The address of the document that it was about. */
  readonly file?: string | undefined;
  /** The turns that it went on with. */
  readonly turns: readonly Turn[];
}

export interface RecentRequests {
  /** Requests that never reached a model or a tool leave no trace. */
  ended(request: EndedRequest, end: TaskEnd): void;
  /** The person would not have its answer. */
  failed(taskId: string): void;
  /** Of this workspace, oldest first. */
  previous(workspaceId: string | undefined): readonly PreviousRequest[];
  /** What a request that goes on with the last one of this workspace goes on with, oldest first. */
  turns(workspaceId: string | undefined): readonly Turn[];
}

interface Entry extends PreviousRequest {
  readonly taskId: string;
  readonly workspaceId: string | undefined;
  readonly at: number;
  /** Its own comes last. */
  readonly turns: readonly Turn[];
}

/** @param clock monotonic: an entry's age heeds no change of the wall clock. */
export function createRecentRequests(clock: Pick<Clock, 'monotonic'>): RecentRequests {
  let entries: readonly Entry[] = [];
  const of = (workspaceId: string | undefined): readonly Entry[] => {
    const now = clock.monotonic();
    entries = entries.filter(({ at }) => now - at < lastingMs);
    return entries.filter((entry) => entry.workspaceId === workspaceId);
  };
  return {
    ended({ taskId, text, workspaceId, form, file, turns: before }, end) {
      const { receipt } = end;
      if (!receipt) return;
      // What was stopped or never came says nothing about how hard the next request is.
      const failed = receipt.check.state === 'failed';
      const { class: requestClass, tier } = receipt;
      const answer = end.kind === 'local' ? end.summary : end.answer.text;
      const turns = withTurn(before, turnOf(text, answer, { form, file }));
      const at = clock.monotonic();
      const entry = { taskId, text, workspaceId, class: requestClass, tier, failed, at, turns };
      const others = entries.filter((other) => other.workspaceId !== workspaceId);
      const same = entries.filter((other) => other.workspaceId === workspaceId);
      entries = [...others, ...[...same, entry].slice(-mostKept)];
    },
    failed(taskId) {
      entries = entries.map((entry) => (entry.taskId === taskId ? { ...entry, failed: true } : entry));
    },
    previous(workspaceId) {
      return of(workspaceId).map(({ text, class: requestClass, tier, failed }) => ({
        text,
        class: requestClass,
        tier,
        failed,
      }));
    },
    turns: (workspaceId) => of(workspaceId).at(-1)?.turns ?? [],
  };
}
