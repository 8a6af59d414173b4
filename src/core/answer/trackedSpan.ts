/** Where applied text stands while the document around it goes on changing, and how much of it is left. */

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
