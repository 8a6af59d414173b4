/** Finds the places of edits in the sources by syntax. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vitest/node';
import type { Edit } from './mutant.ts';

export interface Source {
  /** From the root: `src/core/model/budget.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** What an edit may change: the files of `src`, and the manifest. */
export function sourcesOf(root: string): readonly Source[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`);
  return [...files, 'package.json'].map((file) => ({
    path: file,
    text: readFileSync(path.join(root, file), 'utf8'),
  }));
}

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** @throws Error where the declaration or the guard is not to be found: the mutant has lost its place. */
export function placesOf(edit: Edit, sources: readonly Source[]): readonly Place[] {
  const { file, node } = declarationOf(edit.in, sources);
  if (edit.guard === undefined) return [{ path: file, start: node.start, end: node.start }];
  const found = readingsOf(edit.guard).flatMap((pattern) => runsLike(pattern, node));
  if (found.length === 0) throw new Error(`${edit.in} (${file}) no longer says: ${edit.guard}`);
  return found.map(({ start, end }) => ({ path: file, start, end }));
}

/** The text with the edit made at each of its places. */
export function edited(text: string, places: readonly Place[], { guard, becomes }: Edit): string {
  const last = places.toSorted((a, b) => b.start - a.start);
  return last.reduce((changed, { start, end }) => {
    const after = changed.slice(end);
    if (guard === undefined) return `${changed.slice(0, start)}${becomes}\n${after}`;
    // A member goes with its comma; what a condition leads to leaves an empty statement.
    const rest = becomes === '' ? after.replace(/^\s*,/, '') : after;
    const isStatement = becomes === '' && /[;}]$/.test(changed.slice(start, end)) && rest === after;
    return changed.slice(0, start) + (isStatement ? ';' : becomes) + rest;
  }, text);
}

export function parse(text: string): SyntaxNode {
  const program: unknown = parseAst(text, { lang: 'ts' });
  if (!isNode(program)) throw new Error('the parser gave no tree');
  return program;
}

const trees = new WeakMap<Source, SyntaxNode>();

/** Each source is read once. In brackets JSON is an expression. */
function treeOf(source: Source): SyntaxNode {
  const { text } = source;
  const tree = trees.get(source) ?? parse(source.path.endsWith('.json') ? `(${text})` : text);
  trees.set(source, tree);
  return tree;
}

function declarationOf(name: string, sources: readonly Source[]): { file: string; node: SyntaxNode } {
  const [last = '', home] = name.split('/').toReversed();
  const found = sources
    .filter((source) => (home === undefined ? source.path.endsWith('.ts') : baseName(source.path) === home))
    .filter(({ text }) => text.includes(last))
    .flatMap((source) => declarationsIn(source, last).map((node) => ({ file: source.path, node })));
  const [only, ...others] = found;
  if (only === undefined) throw new Error(`nothing is called ${name} any more`);
  if (others.length > 0) throw new Error(`${name} is in ${found.map(({ file }) => file).join(' and ')}`);
  return only;
}

const baseName = (file: string): string => path.basename(file, '.ts');

function declarationsIn(source: Source, name: string): readonly SyntaxNode[] {
  const tree = treeOf(source);
  if (source.path.endsWith('.json')) return membersNamed(name, tree).map((node) => shifted(node, -1));
  return nodesIn(tree['body']).filter((statement) => namesOf(statement).includes(name));
}

function namesOf(statement: SyntaxNode): readonly unknown[] {
  const { declaration = statement } = statement;
  const declared = isNode(declaration) ? declaration : statement;
  const ids = [declared, ...nodesIn(declared['declarations'])].map((node) => node['id']);
  return ids.filter(isNode).map((id) => id['name']);
}

function membersNamed(name: string, node: SyntaxNode): readonly SyntaxNode[] {
  const { key } = node;
  if (node.type === 'Property' && isNode(key) && key['value'] === name) return [node];
  return childrenOf(node).flatMap((child) => membersNamed(name, child));
}

function shifted(node: SyntaxNode, by: number): SyntaxNode {
  const fields = Object.entries(node).map(([field, value]) => {
    if (isNode(value)) return [field, shifted(value, by)];
    return [
      field,
      Array.isArray(value) ? value.map((each) => (isNode(each) ? shifted(each, by) : each)) : value,
    ];
  });
  return { ...Object.fromEntries(fields), type: node.type, start: node.start + by, end: node.end + by };
}

/** Every way in which the text may be read: an expression, statements, members of an object, of a class, of a type. */
function readingsOf(guard: string): readonly (readonly SyntaxNode[])[] {
  const expression = guard.trim().endsWith(';') ? [] : readAs(`(${guard}\n);`, ['expression']);
  const readings = [
    expression,
    readAs(`async function* f() {${guard}\n}`, ['body', 'body']),
    readAs(`({${guard}\n});`, ['expression', 'properties']),
    readAs(`class C {${guard}\n}`, ['body', 'body']),
  ];
  return readings.filter((nodes) => nodes.length > 0);
}

function readAs(text: string, way: readonly string[]): readonly SyntaxNode[] {
  try {
    const [first] = nodesIn(parse(text)['body']);
    const end = way.reduce<unknown>(
      (value, field) => (isNode(value) ? bare(value)[field] : undefined),
      first,
    );
    return isNode(end) ? [end] : nodesIn(end);
  } catch {
    return [];
  }
}

/** Neighbours in one list that are like the pattern's, or one node that is. */
function runsLike(pattern: readonly SyntaxNode[], node: SyntaxNode): readonly SyntaxNode[] {
  const [first, ...others] = pattern;
  if (first === undefined) return [];
  if (others.length === 0 && isAlike(first, node)) return [node];
  const runs = Object.values(node).flatMap((value) => {
    const list = Array.isArray(value) && others.length > 0 ? nodesIn(value) : [];
    return list.flatMap((start, at) => {
      const run = list.slice(at, at + pattern.length);
      const fits = pattern.every((each, index) => isAlike(each, run[index]));
      return fits ? [{ ...start, end: run.at(-1)?.end ?? start.end }] : [];
    });
  });
  return [...runs, ...childrenOf(node).flatMap((child) => runsLike(pattern, child))];
}

const layout = new Set(['start', 'end', 'raw', 'range', 'loc']);

function isAlike(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, index) => isAlike(each, b[index]));
  }
  if (isNode(a) && isNode(b)) {
    const [left, right] = [bare(a), bare(b)];
    return Object.keys(left).every((field) => layout.has(field) || isAlike(left[field], right[field]));
  }
  if (isObject(a) && isObject(b)) return JSON.stringify(a) === JSON.stringify(b);
  return a === b;
}

/** Without the brackets around it. */
function bare(node: SyntaxNode): SyntaxNode {
  const { expression } = node;
  return node.type === 'ParenthesizedExpression' && isNode(expression) ? bare(expression) : node;
}

const childrenOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  Object.values(node).flatMap((value) => (isNode(value) ? [value] : nodesIn(value)));

const nodesIn = (value: unknown): readonly SyntaxNode[] => (Array.isArray(value) ? value.filter(isNode) : []);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isNode = (value: unknown): value is SyntaxNode =>
  isObject(value) && 'type' in value && typeof value.type === 'string' && 'start' in value;
