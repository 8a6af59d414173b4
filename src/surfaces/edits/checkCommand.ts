/**
 * A task of the workspace as a check. A task sees files, so it judges an edit only once that is applied
 * and saved: what it says comes onto the receipt, and a failure is the person's to act on.
 */
import * as vscode from 'vscode';
import type { CommandCheck } from '../../core/receipt/receiptOf.ts';
import type { CheckResult } from '../../core/model/route.ts';
import type { RememberedCheckCommand } from '../shell/remembered.ts';
import {
  chosenCommand,
  choiceOf,
  commandText,
  commandLabel,
  type CheckCommandChoice,
} from '../shell/commandIdentity.ts';

export interface CheckCommandDeps {
  readonly choice: RememberedCheckCommand;
  readonly confirm: (message: string, detail: string, yes: string) => Promise<boolean>;
  readonly tell: (message: string) => void;
  /** Ms that the task may take. */
  readonly patienceMs?: number;
}

export interface CheckCommand {
  /** Lets the person choose the task, or none. */
  choose(): Promise<void>;
  /** Saves the document and runs the task; undefined where none is chosen, where the workspace is not trusted, where there is no file. */
  check(document: vscode.TextDocument): Promise<CommandCheck | undefined>;
}

const usualPatienceMs = 120_000;

/** Shells: the command cannot be run, or there is none of that name. */
const neverRan: ReadonlySet<number> = new Set([126, 127]);

interface CommandItem extends vscode.QuickPickItem {
  readonly task?: vscode.Task;
}

export function createCheckCommand({
  choice: remembered,
  confirm,
  tell,
  patienceMs = usualPatienceMs,
}: CheckCommandDeps): CheckCommand {
  const passed = new Map<string, boolean>();
  let isRunning = false;

  /** Asked once for a workspace and a definition of a task. */
  async function agreed(task: vscode.Task, hasChanged: boolean): Promise<boolean> {
    const label = commandLabel(task);
    const command = commandText(task);
    const detail = [
      ...(hasChanged ? ['Its definition has changed since you agreed to it.'] : []),
      command === undefined ? `It belongs to “${task.source}”.` : `It runs: ${command}`,
      `After you apply an edit of a class that may think, Switchyard saves the file and runs the task, for at most ${patienceMs / 1000} s. Its exit code goes on the receipt. Only in this workspace, and only while it is trusted.`,
    ].join('\n');
    return confirm(`Check applied edits with the task “${label}”?`, detail, 'Run It');
  }

  async function current(choice: CheckCommandChoice): Promise<vscode.Task | string> {
    const task = await chosenCommand(choice);
    if (!task) return 'there is no such task any more';
    const now = await choiceOf(task);
    if (now.fingerprint === choice.fingerprint) return task;
    if (!(await agreed(task, true))) {
      // Who says no is not asked after every edit.
      await remembered.set(undefined);
      return 'its definition has changed';
    }
    await remembered.set(now);
    return task;
  }

  async function judged(choice: CheckCommandChoice, document: vscode.TextDocument): Promise<CheckResult> {
    const task = await current(choice);
    if (typeof task === 'string') return { verdict: 'notChecked', why: task };
    if (!(await document.save())) return { verdict: 'notChecked', why: 'the file could not be saved' };
    tell(`“${commandLabel(task)}” checks the edit…`);
    const end = await runCheckCommand(task, patienceMs);
    switch (end.kind) {
      case 'ended':
        if (neverRan.has(end.exitCode)) {
          return { verdict: 'notChecked', why: `it could not be started (exit code ${end.exitCode})` };
        }
        return end.exitCode === 0
          ? { verdict: 'passed', what: [`task “${commandLabel(task)}”`] }
          : { verdict: 'failed', what: [`task “${commandLabel(task)}” (exit code ${end.exitCode})`] };
      case 'timedOut':
        return { verdict: 'notChecked', why: `it did not end within ${patienceMs / 1000} s` };
      case 'silent':
        return { verdict: 'notChecked', why: 'it ended without an exit code' };
    }
  }

  return {
    async choose() {
      if (!vscode.workspace.isTrusted) {
        tell('Tasks run in trusted workspaces only.');
        return;
      }
      const tasks = (await vscode.tasks.fetchTasks()).filter(({ isBackground }) => !isBackground);
      const before = remembered.get();
      if (tasks.length === 0 && !before) {
        tell('This workspace has no task that ends by itself.');
        return;
      }
      const items: CommandItem[] = [
        {
          label: '$(circle-slash) No task',
          description: before ? 'edits are not checked by a task' : '$(check) chosen',
        },
        ...tasks.toSorted((a, b) => rank(a) - rank(b)).map((task) => itemOf(task, before)),
      ];
      const item = await vscode.window.showQuickPick(items, {
        title: 'Switchyard: Choose Check Task',
        placeHolder: 'A task that tells by its exit code whether an applied edit is good',
        matchOnDetail: true,
      });
      if (!item) return;
      if (!item.task) {
        await remembered.set(undefined);
      } else if (await agreed(item.task, false)) {
        await remembered.set(await choiceOf(item.task));
        tell(`“${commandLabel(item.task)}” checks the edits that you apply.`);
      }
    },
    async check(document) {
      const choice = remembered.get();
      if (!choice || !vscode.workspace.isTrusted || document.isUntitled) return undefined;
      const label = commandLabel(choice);
      const passedBefore = passed.get(choice.fingerprint);
      if (isRunning) {
        return { label, result: { verdict: 'notChecked', why: 'it was running already' }, passedBefore };
      }
      isRunning = true;
      try {
        const result = await judged(choice, document);
        if (result.verdict !== 'notChecked') passed.set(choice.fingerprint, result.verdict === 'passed');
        return { label, result, passedBefore };
      } finally {
        isRunning = false;
      }
    },
  };
}

/** Tests are what people check with. */
function rank({ group, name }: vscode.Task): number {
  return group?.id === vscode.TaskGroup.Test.id || /\b(?:test|check|lint)\b/i.test(name) ? 0 : 1;
}

function itemOf(task: vscode.Task, before: CheckCommandChoice | undefined): CommandItem {
  const isChosen = before?.name === task.name && before.source === task.source;
  const detail = commandText(task);
  return {
    label: commandLabel(task),
    ...(isChosen && { description: '$(check) chosen' }),
    ...(detail !== undefined && { detail }),
    task,
  };
}

export type CommandEnd =
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** It ended, and nothing says how. */
  | { readonly kind: 'silent' }
  /** It was ended here. */
  | { readonly kind: 'timedOut' };

/** Runs a task to its end, for at most `patienceMs`. */
export async function runCheckCommand(task: vscode.Task, patienceMs: number): Promise<CommandEnd> {
  const ended = Promise.withResolvers<CommandEnd>();
  const early: [vscode.TaskExecution, number | undefined][] = [];
  let execution: vscode.TaskExecution | undefined;
  const onEnd = (which: vscode.TaskExecution, exitCode: number | undefined): void => {
    // A quick task may end before `executeTask` has said which one it is.
    if (!execution) early.push([which, exitCode]);
    else if (which === execution) {
      ended.resolve(exitCode === undefined ? { kind: 'silent' } : { kind: 'ended', exitCode });
    }
  };
  // The end of the process comes first; a task without one has the other event alone.
  const subscriptions = [
    vscode.tasks.onDidEndTaskProcess((event) => onEnd(event.execution, event.exitCode)),
    vscode.tasks.onDidEndTask((event) => onEnd(event.execution, undefined)),
  ];
  const deadline = setTimeout(() => ended.resolve({ kind: 'timedOut' }), patienceMs);
  try {
    execution = await vscode.tasks.executeTask(task);
    for (const [which, exitCode] of early) onEnd(which, exitCode);
    const end = await ended.promise;
    if (end.kind === 'timedOut') execution.terminate();
    return end;
  } catch {
    return { kind: 'silent' };
  } finally {
    clearTimeout(deadline);
    for (const subscription of subscriptions) subscription.dispose();
  }
}
