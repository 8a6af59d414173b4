/**
 * What follows once an edit is in a file: what becomes of it is recorded, the chosen task checks it, it can
 * be taken back.
 */
import type { LedgerHistory, LedgerWords } from '../../core/model/ledgerPorts.ts';
import * as vscode from 'vscode';
import type { TaskEnd } from '../../core/gateway/contract.ts';
import type { Outcome, TaskRecord } from '../../core/model/ledger.ts';
import type { Log } from '../../core/model/ports.ts';
import type { Check } from '../../core/model/receipt.ts';
import { checkForReceipt, receiptOf, withCommandCheck } from '../../core/receipt/receiptOf.ts';
import { type CheckResult, keptCheck, type ModelRoute } from '../../core/model/route.ts';
import type { CheckCommand } from './checkCommand.ts';
import { applyEdit, type AppliedEdit } from './editReview.ts';
import type { RecentRequests } from './recentRequests.ts';
import type { StatusBar } from '../statusBar/statusBar.ts';
import { systemClock } from '../shell/ports.ts';
import type { TaskRunner } from '../shell/taskRunner.ts';
import { isSubstantiallyChanged, movedSpan, type Span } from '../../core/answer/placeOf.ts';

export interface AppliedEditsDeps {
  readonly ledger: () => Promise<LedgerWords & Pick<LedgerHistory, 'task'>>;
  readonly runner: TaskRunner;
  readonly statusBar: StatusBar;
  readonly recent: RecentRequests;
  readonly checkCommand: CheckCommand;
  readonly tell: (message: string) => void;
  readonly log: Log;
}

export interface AppliedEdits {
  /** Nobody waits for what follows. */
  applied(taskId: string, route: ModelRoute, edit: AppliedEdit): void;
  /** A tool's edit, which nobody judges. */
  appliedByTool(taskId: string, edit: AppliedEdit): void;
  rejected(taskId: string): void;
  /** A language server spoke after the receipt was written, which said `before`. */
  judgedLater(taskId: string, before: Check, result: CheckResult): void;
  /** Where the edit of this task stands; undefined where none does. */
  placeOf(taskId: string): vscode.Range | undefined;
  /** False where the edit of this task does not stand any more as it was applied. */
  takeBack(taskId: string): Promise<boolean>;
}

function nameOf({ uri }: AppliedEdit['document']): string {
  return uri.path.split('/').at(-1) ?? '';
}

export function createAppliedEdits(deps: AppliedEditsDeps): AppliedEdits {
  let last: { taskId: string; edit: AppliedEdit; watch: OutcomeWatch } | undefined;

  function amend(taskId: string, change: (record: TaskRecord) => TaskRecord): TaskEnd | undefined {
    return deps.runner.amend(taskId, (end) => {
      if (!end.finished) return end;
      const { attempts } = end.finished;
      const changed = change(end.finished.record);
      return { ...end, finished: { record: changed, attempts }, receipt: receiptOf(attempts, changed) };
    });
  }

  function record(taskId: string, outcome: Outcome): void {
    // What was edited was good for something; what was taken back was not.
    if (outcome === 'rejected' || outcome === 'undone') deps.recent.failed(taskId);
    amend(taskId, (task) => ({ ...task, outcome }));
    const write = async (): Promise<void> =>
      (await deps.ledger()).recordOutcome(taskId, outcome, systemClock.now());
    write().catch((cause: unknown) => deps.log.warn(`an outcome was not recorded: ${String(cause)}`));
  }

  async function checkByTask(taskId: string, { document }: AppliedEdit): Promise<void> {
    const check = await deps.checkCommand.check(document);
    if (!check) return;
    const end = amend(taskId, (task) => withCommandCheck(task, check));
    if (end) deps.statusBar.showEnd(end);
    const { result, label } = check;
    if (result.verdict === 'failed') {
      deps.recent.failed(taskId);
      const offer = end ? ' Undo and retry is in the status bar’s hover.' : '';
      deps.tell(`“${label}” fails after the edit of ${nameOf(document)}.${offer}`);
    }
    const ledger = await deps.ledger();
    const before = await ledger.task(taskId);
    const after = withCommandCheck(before ?? { check: undefined, notes: [] }, check);
    const notes = after.notes.slice(before?.notes.length);
    await ledger.recordCheck(taskId, after.check && keptCheck(after.check), systemClock.now(), notes);
  }

  return {
    applied(taskId, { policy }, edit) {
      record(taskId, 'accepted');
      last = { taskId, edit, watch: watchOutcome(edit, (outcome) => record(taskId, outcome)) };
      if (policy === 'avoid') return;
      checkByTask(taskId, edit).catch((cause: unknown) => {
        deps.log.warn(`the check task: ${String(cause)}`);
      });
    },
    appliedByTool(taskId, edit) {
      last = { taskId, edit, watch: watchOutcome(edit, () => undefined) };
    },
    judgedLater(taskId, before, result) {
      // What a task or a person found meanwhile stands, unless this is worse.
      let stands = true;
      const amended = amend(taskId, (task) => {
        stands = result.verdict === 'failed' || isSameCheck(checkForReceipt(task.check), before);
        return stands ? { ...task, check: result } : task;
      });
      if (!stands) return;
      const write = async (): Promise<void> =>
        (await deps.ledger()).recordCheck(taskId, keptCheck(result), systemClock.now());
      write().catch((cause: unknown) => deps.log.warn(`a check was not recorded: ${String(cause)}`));
      if (result.verdict !== 'failed' || last?.taskId !== taskId) return;
      deps.recent.failed(taskId);
      const offer = amended ? ' Undo and retry is in the status bar’s hover.' : '';
      const [first] = [...(result.quoted ?? []), ...result.what];
      deps.tell(`The edit of ${nameOf(last.edit.document)} brought an error: ${first}.${offer}`);
    },
    rejected: (taskId) => record(taskId, 'rejected'),
    placeOf: (taskId) => (last?.taskId === taskId ? last.watch.standsAt() : undefined),
    async takeBack(taskId) {
      if (last?.taskId !== taskId) return false;
      const { edit, watch } = last;
      const range = watch.place();
      if (!range) return false;
      const { document, original } = edit;
      const applied = document.getText(range);
      return (
        (await applyEdit({ uri: document.uri, range, original: applied, replacement: original })) !==
        undefined
      );
    },
  };
}

function isSameCheck(one: Check, other: Check): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

// What becomes of an edit that was applied: taken back, made into something else, or left as it is.

/** Later than this an undo says more about what was typed since. */
const undoMs = 60_000;
/** Later changes are the program's growth rather than a verdict on the edit. */
const editMs = 10 * 60_000;
/** A person in mid-word has not decided yet. */
const restMs = 1500;

interface OutcomeWatch {
  /** Where the edit stands now, as long as nobody has touched it. */
  place(): vscode.Range | undefined;
  /** Where it stands, touched up or not; undefined once nobody follows it any more and it is not there. */
  standsAt(): vscode.Range | undefined;
}

/** Calls back at most once, with what the person did to the edit; never where they left it alone. */
function watchOutcome(
  { document, start, original, replacement }: AppliedEdit,
  onOutcome: (outcome: 'edited' | 'undone') => void,
): OutcomeWatch {
  const appliedAt = Date.now();
  const offset = document.offsetAt(start);
  let span: Span = { start: offset, end: offset + replacement.length };
  const now = (): string => document.getText().slice(span.start, span.end);
  const applied = now();
  let isFirst = true;
  let isFollowed = true;
  let resting: NodeJS.Timeout | undefined;

  const end = (): void => {
    isFollowed = false;
    clearTimeout(resting);
    clearTimeout(deadline);
    onChange.dispose();
    onClose.dispose();
  };
  const decide = (outcome: 'edited' | 'undone'): void => {
    end();
    onOutcome(outcome);
  };
  const look = (): void => {
    const text = now();
    if (text === original && original !== applied) decide('undone');
    else if (isSubstantiallyChanged(applied, text)) decide('edited');
  };
  const onChange = vscode.workspace.onDidChangeTextDocument(
    ({ document: changed, contentChanges, reason }) => {
      // Saving fires without changes.
      if (changed !== document || contentChanges.length === 0) return;
      for (const { rangeOffset, rangeLength, text } of contentChanges) {
        span = movedSpan(span, { offset: rangeOffset, length: rangeLength, inserted: text.length });
      }
      const isUndo = reason === vscode.TextDocumentChangeReason.Undo;
      if (isFirst && isUndo && Date.now() - appliedAt < undoMs) return decide('undone');
      isFirst = false;
      clearTimeout(resting);
      resting = setTimeout(look, restMs);
    },
  );
  const onClose = vscode.workspace.onDidCloseTextDocument((closed) => {
    if (closed === document) end();
  });
  const deadline = setTimeout(end, editMs);
  const range = (): vscode.Range =>
    new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  const isUntouched = (): boolean => !document.isClosed && now() === applied;
  return {
    place: () => (isUntouched() ? range() : undefined),
    standsAt: () => (isFollowed || isUntouched() ? range() : undefined),
  };
}
