/** Where a request that is tried again belongs, in a document that may have changed since the first try. */
import { insertionPlaceOf, unchangedPlaceOf } from './placeOf.ts';

/**
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
