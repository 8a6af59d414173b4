/** How old a price list is, and from when on that is worth a word. */

/** Older than a quarter, the screen says that prices may have changed. */
export const staleAfterDays = 90;

/** Whole days between the date of the data (ISO yyyy-mm-dd) and `now` (ms); never negative. */
export function priceAgeDays(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
}

/** `today`, `56 days old`, `91 days old: prices may have changed`. */
export function priceAgeWords(date: string, now: number): string {
  const days = priceAgeDays(date, now);
  if (days === 0) return 'today';
  const age = days === 1 ? '1 day old' : `${days} days old`;
  return days > staleAfterDays ? `${age}: prices may have changed` : age;
}
