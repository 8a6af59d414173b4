/**
 * Where a file really lies. A link named `notes.md` may point at `.env`, and a link of a folder above it,
 * too. Where this process stands on the machine of the file, its own file system tells; elsewhere VS Code
 * tells that something is a link, and never where it leads.
 */
import type { Stats } from 'node:fs';
import * as vscode from 'vscode';

export type Lead =
  /** Every further path that leads to the file, its real one included; none where there is no link. */
  | { readonly kind: 'seen'; readonly paths: readonly string[] }
  | {
      readonly kind: 'unseen';
      readonly why: string;
      /** The address of the link; undefined where none could be told. */
      readonly link?: string | undefined;
    };

export interface HostFacts {
  /** The extension runs on the workspace's side of a remote window. */
  readonly runsRemotely: boolean;
  readonly isRemoteWindow: boolean;
}

/**
 * Whether this process's own file system is the one that an address names. On the workspace's side of a
 * remote window `vscode-remote:` is this machine, and `vscode-local:` the one with the screen; beside the
 * screen `file:` is this machine, and `vscode-remote:` another.
 */
export function liesHere(scheme: string, { runsRemotely, isRemoteWindow }: HostFacts): boolean {
  return scheme === 'file' || (scheme === 'vscode-remote' && isRemoteWindow && runsRemotely);
}

export function hostFacts(): HostFacts {
  const self = vscode.extensions.getExtension('switchyard.switchyard');
  return {
    runsRemotely: self?.extensionKind === vscode.ExtensionKind.Workspace,
    isRemoteWindow: vscode.env.remoteName !== undefined,
  };
}

/** @param trusted addresses of links that a person vouched for. */
export async function leadOf(uri: vscode.Uri, trusted: ReadonlySet<string> = new Set()): Promise<Lead> {
  if (liesHere(uri.scheme, hostFacts())) return leadHere(uri.fsPath);
  // No file system answers for it: a document without a file, which no link can lead to.
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === undefined) return { kind: 'seen', paths: [] };
  return leadElsewhere(uri, trusted);
}

/** Longer chains of links are refused by operating systems, too. */
const mostLinks = 40;

/** Judges each link on the way by its own name as well: a link to `.env` may be a link to a vault. */
async function leadHere(file: string): Promise<Lead> {
  const { realpath } = await import('node:fs/promises');
  const paths: string[] = [];
  try {
    let at = file;
    for (;;) {
      const next = await behindFirstLink(at);
      if (next === undefined) break;
      if (paths.length === mostLinks) return circle;
      paths.push(next);
      at = next;
    }
  } catch (error) {
    return unseenBy(codeOf(error));
  }
  try {
    // Knows short names of Windows, and the capitals that the disk has.
    paths.push(await realpath(file));
  } catch (error) {
    if (!isAbsent(codeOf(error))) return unseenBy(codeOf(error));
  }
  return { kind: 'seen', paths: [...new Set(paths)].filter((path) => path !== file) };
}

const circle: Lead = { kind: 'unseen', why: 'it is a link that leads in a circle' };

function unseenBy(code: string): Lead {
  if (code === 'ELOOP') return circle;
  return isAbsent(code)
    ? { kind: 'unseen', why: 'it is a link that leads nowhere' }
    : { kind: 'unseen', why: 'nobody can see from here whether it is a link' };
}

/** @throws the file system's error where a link is there and what it leads to is not. */
async function behindFirstLink(file: string): Promise<string | undefined> {
  const { readlink, stat } = await import('node:fs/promises');
  const path = await import('node:path');
  const { root } = path.parse(file);
  const names = file.slice(root.length).split(path.sep);
  let at = root;
  for (const [index, name] of names.entries()) {
    at = path.join(at, name);
    const found = await entryAt(at);
    if (found === undefined) return undefined;
    if (!found.isSymbolicLink()) continue;
    await stat(at);
    return path.join(path.resolve(path.dirname(at), await readlink(at)), ...names.slice(index + 1));
  }
  return undefined;
}

async function entryAt(file: string): Promise<Stats | undefined> {
  const { lstat } = await import('node:fs/promises');
  try {
    return await lstat(file);
  } catch (error) {
    if (isAbsent(codeOf(error))) return undefined;
    throw error;
  }
}

async function leadElsewhere(uri: vscode.Uri, trusted: ReadonlySet<string>): Promise<Lead> {
  let at = uri;
  while (at.path.startsWith('/')) {
    const link = at.toString();
    const why = trusted.has(link) ? undefined : await whyUnseen(at, at === uri);
    if (why !== undefined) return { kind: 'unseen', why, link };
    const above = vscode.Uri.joinPath(at, '..');
    if (above.path === at.path) break;
    at = above;
  }
  return { kind: 'seen', paths: [] };
}

async function whyUnseen(uri: vscode.Uri, isFile: boolean): Promise<string | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.SymbolicLink) === 0) return undefined;
    return `${isFile ? 'it is a link' : 'it lies in a folder that is a link'}, and nobody can see from here where that leads`;
  } catch (error) {
    // A draft or a former version of a file that is not there leads nowhere.
    return isAbsent(codeOf(error)) ? undefined : 'nobody can see from here whether it is a link';
  }
}

/** Of Node's errors and of VS Code's. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function isAbsent(code: string): boolean {
  return ['ENOENT', 'ENOTDIR', 'FileNotFound', 'FileNotADirectory'].includes(code);
}
