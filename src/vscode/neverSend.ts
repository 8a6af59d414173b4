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
  const path = vscode.workspace.asRelativePath(uri, false);
  if (matchesAnyGlob(path, globs) || matchesAnyGlob(uri.path, globs))
    return 'it matches switchyard.files.neverSend';
  const real = await realPath(uri);
  if (real !== undefined && matchesAnyGlob(real, globs)) {
    return 'it is a link to a file that matches switchyard.files.neverSend';
  }
  if (matchesAnyGlob(path, secretNames) && (await isGitIgnored(uri))) {
    return 'it looks like a secret and git ignores it';
  }
  return undefined;
}

/** A link named `notes.md` may point at `.env`. */
async function realPath(uri: vscode.Uri): Promise<string | undefined> {
  if (uri.scheme !== 'file') return undefined;
  const { realpath } = await import('node:fs/promises');
  try {
    return await realpath(uri.fsPath);
  } catch {
    return undefined;
  }
}

/** Reads the .gitignore files from the workspace folder down; runs no git. */
async function isGitIgnored(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return false;
  const segments = uri.path.slice(folder.uri.path.length + 1).split('/');
  let ignored = false;
  for (let depth = 0; depth < segments.length; depth++) {
    const directory = vscode.Uri.joinPath(folder.uri, ...segments.slice(0, depth));
    const rules = await readText(vscode.Uri.joinPath(directory, '.gitignore'));
    if (rules === undefined) continue;
    const verdict = ignore().add(rules).test(segments.slice(depth).join('/'));
    if (verdict.ignored) ignored = true;
    if (verdict.unignored) ignored = false;
  }
  return ignored;
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
