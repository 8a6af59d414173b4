/**
 * Which files never leave this machine, whatever surface asks: `files.neverSend` and secrets that git
 * ignores. A file is judged by every path that its document shows and by every path that leads to it.
 */
import * as vscode from 'vscode';
import { foldedName } from '../../core/files/globPattern.ts';
import { matchingGlob } from '../../core/files/glob.ts';
import { shownPaths } from '../../core/files/shownPaths.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';
import { fullName } from '../../settings/settingProblem.ts';
import { isGitIgnored } from './gitIgnored.ts';
import { leadOf, type Lead } from './linkedFile.ts';

export interface NeverSendList {
  readonly globs: readonly string[];
  /** What is wrong with the list, with its mend: nobody knows what else it was meant to keep. */
  readonly fault?: string | undefined;
  /** Links by which open folders are reached, and which the person vouched for in this window. */
  readonly trustedLinks?: ReadonlySet<string> | undefined;
}

export function neverSendList({ settings, paidCallsBlockedBy }: ResolvedSettings): NeverSendList {
  const broken = paidCallsBlockedBy.find(
    ({ kind, concerns }) => kind === 'brokenFile' || concerns === 'files.neverSend',
  );
  return { globs: settings['files.neverSend'], fault: broken && `${broken.message} ${broken.mend}` };
}

export interface Kept {
  /** Goes on after "… stays here, since". */
  readonly since: string;
  /** Nobody could tell whether the file has to stay. */
  readonly isUncertain: boolean;
  /** All of an open folder lies behind this link, so that a person's word on it lasts. */
  readonly folderLink?: string | undefined;
}

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
export async function whyNeverSent(uri: vscode.Uri, list: NeverSendList): Promise<Kept | undefined> {
  const { homedir } = await import('node:os');
  const folders = await foldersOpen();
  const namedBy = (paths: readonly string[]): string | undefined =>
    matchingGlob(namesOf(paths, folders), list.globs, homedir());
  const shown = shownPaths(uri);
  const glob = namedBy(shown);
  if (glob !== undefined) return certain(`“${glob}” in ${fullName('files.neverSend')} names it`);

  const places = placesOf(uri, shown);
  const leads = await Promise.all(places.map((place) => leadOf(place, list.trustedLinks)));
  const behind = leads.flatMap((lead) => (lead.kind === 'seen' ? lead.paths : []));
  const behindGlob = namedBy(behind);
  if (behindGlob !== undefined) {
    return certain(`it is a link to a file that “${behindGlob}” in ${fullName('files.neverSend')} names`);
  }
  if (list.fault !== undefined) return certain(`the list of such files has a fault. ${list.fault}`);
  for (const place of [...places, ...behind.map((path) => vscode.Uri.file(path))]) {
    const looksSecret = matchingGlob(shownPaths(place), secretNames) !== undefined;
    if (looksSecret && (await isGitIgnored(place))) {
      return certain('it looks like a secret and git ignores it');
    }
  }
  const unseen = leads.find((lead) => lead.kind === 'unseen');
  return unseen && { since: unseen.why, isUncertain: true, folderLink: folderLinkOf(unseen.link) };
}

function folderLinkOf(link: string | undefined): string | undefined {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => `${uri.toString()}/`);
  return link !== undefined && folders.some((folder) => folder.startsWith(`${link}/`)) ? link : undefined;
}

function certain(since: string): Kept {
  return { since, isUncertain: false };
}

/** The document itself, and the files that it shows where it is none. */
function placesOf(uri: vscode.Uri, shown: readonly string[]): readonly vscode.Uri[] {
  if (uri.scheme === 'file' || uri.scheme === 'vscode-remote') return [uri];
  const absolute = shown
    .map((path) => path.replaceAll('\\', '/').replace(/^(?=[a-z]:\/)/i, '/'))
    .filter((path) => /^\/[^/]/.test(path));
  return [uri, ...[...new Set(absolute)].map(fileAt)];
}

/** On the machine whose files are open. */
function fileAt(path: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const inside = folders.find(({ uri }) => path.startsWith(`${uri.path}/`)) ?? folders[0];
  return inside?.uri.with({ path }) ?? vscode.Uri.file(path);
}

/** The paths of the folders that are open; they may themselves be reached by links. */
async function foldersOpen(): Promise<readonly string[]> {
  const uris = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const leads = await Promise.all(uris.map((uri) => leadOf(uri)));
  const paths = uris.flatMap(({ path }, index) => [path, ...pathsOf(leads[index])]);
  return paths.map(plain);
}

function pathsOf(lead: Lead | undefined): readonly string[] {
  return lead?.kind === 'seen' ? lead.paths : [];
}

/** As globs may name a file: from the root, and from each folder that it lies in. */
function namesOf(paths: readonly string[], folders: readonly string[]): readonly string[] {
  return paths.map(plain).flatMap((path) => {
    const inside = folders.filter((folder) => path.startsWith(`${folder}/`));
    return [path, ...inside.map((folder) => path.slice(folder.length + 1))];
  });
}

function plain(path: string): string {
  return foldedName(path)
    .replaceAll('\\', '/')
    .replace(/^\/+|\/+$/g, '');
}
