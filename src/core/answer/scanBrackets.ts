/** Which brackets, strings and comments of a text are left open. It knows no more of a language than its lexicon. */
import type { Lexicon, StringForm } from './lexicon.ts';

export type BracketScan =
  | { readonly kind: 'balanced' }
  /** It may have been read wrongly: nothing follows from it. */
  | { readonly kind: 'unsure' }
  | BracketFault;

/** The first one; what follows it is often its consequence. */
export interface BracketFault {
  readonly kind: 'fault';
  readonly what: 'openBracket' | 'openString' | 'openComment' | 'openFence' | 'closesNothing';
  readonly token: string;
  /** Counted from 1. */
  readonly line: number;
}

type Frame =
  | { readonly kind: 'bracket'; readonly close: string; readonly token: string; readonly at: number }
  /** Code within a string. */
  | { readonly kind: 'hole'; readonly close: string; readonly within: OpenString }
  /** `<a b={c}` of JavaScript, and what stands between it and `</a>`. */
  | { readonly kind: 'tag' | 'children' };

interface OpenString {
  readonly form: StringForm;
  readonly close: string;
  readonly at: number;
}

interface Scanner {
  readonly text: string;
  readonly lexicon: Lexicon;
  readonly frames: Frame[];
  position: number;
  /** The last token that is code: tells whether a value or an operator may follow. */
  last: string;
}

export function scanBrackets(text: string, lexicon: Lexicon): BracketScan {
  const scanner: Scanner = { text, lexicon, frames: [], position: 0, last: '' };
  while (scanner.position < text.length) {
    const ended = readOne(scanner);
    if (ended) return ended;
  }
  const open = scanner.frames.findLast((frame) => frame.kind === 'bracket' || frame.kind === 'hole');
  if (!open || scanner.frames.some(({ kind }) => kind === 'tag' || kind === 'children')) {
    return scanner.frames.length === 0 ? { kind: 'balanced' } : { kind: 'unsure' };
  }
  return open.kind === 'hole'
    ? faultAt(scanner, 'openString', open.within.close, open.within.at)
    : faultAt(scanner, 'openBracket', open.token, open.at);
}

/** Reads one token; returns what ends the scan. */
function readOne(scanner: Scanner): BracketScan | undefined {
  const frame = scanner.frames.at(-1);
  if (frame?.kind === 'children') return readChildren(scanner);
  if (frame?.kind === 'tag') return readTag(scanner);
  const { text, lexicon, position } = scanner;
  const char = text.charAt(position);
  if (blank.test(char)) {
    scanner.position += 1;
    const skipped = char === '\n' && lexicon.skippedLine && matchAt(lexicon.skippedLine, text, position + 1);
    if (skipped) skipLine(scanner);
    return undefined;
  }
  if (lexicon.lineComments.some((mark) => text.startsWith(mark, position))) return skipLine(scanner);
  if (lexicon.blockComments !== 'none' && text.startsWith('/*', position)) return readComment(scanner);
  const number = lexicon.number && matchAt(lexicon.number, text, position)?.[0];
  if (number !== undefined) return pass(scanner, number.length, number);
  if (lexicon.lifetimes && char === "'" && !matchAt(runeStart, text, position)) return pass(scanner, 1, char);
  const string = beginString(scanner);
  if (string) return readString(scanner, string);
  const name = matchAt(word, text, position)?.[0];
  if (name !== undefined) return pass(scanner, name.length, name);
  if (lexicon.regexes && char === '/' && mayBeValue(scanner)) {
    const length = matchAt(regex, text, position)?.[0].length;
    if (length !== undefined) return pass(scanner, length, value);
  }
  if (
    lexicon.elements &&
    mayBeValue(scanner) &&
    scanner.last !== '}' &&
    matchAt(elementStart, text, position)
  ) {
    scanner.frames.push({ kind: 'tag' });
    return pass(scanner, 1, char);
  }
  return readBracket(scanner, char);
}

const blank = /\s/;
const word = /[\p{L}\p{N}_$]+/uy;
const runeStart = /'(?:\\|[^\\]')/suy;
const regex = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\r\n])*\]|[^\\/[\r\n])+\/[a-z]*/y;
/** No generic function: those of `.tsx` have a comma or a bound. */
const elementStart = /<(?:>|[A-Za-z_$][\w$.:-]*(?![\w$.:-])(?!\s*,|\s+extends\s))/y;
/** Stands for any value that has ended. */
const value = ')';
/** After them comes a value; after any other word one has ended. */
const beforeValue = new Set(
  'return typeof case in of delete void throw new else do instanceof yield await default'.split(' '),
);

function mayBeValue({ last }: Scanner): boolean {
  return last === '' || /^[([{},=:;!&|?+\-*%<>~^/]$/.test(last) || beforeValue.has(last);
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function pass(scanner: Scanner, length: number, last: string): undefined {
  scanner.position += length;
  // A sign twice is `i++`, after which a value has ended.
  scanner.last = last === scanner.last && (last === '+' || last === '-') ? value : last;
}

function skipLine(scanner: Scanner): undefined {
  const end = scanner.text.indexOf('\n', scanner.position);
  scanner.position = end < 0 ? scanner.text.length : end;
}

function readComment(scanner: Scanner): BracketScan | undefined {
  const at = scanner.position;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at + 2;
  for (let depth = 1; depth > 0;) {
    const mark = marks.exec(scanner.text)?.[0];
    if (mark === undefined) return faultAt(scanner, 'openComment', '/*', at);
    if (mark === '*/') depth -= 1;
    else if (scanner.lexicon.blockComments === 'nested') depth += 1;
    // `/*/` begins and ends nothing.
    else marks.lastIndex -= 1;
  }
  scanner.position = marks.lastIndex;
  return undefined;
}

function beginString(scanner: Scanner): OpenString | undefined {
  const { text, position, lexicon } = scanner;
  const char = text.charAt(position);
  for (const form of lexicon.strings) {
    const found = form.first.includes(char) ? matchAt(form.open, text, position) : null;
    if (!found) continue;
    scanner.position += found[0].length;
    return { form, close: typeof form.close === 'string' ? form.close : form.close(found), at: position };
  }
  return undefined;
}

/** Goes on in a string to its end or to its next hole. */
function readString(scanner: Scanner, open: OpenString): BracketScan | undefined {
  const { text, frames } = scanner;
  const { close, form } = open;
  const { hole } = form;
  while (scanner.position < text.length) {
    const { position } = scanner;
    const char = text.charAt(position);
    if (hole?.literal !== undefined && text.startsWith(hole.literal, position)) {
      scanner.position += hole.literal.length;
    } else if (hole && text.startsWith(hole.open, position)) {
      frames.push({ kind: 'hole', close: hole.close, within: open });
      return pass(scanner, hole.open.length, '{');
    } else if (form.escape === 'backslash' && char === '\\') {
      scanner.position += text.startsWith('\r\n', position + 1) ? 3 : 2;
    } else if (text.startsWith(close, position)) {
      const isDoubled = form.escape === 'doubled' && text.startsWith(close, position + close.length);
      if (!isDoubled) return pass(scanner, close.length, value);
      scanner.position += 2 * close.length;
    } else if (form.lines === 'one' && (char === '\n' || char === '\r')) {
      break;
    } else scanner.position += 1;
  }
  return faultAt(scanner, 'openString', close, open.at);
}

function readBracket(scanner: Scanner, char: string): BracketScan | undefined {
  const { frames, position } = scanner;
  const close = closers[char];
  if (close !== undefined) {
    frames.push({ kind: 'bracket', close, token: char, at: position });
    return pass(scanner, 1, char);
  }
  if (!')]}'.includes(char)) return pass(scanner, 1, char);
  const frame = frames.at(-1);
  if ((frame?.kind === 'bracket' || frame?.kind === 'hole') && frame.close === char) {
    frames.pop();
    pass(scanner, 1, char);
    return frame.kind === 'hole' ? readString(scanner, frame.within) : undefined;
  }
  const isOpenFurtherOut = frames.some((outer) => outer.kind === 'bracket' && outer.close === char);
  return frame?.kind === 'bracket' && isOpenFurtherOut
    ? faultAt(scanner, 'openBracket', frame.token, frame.at)
    : faultAt(scanner, 'closesNothing', char, position);
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

function readTag(scanner: Scanner): BracketScan | undefined {
  const { text, frames, position } = scanner;
  const char = text.charAt(position);
  if (char === '"' || char === "'") {
    const end = text.indexOf(char, position + 1);
    if (end < 0) return { kind: 'unsure' };
    scanner.position = end + 1;
    return undefined;
  }
  if (char === '{') return readBracket(scanner, char);
  if (char === '<') return { kind: 'unsure' };
  if (char !== '>') {
    scanner.position += 1;
    return undefined;
  }
  frames.pop();
  if (text.charAt(position - 1) !== '/') frames.push({ kind: 'children' });
  return pass(scanner, 1, value);
}

/** Quotes and closing brackets are text there. */
function readChildren(scanner: Scanner): BracketScan | undefined {
  const { text, frames, position } = scanner;
  const char = text.charAt(position);
  if (char === '{') return readBracket(scanner, char);
  if (char !== '<') {
    scanner.position += 1;
    return undefined;
  }
  if (text.charAt(position + 1) !== '/') {
    frames.push({ kind: 'tag' });
    return pass(scanner, 1, char);
  }
  const end = text.indexOf('>', position);
  if (end < 0) return { kind: 'unsure' };
  frames.pop();
  scanner.position = end;
  return pass(scanner, 1, value);
}

function faultAt({ text }: Scanner, what: BracketFault['what'], token: string, at: number): BracketFault {
  return { kind: 'fault', what, token, line: text.slice(0, at).split(/\r\n|\r|\n/).length };
}
