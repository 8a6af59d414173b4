/** Makes extracted code into the exact text to put into the document. */
import { indentOf, isBlank } from './indentation.ts';
import { reindent } from './reindent.ts';

export type DocumentEol = '\n' | '\r\n';

export type Edit = { readonly type: 'unchanged' } | { readonly type: 'replace'; readonly text: string };

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
