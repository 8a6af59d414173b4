/** Some models answer with the whole document where only the selection was asked for. */
import { isBlank } from './indentation.ts';
import { changedOutside } from './placeOf.ts';

export type AnswerScope =
  /** The answer replaces the selection, as asked. */
  | { readonly covers: 'selection'; readonly code: string }
  /** The whole document, with lines changed that nobody asked about. */
  | { readonly covers: 'document'; readonly code: string };

/**
 * Takes the selection's part out of an answer that repeats the document around it unchanged.
 *
 * @param input.code the answer's code; the others are the document, cut at the selection.
 */
export function answerScope(input: {
  readonly code: string;
  readonly before: string;
  readonly selection: string;
  readonly after: string;
}): AnswerScope {
  const code = withLineFeeds(input.code).trimEnd();
  const [before, selection] = [withLineFeeds(input.before), withLineFeeds(input.selection)];
  const after = withLineFeeds(input.after).trimEnd();
  if (!repeatsDocument(code, before, selection, after)) return { covers: 'selection', code: input.code };
  const was = before + selection + after;
  if (changedOutside({ was, is: code, start: before.length, end: before.length + selection.length })) {
    return { covers: 'document', code: input.code };
  }
  return { covers: 'selection', code: code.slice(before.length, code.length - after.length) };
}

/** Judged by the document's outermost lines, where the selection does not begin or end with the same. */
function repeatsDocument(code: string, before: string, selection: string, after: string): boolean {
  const [first, last] = [edgeLine(before, 'first'), edgeLine(after, 'last')];
  const beginsLikeIt = first === undefined || edgeLine(code, 'first') === first;
  const endsLikeIt = last === undefined || edgeLine(code, 'last') === last;
  const isTold =
    (first !== undefined && edgeLine(selection, 'first') !== first) ||
    (first === undefined && last !== undefined && edgeLine(selection, 'last') !== last);
  return beginsLikeIt && endsLikeIt && isTold;
}

function edgeLine(text: string, edge: 'first' | 'last'): string | undefined {
  const lines = text.split('\n').filter((line) => !isBlank(line));
  return lines.at(edge === 'first' ? 0 : -1)?.trim();
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
