/** Which past requests the table shows, and in what order. Pure. */
import type { PageState, SortColumn } from './pageState.ts';
import type { RowView } from './protocol.ts';

/** @param recent newest first */
export function chosenRows(recent: readonly RowView[], state: PageState): readonly RowView[] {
  const words = state.find.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = recent.filter(
    (row) =>
      (state.class === undefined || row.class === state.class) &&
      (state.tier === undefined || row.tier === state.tier) &&
      matches(row, words),
  );
  if (state.sortBy === 'time') return state.descending ? rows : rows.toReversed();
  const sign = state.descending ? -1 : 1;
  const key = sortKeys[state.sortBy];
  return rows.toSorted((a, b) => compareKnown(key(a), key(b), sign));
}

const sortKeys: Readonly<Record<SortColumn, (row: RowView) => number | undefined>> = {
  time: (row) => row.startedAt,
  hidden: (row) => row.hidden.count,
  cost: (row) => row.cost.nanoUsd,
  seconds: (row) => row.seconds,
};

/** What nobody knows comes last, whichever way the rest is sorted. */
function compareKnown(a: number | undefined, b: number | undefined, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return sign * (a - b);
}

function matches(row: RowView, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const outcome = row.outcome === 'unknown' ? undefined : row.outcome;
  const said = [
    row.class,
    row.verb,
    row.tier,
    row.model,
    row.tool,
    row.end,
    row.checked,
    outcome,
    ...row.because,
  ]
    .join(' ')
    .toLowerCase();
  return words.every((word) => said.includes(word));
}
