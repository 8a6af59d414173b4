/**
 * The paths of files that a document's address shows. What VS Code and extensions show of a file has an
 * address of its own: a version of git's, a saved or compared one, a cell, a draft that is to become a
 * file. They name the file in the path, in the query or in the fragment, as they like.
 */

/** The parts of an address, decoded as VS Code gives them. */
export interface ShownAddress {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Characters; a query that is longer holds more than the name of a file. */
const longestText = 50_000;
const deepest = 5;
/** More than any address names. */
const mostPaths = 50;

/** Schemes whose path is the file's own, so that nothing was put behind it. */
const ownPath = ['file', 'vscode-remote', 'vscode-local', 'vscode-vfs', 'untitled'];

/** Each once, the path itself first; with either kind of slash, from the root or from anywhere. */
export function shownPaths(address: ShownAddress): readonly string[] {
  const { scheme, authority, path, query, fragment } = address;
  const found = new Set<string>(spellings(path));
  // A share is named by its server.
  if (authority !== '') spellings(`//${authority}${path}`).forEach((each) => found.add(each));
  if (!ownPath.includes(scheme)) {
    for (const each of [...namesIn(path, 0), ...namesIn(query, 0), ...namesIn(fragment, 0)]) {
      [...spellings(each), ...spellings(withoutLabel(each))].forEach((spelled) => found.add(spelled));
    }
  }
  return [...found].filter((each) => each !== '').slice(0, mostPaths);
}

/** `server.pem.git` is git's way to keep an editor off its own view; a label may stand behind a name. */
function withoutLabel(path: string): string {
  return path.replace(/(?:\.git|\.diff|\s*\([^()/]*\)|[@#~:][^/\\]*)$/i, '');
}

/** Windows takes blanks and dots at the end of a name, and a stream of the file, for the file itself. */
function spellings(path: string): readonly string[] {
  const names = path.split(/[\\/]/);
  const trimmed = names.map((name) => (/^\.{1,2}$/.test(name) ? name : name.replace(/[. ]+$/, '')));
  const unstreamed = trimmed.map((name, index) =>
    index > 1 || !/^[a-z]:$/i.test(name) ? name.replace(/(?<=.):.*$/, '') : name,
  );
  return [path, ...[trimmed, unstreamed].map(joined)];
}

/** Without the steps back that `..` makes. */
function joined(names: readonly string[]): string {
  const kept: string[] = [];
  for (const name of names) {
    if (name === '..') kept.pop();
    else if (name !== '.') kept.push(name);
  }
  return kept.join('/');
}

function namesIn(text: string, depth: number): readonly string[] {
  if (text === '' || text.length > longestText || depth > deepest) return [];
  const structured = /^\s*[{["]/.test(text) ? textsIn(parsed(text)) : undefined;
  if (structured !== undefined) return structured.flatMap((each) => namesIn(each, depth + 1));
  const plain = decoded(text);
  const inner = plain === text ? [] : namesIn(plain, depth + 1);
  const address = /^[a-z][\w+.-]+:(?=\/)(?:\/\/[^/]*)?([^?#]*)\??([^#]*)/i.exec(text);
  if (address !== null) {
    const [, path = '', query = ''] = address;
    return [path, ...namesIn(query, depth + 1), ...inner];
  }
  const values = /^[\w.-]+=/.test(text)
    ? text.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1))
    : [];
  return [text, ...values.flatMap((each) => namesIn(each, depth + 1)), ...inner];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((each) => textsIn(each) ?? []);
}

// Paths that a person names in their words, so that stakes and size count them like the file that is open.

const endings =
  '[cm]?[jt]sx?|py|rb|go|rs|java|kts?|cs|php|swift|c|cc|cpp|h|hpp|sql|ya?ml|json|toml|sh|md|html|s?css|vue|svelte';

/** `src/auth/login.ts:42`, `login.py`, `payments/`: a file by its ending, a folder by its slash. */
const path = new RegExp(
  `(?<![\\w@:/.\\\\-])(?:\\.{0,2}/)?((?:[\\w.-]+/)*[\\w.-]+\\.(?:${endings})|(?:[\\w.-]+/)+)(?![\\w/.@-]*[\\w/@])`,
  'g',
);

const notFiles = /^(?:node|next|nuxt|vue|three|d3|express|react)\.js$/i;

/** More than a person names in one request is a list that was pasted; far into a paste nobody looks. */
const mostFiles = 20;

const readCharacters = 20_000;

/** In the order of their mention, each once, with `/` between its parts. */
export function mentionedFiles(text: string): readonly string[] {
  const found = Array.from(text.slice(0, readCharacters).matchAll(path), ([, file = '']) => file);
  return [...new Set(found.filter((file) => !notFiles.test(file)))].slice(0, mostFiles);
}
