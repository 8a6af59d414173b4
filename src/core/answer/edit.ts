/** Makes extracted code into the exact text to put into the document. */
import { indentOf, isBlank, commonIndent, withIndentStyleOf } from './indentation.ts';

export type DocumentEol = '\n' | '\r\n';

export type Edit = { readonly type: 'unchanged' } | { readonly type: 'replace'; readonly text: string };

/** What an answer puts in the place of the selection, at the cursor, or in the place of the whole document. */
export interface AnswerChange {
  readonly original: string;
  readonly edit: Edit;
  /** The answer rewrote lines that nobody selected: it replaces the whole document. */
  readonly beyondSelection: boolean;
}

/**
 * The text that replaces `original`: indented as it was, ending in a line break where it did, with the
 * document's line breaks and no byte order mark of its own.
 */
export function editOf(input: {
  readonly original: string;
  readonly replacement: string;
  readonly documentEol: DocumentEol;
  /** Text of the selection's first line that stands before the selection. */
  readonly linePrefix?: string | undefined;
}): Edit {
  const original = withLineFeeds(input.original);
  const body = original.replace(/\n*$/, '');
  const ending = original.slice(body.length);
  const trimmed = withLineFeeds(input.replacement.replace(/^\uFEFF/, '')).replace(/\n+$/, '');
  const replacement = /^[ \t]*\n/.test(original) ? trimmed : trimmed.replace(/^(?:[ \t]*\n)+/, '');
  const byteOrderMark = original.startsWith('\uFEFF') ? '\uFEFF' : '';
  const reindented = reindent(replacement, body.replace(/^\uFEFF/, ''), input.linePrefix ?? '');
  const text = byteOrderMark + (replacement === '' ? '' : reindented + ending);
  if (text === original || trimmed === body) return { type: 'unchanged' };
  return { type: 'replace', text: text.replaceAll('\n', input.documentEol) };
}

/**
 * The text to insert at the cursor: without what the model repeats of the line before the cursor, indented
 * as that line is.
 */
export function insertionOf(input: {
  readonly code: string;
  /** Text of the cursor's line before the cursor. */
  readonly linePrefix: string;
  readonly documentEol: DocumentEol;
  /** The indentation that the cursor's line should have, should it be empty and have less. */
  readonly blockIndent?: string | undefined;
}): Edit {
  const { linePrefix, blockIndent = '' } = input;
  const code = withLineFeeds(input.code.replace(/^\uFEFF/, '')).replace(/\n+$/, '');
  const repeated = linePrefix.trim();
  const [first = ''] = code.split('\n');
  // Less than three characters, such as a bracket, may well be meant a second time.
  const isRepeated = repeated.length >= 3 && first.trimStart().startsWith(repeated);
  const rest = isRepeated ? code.slice(indentOf(first).length + repeated.length) : code;
  const lacking =
    isBlank(linePrefix) && blockIndent.startsWith(linePrefix) ? blockIndent.slice(linePrefix.length) : '';
  const text = isBlank(rest) ? '' : lacking + reindent(rest, '', linePrefix + lacking);
  return text === ''
    ? { type: 'unchanged' }
    : { type: 'replace', text: text.replaceAll('\n', input.documentEol) };
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/**
 * Models return code at whatever indentation they like: from column 0, as it stood, or with the first line
 * trimmed and the others as they stood. This puts it back to where the original was.
 *
 * @param replacement with line breaks `\n`
 * @param original what it replaces; empty for an insertion
 * @param linePrefix text of the original's first line that stands before it
 * @returns the text to put in the place of `original`; what stands in `linePrefix` is not repeated
 */
function reindent(replacement: string, original: string, linePrefix = ''): string {
  const ownLines = original.split('\n');
  const originalLines = (linePrefix + original).split('\n');
  const lines = withIndentStyleOf(originalLines, replacement.split('\n'));
  const ownIndent = commonIndent(ownLines);
  if (ownIndent !== '' && commonIndent(lines) === ownIndent) return lines.join('\n');
  if (!isBlank(linePrefix)) return shiftRest(lines, ownLines.slice(1), indentOf(linePrefix)).join('\n');
  const shifted = shiftWhole(lines, originalLines, linePrefix).join('\n');
  return shifted.startsWith(linePrefix) ? shifted.slice(linePrefix.length) : shifted.replace(/^[ \t]+/, '');
}

function shiftWhole(
  lines: readonly string[],
  originalLines: readonly string[],
  linePrefix: string,
): readonly string[] {
  const target = originalLines.every(isBlank) ? linePrefix : commonIndent(originalLines);
  const [first = '', ...rest] = lines;
  const hasTrimmedStart = !isBlank(first) && indentOf(first) === '' && target !== '';
  return hasTrimmedStart && standsAsBefore(first, rest, target, originalLines.slice(1))
    ? [target + first, ...rest]
    : rebased(lines, target);
}

/** The original begins in the middle of a line: the first line stays, the others follow that line. */
function shiftRest(
  lines: readonly string[],
  originalRest: readonly string[],
  lineIndent: string,
): readonly string[] {
  const [first = '', ...rest] = lines;
  const wanted = originalRest.every(isBlank) ? lineIndent : commonIndent(originalRest);
  if (rest.every(isBlank) || commonIndent(rest).startsWith(wanted)) return lines;
  return [first, ...rest.map((line) => (isBlank(line) ? line : lineIndent + line))];
}

function rebased(lines: readonly string[], target: string): readonly string[] {
  const base = commonIndent(lines);
  return lines.map((line) => (isBlank(line) ? line : target + line.slice(base.length)));
}

/**
 * Whether the lines after a trimmed first one already stand as deep as they must. Where all of them may be
 * the block that the first line opens, they must stand deeper than the first would.
 */
function standsAsBefore(
  first: string,
  rest: readonly string[],
  target: string,
  originalRest: readonly string[],
): boolean {
  const full = rest.filter((line) => !isBlank(line));
  if (full.length === 0) return true;
  const depth = commonIndent(full).length;
  const originalDepth = commonIndent(originalRest).length;
  if (originalRest.some((line) => !isBlank(line))) return depth >= originalDepth && depth >= target.length;
  const opensBlock = /[:{([]\s*$|=>\s*$/.test(first);
  const mayBeOneBlock =
    opensBlock && indentOf(full[0] ?? '').length === depth && !full.some((line) => /^\s*[)}\]]/.test(line));
  return mayBeOneBlock ? depth > target.length : depth >= target.length;
}
