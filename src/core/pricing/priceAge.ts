/** How old a price list is, and from when on that is worth a word. */

/** Older than a quarter, the screen says that prices may have changed. */
export const staleAfterDays = 90;

/** Whole days between the date of the data (ISO yyyy-mm-dd) and `now` (ms); never negative. */
export function priceAgeDays(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
}

/** undefined while the data is young enough. */
export function staleWords(date: string, now: number): string | undefined {
  const days = priceAgeDays(date, now);
  return days <= staleAfterDays
    ? undefined
    : `the price list is ${days} days old, so prices may have changed`;
}
