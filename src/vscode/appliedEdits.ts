/** What follows once an edit is in a file: what becomes of it is recorded, the chosen task checks it, it can be taken back. */
import type * as vscode from 'vscode';
import type { Ledger, Outcome } from '../core/ledger/ledger.ts';
import type { Log } from '../core/log.ts';
import type { Check } from '../core/receipt/receipt.ts';
import { withTaskCheck } from '../core/receipt/taskCheck.ts';
import { checkForReceipt } from '../core/receipt/receiptOf.ts';
import { keptCheck, type CheckResult } from '../core/route/check.ts';
import type { ModelRoute } from '../core/route/route.ts';
import type { CheckTask } from './checkTask.ts';
import { applyEdit, type AppliedEdit } from './editReview.ts';
import { watchOutcome, type OutcomeWatch } from './outcomeWatch.ts';
import type { RecentRequests } from './recentRequests.ts';
import type { StatusBar } from './statusBar.ts';
import { systemClock } from './systemClock.ts';
import type { TaskRunner } from './taskRunner.ts';

export interface AppliedEditsDeps {
  readonly ledger: () => Promise<Ledger>;
  readonly runner: TaskRunner;
  readonly statusBar: StatusBar;
  readonly recent: RecentRequests;
  readonly checkTask: CheckTask;
  readonly tell: (message: string) => void;
  readonly log: Log;
}

export interface AppliedEdits {
  /** Nobody waits for what follows. */
  applied(taskId: string, route: ModelRoute, edit: AppliedEdit, check: Check): void;
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

  function record(taskId: string, outcome: Outcome): void {
    // What was edited was good for something; what was taken back was not.
    if (outcome === 'rejected' || outcome === 'undone') deps.recent.failed(taskId);
    deps.runner.amend(taskId, (receipt) => ({ ...receipt, outcome }));
    const write = async (): Promise<void> =>
      (await deps.ledger()).recordOutcome(taskId, outcome, systemClock.now());
    write().catch((cause: unknown) => deps.log.warn(`an outcome was not recorded: ${String(cause)}`));
  }

  async function checkByTask(taskId: string, { document }: AppliedEdit, before: Check): Promise<void> {
    const check = await deps.checkTask.check(document);
    if (!check) return;
    const end = deps.runner.amend(taskId, (receipt) => withTaskCheck(receipt, check));
    if (end) deps.statusBar.showEnd(end);
    const { result, label } = check;
    if (result.verdict === 'failed') {
      deps.recent.failed(taskId);
      const offer = end ? ' Undo and retry is in the status bar’s hover.' : '';
      deps.tell(`“${label}” fails after the edit of ${nameOf(document)}.${offer}`);
    }
    // Who failed before has not passed for that.
    if (result.verdict === 'notChecked' || (result.verdict === 'passed' && before.state === 'failed')) return;
    await (await deps.ledger()).recordCheck(taskId, keptCheck(result), systemClock.now());
  }

  return {
    applied(taskId, { policy }, edit, check) {
      record(taskId, 'accepted');
      last = { taskId, edit, watch: watchOutcome(edit, (outcome) => record(taskId, outcome)) };
      if (policy === 'avoid') return;
      checkByTask(taskId, edit, check).catch((cause: unknown) => {
        deps.log.warn(`the check task: ${String(cause)}`);
      });
    },
    appliedByTool(taskId, edit) {
      last = { taskId, edit, watch: watchOutcome(edit, () => undefined) };
    },
    judgedLater(taskId, before, result) {
      // What a task or a person found meanwhile stands, unless this is worse.
      let stands = true;
      const amended = deps.runner.amend(taskId, (receipt) => {
        stands = receipt.check === before || result.verdict === 'failed';
        return stands ? { ...receipt, check: checkForReceipt(result) } : receipt;
      });
      if (!stands) return;
      const write = async (): Promise<void> =>
        (await deps.ledger()).recordCheck(taskId, keptCheck(result), systemClock.now());
      write().catch((cause: unknown) => deps.log.warn(`a check was not recorded: ${String(cause)}`));
      if (result.verdict !== 'failed' || last?.taskId !== taskId) return;
      deps.recent.failed(taskId);
      const offer = amended ? ' Undo and retry is in the status bar’s hover.' : '';
      deps.tell(`The edit of ${nameOf(last.edit.document)} brought an error: ${result.what[0]}.${offer}`);
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
