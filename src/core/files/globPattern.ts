/**
 * Reads one glob of `files.neverSend` or `routing.highStakesFiles`, as people know them from .gitignore,
 * shells and VS Code: `*`, `?`, `**`, `{a,b}`, `{1..9}`, `[a-z]`, `@(a|b)` and the like, `~/`,
 * `${workspaceFolder}`. What cannot be read is said, with its mend: a pattern that silently names nothing
 * would let files go that somebody meant to keep. Where two readings are usual (a backslash is Windows'
 * separator or an escape, `{ts}` is a choice of one or a name) both hold.
 */
import {
  literal,
  Misread,
  readNodes,
  type GlobFault,
  type GroupSign,
  type Node,
  type Part,
} from './globSyntax.ts';

/** What a name is made of, from its start to its end. */
export type NamePattern = readonly Piece[];
export type Piece = Part | Group;
export interface Group {
  readonly kind: 'group';
  readonly sign: GroupSign;
  readonly choices: readonly NamePattern[];
}
/** Folders in a row, of any number; else what one name looks like. */
export type Segment = 'anyDepth' | NamePattern;

export type GlobReading =
  | { readonly ok: true; readonly paths: readonly (readonly Segment[])[] }
  | { readonly ok: false; readonly fault: GlobFault };

/** A pattern that a person wrote is far shorter. */
const longestGlob = 500;
/** Paths that one pattern may stand for: choices with a slash in them multiply. */
const mostPaths = 100;
/** Where a home may be on a machine that cannot be asked. */
const usualHomes = ['/home/*', '/users/*', '/root', '?:/users/*'];

/** @param home of this machine's person; undefined where it is not known. */
export function readGlob(glob: string, home?: string): GlobReading {
  try {
    const { start, rest } = startOf(plainText(glob));
    const starts = start === 'home' ? homes(home) : [[]];
    const paths = readings(rest)
      .flatMap(pathsOf)
      .flatMap((path) => starts.map((before) => [...before, ...segmentsOf(path, start)]));
    if (paths.some(({ length }) => length === 0)) throw new Misread('names no file', 'Write ** for all.');
    return { ok: true, paths };
  } catch (error) {
    if (error instanceof Misread) return { ok: false, fault: error.fault };
    throw error;
  }
}

function plainText(glob: string): string {
  const text = glob.trim().replace(/^file:\/\/(?=\/)/i, '');
  if (text === '') throw new Misread('is empty', 'Remove it.');
  if (text.length > longestGlob) {
    throw new Misread(`is longer than ${longestGlob} characters`, 'Split it into several entries.');
  }
  if (/^!(?!\()/.test(text)) {
    throw new Misread(
      'begins with “!”',
      'A list like this takes no file off again: name what shall be on it. A name that begins with “!” is written “\\!”.',
    );
  }
  if (/^[a-z][\w+.-]+:\/\//i.test(text)) throw new Misread('is an address', 'Write a path.');
  if (/\p{Cc}/u.test(text) || (!/[{(]/.test(text) && /[,;|]\s*(?:\*|~?\/)/.test(text))) {
    throw new Misread('holds several patterns', 'Give each an entry of its own.');
  }
  return foldedName(text);
}

interface Begun {
  /** `folder`: what follows is a path from the root, of an open folder or of the machine. */
  readonly start: 'home' | 'folder' | 'anywhere';
  readonly rest: string;
}

const homeName =
  /^(?:~|\$home|\$\{userhome\}|\$\{env:(?:home|userprofile)\}|%userprofile%|%home%)(?=[\\/]|$)/;
const folderName = /^\$\{workspace(?:folder|root)(?::[^}]*)?\}(?=[\\/]|$)/;

function startOf(text: string): Begun {
  const home = homeName.exec(text)?.[0];
  const known = home ?? folderName.exec(text)?.[0];
  const rest = text.slice(known?.length ?? 0);
  const [unknown] = /\$\{[^}]*\}?|^%\w+%/.exec(rest) ?? [];
  if (unknown !== undefined) {
    throw new Misread(
      `holds ${unknown} in a place where nothing stands for it`,
      'A pattern may begin with ${workspaceFolder}/ or ~/, and knows no other variable.',
    );
  }
  if (known === undefined) return { start: 'anywhere', rest };
  return { start: home === undefined ? 'folder' : 'home', rest: /^[\\/]*$/.test(rest) ? '/**' : rest };
}

function homes(home: string | undefined): readonly (readonly Segment[])[] {
  const names = foldedName(home ?? '')
    .split(/[\\/]+/)
    .filter((name) => name !== '');
  const own = names.length === 0 ? [] : [names.map((name) => Array.from(name, literal))];
  return [...own, ...usualHomes.flatMap(pathsOf).map((path) => segmentsOf(path, 'home'))];
}

function readings(text: string): readonly string[] {
  // `\\?\C:\x` is Windows' long form of `C:\x`.
  const separated = text.replaceAll('\\', '/').replace(/^\/\/[?.]\//, '/');
  return separated === text ? [text] : [separated, text];
}

type PathPiece = Piece | 'slash';

function pathsOf(text: string): readonly (readonly PathPiece[])[] {
  return spread(readNodes(text));
}

/** Choices within a name stay choices; those with a slash in them make paths of their own. */
function spread(nodes: readonly Node[]): readonly (readonly PathPiece[])[] {
  let paths: readonly (readonly PathPiece[])[] = [[]];
  for (const node of nodes) {
    const ways = node === 'slash' || node.kind !== 'group' ? [[node]] : waysOf(node.sign, node.choices);
    if (paths.length * ways.length > mostPaths) {
      throw new Misread('has too many choices of folders', 'Split it into several entries.');
    }
    paths = paths.flatMap((path) => ways.map((way) => [...path, ...way]));
  }
  return paths;
}

function waysOf(sign: GroupSign, choices: readonly (readonly Node[])[]): readonly (readonly PathPiece[])[] {
  const ways = choices.flatMap(spread);
  const names = ways.map((way) => way.filter((piece) => piece !== 'slash'));
  const isOfFolders = ways.some((way) => way.includes('slash') || isAnyDepth(way));
  if (!isOfFolders) return [[{ kind: 'group', sign, choices: names }]];
  if (sign === '@') return ways;
  throw new Misread(`chooses folders inside “${sign}( )”`, 'Write the folders outside of it.');
}

function segmentsOf(path: readonly PathPiece[], start: Begun['start']): readonly Segment[] {
  const names: Piece[][] = [[]];
  for (const piece of path) {
    if (piece === 'slash') names.push([]);
    else names.at(-1)?.push(piece);
  }
  // A slash that only ends it says that a folder is meant, wherever it is.
  const isAnywhere =
    start === 'anywhere' && names.filter((name, index) => index === 0 || name.length > 0).length === 1;
  const segments = names.flatMap(segmentsIn);
  return isAnywhere && segments.length > 0 ? ['anyDepth', ...segments] : segments;
}

function segmentsIn(name: NamePattern): readonly Segment[] {
  if (name.length === 0 || isDots(name, 1)) return [];
  if (isDots(name, 2)) {
    throw new Misread('leads upwards by “..”', 'Write the path from ${workspaceFolder}/, ~/ or the root.');
  }
  if (isAnyDepth(name)) return ['anyDepth'];
  // Who writes `src/**.pem` means any depth.
  return isAnyDepth(name.slice(0, 2)) ? ['anyDepth', name.slice(1)] : [name];
}

function isAnyDepth(name: readonly PathPiece[]): boolean {
  return name.length === 2 && name.every((piece) => piece !== 'slash' && piece.kind === 'any');
}

function isDots(name: NamePattern, count: number): boolean {
  return (
    name.length === count &&
    name.every((piece) => piece.kind === 'one' && piece.fits('.') && !piece.fits('x'))
  );
}

// Names of files as they are compared: what no file system tells apart for certain is the same.

/** Code points that some file systems leave out of a comparison, and no person sees. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** Case, the way an accent is put together, and what nobody sees make no other file. */
export function foldedName(text: string): string {
  return Array.from(text.normalize('NFC').replaceAll(unseen, ''), folded).join('');
}

/** Never changes the number of characters: the glob `?` stands for one of them. */
function folded(character: string): string {
  const upper = character.toUpperCase();
  const lower = (Array.from(upper).length === 1 ? upper : character).toLowerCase();
  return Array.from(lower).length === 1 ? lower : character;
}
