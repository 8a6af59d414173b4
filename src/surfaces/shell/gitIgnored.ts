/** Whether git ignores a file: the rules from the root of its repository down, without running git. */
import ignore from 'ignore';
import * as vscode from 'vscode';

/** Bytes; rules that people write are some kilobytes. */
const largestRules = 1_000_000;

/**
 * @throws where rules are there and cannot be read.
 * @returns false where the file belongs to no repository and no open folder.
 */
export async function isGitIgnored(uri: vscode.Uri): Promise<boolean> {
  const repository = await repositoryOf(uri);
  const root = repository?.root ?? vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (root === undefined) return false;
  const names = uri.path
    .slice(root.path.replace(/\/$/, '').length + 1)
    .normalize('NFC')
    .split('/');
  const rules = [await rulesIn(repository && vscode.Uri.joinPath(repository.settings, 'info/exclude'), 0)];
  for (let depth = 0; depth < names.length; depth++) {
    rules.push(await rulesIn(vscode.Uri.joinPath(root, ...names.slice(0, depth), '.gitignore'), depth));
    // What lies in a folder that is ignored is ignored, whatever is said further down.
    if (verdictOn(names.slice(0, depth + 1), depth + 1 < names.length, rules)) return true;
  }
  return false;
}

interface Rules {
  readonly depth: number;
  readonly text: string;
}

function verdictOn(
  names: readonly string[],
  isFolder: boolean,
  all: readonly (Rules | undefined)[],
): boolean {
  let isIgnored = false;
  for (const rules of all) {
    if (rules === undefined) continue;
    const path = names.slice(rules.depth).join('/') + (isFolder ? '/' : '');
    const verdict = ignore().add(rules.text).test(path);
    if (verdict.ignored) isIgnored = true;
    if (verdict.unignored) isIgnored = false;
  }
  return isIgnored;
}

async function rulesIn(file: vscode.Uri | undefined, depth: number): Promise<Rules | undefined> {
  const text = file && (await textOf(file));
  return text === undefined ? undefined : { depth, text: text.normalize('NFC') };
}

interface Repository {
  readonly root: vscode.Uri;
  /** Where `info/exclude` is. */
  readonly settings: vscode.Uri;
}

/** What is open may be a part of a repository whose rules stand above it. */
async function repositoryOf(uri: vscode.Uri): Promise<Repository | undefined> {
  let root = vscode.Uri.joinPath(uri, '..');
  for (;;) {
    const git = vscode.Uri.joinPath(root, '.git');
    const type = await typeOf(git);
    if (type !== undefined) return { root, settings: (await linkedSettings(root, git, type)) ?? git };
    const above = vscode.Uri.joinPath(root, '..');
    if (above.path === root.path) return undefined;
    root = above;
  }
}

/** In a worktree `.git` is a file that names a folder, which names the repository's own. */
async function linkedSettings(
  root: vscode.Uri,
  git: vscode.Uri,
  type: vscode.FileType,
): Promise<vscode.Uri | undefined> {
  if ((type & vscode.FileType.File) === 0) return undefined;
  const named = /^gitdir: (.+)/.exec((await textOf(git)) ?? '')?.[1]?.trim();
  if (named === undefined) return undefined;
  const folder = resolved(root, named);
  const common = (await textOf(vscode.Uri.joinPath(folder, 'commondir')))?.trim();
  return common === undefined ? folder : resolved(folder, common);
}

function resolved(base: vscode.Uri, path: string): vscode.Uri {
  const drive = /^[a-z]:/i.test(path) ? `/${path}` : path;
  return drive.startsWith('/') ? base.with({ path: drive }) : vscode.Uri.joinPath(base, path);
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** A link may lead to a device that never ends. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) return undefined;
    if ((type & vscode.FileType.File) === 0 || size > largestRules) throw new Error('these are no rules');
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  const absent = ['FileNotFound', 'FileNotADirectory'];
  return error instanceof Error && 'code' in error && absent.includes(String(error.code));
}
