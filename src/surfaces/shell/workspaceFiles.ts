/** Reads and watches the settings files of the window; what they say is judged in src/settings/settingsFile.ts. */
import * as vscode from 'vscode';
import { settingsFileProblems, unreadableFile, type SettingsFile } from '../../settings/settingsFile.ts';
import type { SettingProblem } from '../../settings/settingProblem.ts';
import { workspaceIdentity } from '../../core/budget/workspaceIdentity.ts';

interface FilePlace extends Pick<SettingsFile, 'label' | 'kind'> {
  readonly uri: vscode.Uri;
}

const folderFile = '.vscode/settings.json';
/** Bytes; the longest settings that people write by hand are some 100 KB. */
const largestFile = 4_000_000;

/** With several folders the folder's name is part of the label. */
export function folderLabel(folder: vscode.WorkspaceFolder): string {
  return vscode.workspace.workspaceFile === undefined ? folderFile : `${folder.name}/${folderFile}`;
}

/** What a person calls the place of the window's workspace settings. */
export function windowLabel(): string {
  const file = vscode.workspace.workspaceFile;
  return file === undefined ? folderFile : (file.path.split('/').at(-1) ?? file.path);
}

function filePlaces(): readonly FilePlace[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map((folder): FilePlace => ({
    uri: vscode.Uri.joinPath(folder.uri, folderFile),
    label: folderLabel(folder),
    kind: 'settings',
  }));
  const file = vscode.workspace.workspaceFile;
  // An unsaved workspace has no file that could be shared or broken by hand.
  if (file === undefined || file.scheme === 'untitled') return folders;
  return [{ uri: file, label: windowLabel(), kind: 'workspace' }, ...folders];
}

/** The file that a problem's place names; undefined where it is no file of this window. */
export function settingsFileOf(label: string): vscode.Uri | undefined {
  return filePlaces().find((place) => place.label === label)?.uri;
}

export async function workspaceFileProblems(): Promise<readonly SettingProblem[]> {
  return (await Promise.all(filePlaces().map(problemsOf))).flat();
}

async function problemsOf({ uri, label, kind }: FilePlace): Promise<readonly SettingProblem[]> {
  let bytes: Uint8Array;
  try {
    if (!(await canBeSettings(uri))) return [unreadableFile(label)];
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    return isAbsent(error) ? [] : [unreadableFile(label)];
  }
  try {
    return settingsFileProblems({ label, kind, text: new TextDecoder().decode(bytes) });
  } catch {
    // Objects can be nested deeper than a parser can go.
    return [unreadableFile(label)];
  }
}

/** A link may lead to a device that never ends, and reading it would hold up every request. */
async function canBeSettings(uri: vscode.Uri): Promise<boolean> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.Directory) return true;
  return (type & vscode.FileType.File) !== 0 && size <= largestFile;
}

function isAbsent(error: unknown): boolean {
  const absent = ['FileNotFound', 'FileNotADirectory', 'FileIsADirectory'];
  return error instanceof vscode.FileSystemError && absent.includes(error.code);
}

/** VS Code tells of changed values, but not of a file that stopped parsing. */
export function watchWorkspaceFiles(onChange: () => void): vscode.Disposable {
  let watchers: readonly vscode.Disposable[] = [];
  const watchAll = () => {
    vscode.Disposable.from(...watchers).dispose();
    watchers = filePlaces().flatMap(({ uri }) => {
      const name = uri.path.split('/').at(-1) ?? '';
      const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), name);
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      return [
        watcher,
        watcher.onDidChange(onChange),
        watcher.onDidCreate(onChange),
        watcher.onDidDelete(onChange),
      ];
    });
  };
  watchAll();
  const folders = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    watchAll();
    onChange();
  });
  return new vscode.Disposable(() => {
    folders.dispose();
    vscode.Disposable.from(...watchers).dispose();
  });
}

/** Which workspace this window has open, as the ledger names it; undefined in an empty window. */
export function workspaceIdentityNow(): string | undefined {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  return workspaceIdentity({
    workspaceFile: workspaceFile?.toString(),
    folders: workspaceFolders.map(({ uri }) => uri.toString()),
  });
}
