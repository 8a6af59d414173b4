/**
 * Places in a document that may change while the model works: where the text an answer is about stands now,
 * where an edit may still go, and what becomes of it once it is there.
 */

export type Place =
  /**
   * Offsets into the document. `exact`: where it was; `moved`: unchanged, elsewhere; `reformatted`: the same
   * but for blanks and line breaks.
   */
  | { readonly found: 'exact' | 'moved' | 'reformatted'; readonly start: number; readonly end: number }
  | { readonly found: 'no'; readonly because: 'gone' | 'ambiguous' };

/**
 * Looks at `offset`, then for the only exact occurrence, then for the only one that differs in white space
 * alone. Refuses rather than guesses; a blank `original` is found at its own offset or not at all.
 */
export function placeOf(input: {
  readonly document: string;
  readonly original: string;
  /** Where `original` began when the request was made. */
  readonly offset: number;
}): Place {
  const { document, original, offset } = input;
  if (document.startsWith(original, offset) && offset <= document.length) {
    return { found: 'exact', start: offset, end: offset + original.length };
  }
  if (original.trim() === '') return { found: 'no', because: 'gone' };
  const start = document.indexOf(original);
  if (start >= 0) {
    return document.includes(original, start + 1)
      ? { found: 'no', because: 'ambiguous' }
      : { found: 'moved', start, end: start + original.length };
  }
  return placeIgnoringBlanks(document, original);
}

function placeIgnoringBlanks(document: string, original: string): Place {
  const { text, offsets } = withoutBlanks(document);
  const wanted = withoutBlanks(original).text;
  const start = text.indexOf(wanted);
  if (start < 0) return { found: 'no', because: 'gone' };
  if (text.includes(wanted, start + 1)) return { found: 'no', because: 'ambiguous' };
  const first = offsets[start];
  const last = offsets[start + wanted.length - 1];
  if (first === undefined || last === undefined) return { found: 'no', because: 'gone' };
  return { found: 'reformatted', ...withOuterBlanks(document, original, first, last + 1) };
}

/** Where the original took in the blanks around its text, so does the place. */
function withOuterBlanks(
  document: string,
  original: string,
  first: number,
  end: number,
): { readonly start: number; readonly end: number } {
  const indent = /[ \t]*$/.exec(document.slice(0, first))?.[0].length ?? 0;
  const ending = /^[ \t]*\r?\n/.exec(document.slice(end))?.[0].length ?? 0;
  return {
    start: /^\s/.test(original) ? first - indent : first,
    end: /\n\s*$/.test(original) ? end + ending : end,
  };
}

/** Text without white space, with the offset of each of its code units in the whole. */
function withoutBlanks(whole: string): { readonly text: string; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let text = '';
  for (const { 0: run, index } of whole.matchAll(/[^\s\uFEFF]+/g)) {
    for (let position = 0; position < run.length; position += 1) offsets.push(index + position);
    text += run;
  }
  return { text, offsets };
}

/**
 * Where an edit may still go: to the text it was made for, unchanged, be it where it was or the only
 * one elsewhere. undefined where that text changed, is gone, or stands there twice.
 */
export function unchangedPlaceOf(
  input: Parameters<typeof placeOf>[0],
): { readonly start: number; readonly end: number } | undefined {
  const place = placeOf(input);
  return place.found === 'exact' || place.found === 'moved' ? place : undefined;
}

/** Lines on either side that an insertion is found again by. */
const anchorLines = 3;

/**
 * The offset at which an insertion now belongs: between the same lines as before. undefined where they
 * changed, or stand there twice.
 */
export function insertionPlaceOf(input: {
  readonly document: string;
  /** The document when the request was made, up to the cursor and from it on. */
  readonly before: string;
  readonly after: string;
}): number | undefined {
  const { document, before, after } = input;
  if (document === before + after) return before.length;
  const above = before.split('\n').slice(-anchorLines).join('\n');
  const below = after.split('\n').slice(0, anchorLines).join('\n');
  const place = unchangedPlaceOf({
    document,
    original: above + below,
    offset: before.length - above.length,
  });
  return place && above + below !== '' ? place.start + above.length : undefined;
}

/** Whether the document differs anywhere but in the range that was to be replaced. */
export function changedOutside(input: {
  readonly was: string;
  readonly is: string;
  /** Offsets into `was`. */
  readonly start: number;
  readonly end: number;
}): boolean {
  const { was, is, start, end } = input;
  const isLongEnough = is.length >= start + was.length - end;
  return !isLongEnough || !is.startsWith(was.slice(0, start)) || !is.endsWith(was.slice(end));
}

/**
 * Where a request that is tried again belongs.
 *
 * @returns offsets into `document`: the selection where its text stands now, or the cursor between the
 *   lines it stood between, else `cursor`. undefined where that text changed, is gone, or stands there twice.
 */
export function retryPlaceOf(input: {
  readonly document: string;
  /** The document at the first try: up to the selection or cursor, selected, and from there on. */
  readonly before: string;
  readonly selection: string | undefined;
  readonly after: string;
  /** Where the person's cursor is now, if any place will do. */
  readonly cursor: number | undefined;
}): { readonly start: number; readonly end: number } | undefined {
  const { document, before, selection, after, cursor } = input;
  if (selection !== undefined) {
    return unchangedPlaceOf({ document, original: selection, offset: before.length });
  }
  const start = insertionPlaceOf({ document, before, after }) ?? cursor;
  return start === undefined ? undefined : { start, end: start };
}

/**
 * An insertion as a replacement of the lines around it, by which it is found again.
 *
 * @returns offsets into `document`, the text between them, and what is to stand there.
 */
export function anchoredInsertion(input: {
  readonly document: string;
  readonly offset: number;
  readonly text: string;
}): {
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
} {
  const { document, offset, text } = input;
  const above = document.slice(0, offset).split('\n').slice(-anchorLines).join('\n');
  const below = document.slice(offset).split('\n').slice(0, anchorLines).join('\n');
  return {
    start: offset - above.length,
    end: offset + below.length,
    original: above + below,
    replacement: above + text + below,
  };
}

// Where applied text stands while the document around it goes on changing, and how much of it is left.

/** Offsets into the document, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One replacement, in offsets of the document before it. */
export interface SpanChange {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** The span after a change: shifted by what happens before it, grown or cut by what happens in it. */
export function movedSpan({ start, end }: Span, { offset, length, inserted }: SpanChange): Span {
  const changeEnd = offset + length;
  const shift = inserted - length;
  if (changeEnd <= start) return { start: start + shift, end: end + shift };
  if (offset >= end) return { start, end };
  return {
    start: Math.min(start, offset),
    end: changeEnd >= end ? offset + inserted : end + shift,
  };
}

/** From this share of its words on, an edit counts as changed: below it is a touch-up. */
const substantialShare = 0.25;

/**
 * Whether a person has made something else of what was applied: of its words a quarter is gone, or as
 * many came in. Layout, quotes and order do not count, so that a formatter changes nothing.
 */
export function isSubstantiallyChanged(applied: string, now: string): boolean {
  const before = countWords(applied);
  const after = countWords(now);
  const least = Math.max(1, substantialShare * total(before));
  return total(before) > 0 && (missing(before, after) >= least || missing(after, before) >= least);
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** Words of `of` that `from` lacks, each as often as it lacks it. */
function missing(of: ReadonlyMap<string, number>, from: ReadonlyMap<string, number>): number {
  return [...of].reduce((sum, [word, count]) => sum + Math.max(0, count - (from.get(word) ?? 0)), 0);
}
