import * as vscode from 'vscode';

export type TaskRunEnd =
  | { readonly kind: 'ended'; readonly exitCode: number }
  /** It ended, and nothing says how. */
  | { readonly kind: 'silent' }
  /** It was ended here. */
  | { readonly kind: 'timedOut' };

/** Runs a task to its end, for at most `patienceMs`. */
export async function runTask(task: vscode.Task, patienceMs: number): Promise<TaskRunEnd> {
  const ended = Promise.withResolvers<TaskRunEnd>();
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
