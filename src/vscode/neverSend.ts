/** Which files never leave this machine, whatever surface asks: `files.neverSend` and ignored secrets. */
import ignore from 'ignore';
import * as vscode from 'vscode';
import { matchesAnyGlob } from '../core/glob.ts';

/** Names that hold secrets in practice; sent only when the repository tracks them. */
const secretNames = [
  '*secret*',
  '*credential*',
  '*password*',
  '*token*',
  '*.key',
  '*.p12',
  '*.pfx',
  '*.jks',
  '*.keystore',
  '*.tfvars',
  '.npmrc',
  '.pypirc',
  '.netrc',
  'id_rsa*',
  'id_ed25519*',
];

/** @returns why the file must stay here, or undefined when it may be sent. */
export async function whyNeverSent(uri: vscode.Uri, globs: readonly string[]): Promise<string | undefined> {
  if (uri.scheme === 'untitled') return undefined;
  if (namesOf(uri).some((name) => matchesAnyGlob(name, globs))) {
    return 'it matches switchyard.files.neverSend';
  }
  const real = await realFile(uri);
  const places = [uri, ...(real === undefined ? [] : [real])];
  if (real !== undefined && (await namesInFolders(real)).some((name) => matchesAnyGlob(name, globs))) {
    return 'it is a link to a file that matches switchyard.files.neverSend';
  }
  for (const place of places) {
    if (matchesAnyGlob(place.path, secretNames) && (await isGitIgnored(place))) {
      return 'it looks like a secret and git ignores it';
    }
  }
  return undefined;
}

/** As globs may name it: from the root, or from its folder. Git's own views of a file end in `.git`. */
function namesOf(uri: vscode.Uri): readonly string[] {
  const names = [uri.path, vscode.workspace.asRelativePath(uri, false)];
  return uri.scheme === 'file' ? names : [...names, ...names.map((name) => name.replace(/\.git$/, ''))];
}

/** A link named `notes.md` may point at `.env`, and a link of a folder above it, too. */
async function realFile(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (uri.scheme !== 'file') return undefined;
  const { realpath } = await import('node:fs/promises');
  try {
    const real = vscode.Uri.file(await realpath(uri.fsPath));
    return real.path === uri.path ? undefined : real;
  } catch {
    return undefined;
  }
}

/** The folders that are open may themselves be reached by links. */
async function namesInFolders(real: vscode.Uri): Promise<readonly string[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const reals = await Promise.all(folders.map(async (folder) => (await realFile(folder)) ?? folder));
  const inside = reals.filter(({ path }) => real.path.startsWith(`${path}/`));
  return [real.path, ...inside.map(({ path }) => real.path.slice(path.length + 1))];
}

/** Reads the rules from the root of the repository down; runs no git. */
async function isGitIgnored(uri: vscode.Uri): Promise<boolean> {
  const root = (await repositoryOf(uri)) ?? vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (root === undefined) return false;
  const segments = uri.path.slice(root.path.length + 1).split('/');
  let ignored = false;
  const apply = async (rulesFile: vscode.Uri, depth: number): Promise<void> => {
    const rules = await readText(rulesFile);
    if (rules === undefined) return;
    const verdict = ignore().add(rules).test(segments.slice(depth).join('/'));
    if (verdict.ignored) ignored = true;
    if (verdict.unignored) ignored = false;
  };
  await apply(vscode.Uri.joinPath(root, '.git/info/exclude'), 0);
  for (let depth = 0; depth < segments.length; depth++) {
    await apply(vscode.Uri.joinPath(root, ...segments.slice(0, depth), '.gitignore'), depth);
  }
  return ignored;
}

/** What is open may be a part of a repository whose rules stand above it. */
async function repositoryOf(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  let folder = vscode.Uri.joinPath(uri, '..');
  for (;;) {
    if (await exists(vscode.Uri.joinPath(folder, '.git'))) return folder;
    const above = vscode.Uri.joinPath(folder, '..');
    if (above.path === folder.path) return undefined;
    folder = above;
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
