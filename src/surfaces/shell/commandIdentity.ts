/** Which task a person meant, and whether it still is the one they agreed to. */
import * as vscode from 'vscode';

/** What the person chose; kept in the state of the workspace. */
export interface CheckCommandChoice {
  readonly name: string;
  readonly source: string;
  readonly folder: string | undefined;
  /** Of everything known about what it runs: another one must be agreed to anew. */
  readonly fingerprint: string;
}

/** As people know it: `npm: test`. */
export function commandLabel({ name, source }: Pick<vscode.Task, 'name' | 'source'>): string {
  return source === 'Workspace' ? name : `${source}: ${name}`;
}

/** The command line, as far as VS Code tells it. */
export function commandText({ execution, detail }: vscode.Task): string | undefined {
  if (execution instanceof vscode.ProcessExecution) return [execution.process, ...execution.args].join(' ');
  if (!(execution instanceof vscode.ShellExecution)) return detail;
  const { commandLine, command, args = [] } = execution;
  return commandLine ?? [command, ...args].map((part) => wordOf(part)).join(' ');
}

function wordOf(part: string | vscode.ShellQuotedString | undefined): string {
  return typeof part === 'object' ? part.value : (part ?? '');
}

export async function choiceOf(task: vscode.Task): Promise<CheckCommandChoice> {
  const { name, source } = task;
  const folder = folderOf(task);
  return { name, source, folder: folder?.uri.toString(), fingerprint: await fingerprintOf(task) };
}

/** The task that was chosen, as it is today; undefined where there is none of that name any more. */
export async function chosenCommand(choice: CheckCommandChoice): Promise<vscode.Task | undefined> {
  const tasks = await vscode.tasks.fetchTasks();
  return tasks.find(
    (task) =>
      task.name === choice.name &&
      task.source === choice.source &&
      folderOf(task)?.uri.toString() === choice.folder,
  );
}

function folderOf({ scope }: vscode.Task): vscode.WorkspaceFolder | undefined {
  return typeof scope === 'object' ? scope : undefined;
}

/**
 * Covers more than the task itself: `detail` holds an npm script's text, and what a task of tasks.json
 * depends on is told by no API, so that any change of that file counts.
 */
async function fingerprintOf(task: vscode.Task): Promise<string> {
  const { name, source, definition, execution, detail } = task;
  const isOwn = source === 'Workspace';
  const file = isOwn
    ? vscode.workspace.getConfiguration('tasks', folderOf(task)?.uri).get('tasks')
    : undefined;
  const facts = [name, source, definition, partsOf(execution), detail, file];
  const bytes = new TextEncoder().encode(JSON.stringify(facts));
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

function partsOf(execution: vscode.Task['execution']): unknown {
  if (execution instanceof vscode.ProcessExecution) {
    return [execution.process, execution.args, execution.options];
  }
  if (execution instanceof vscode.ShellExecution) {
    const { commandLine, command, args, options } = execution;
    return [commandLine, command, args, options];
  }
  return undefined;
}
