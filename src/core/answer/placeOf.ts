/** Finds the text an answer is about again, in a document that may have changed while the model worked. */

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
