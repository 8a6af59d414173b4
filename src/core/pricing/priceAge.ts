/** How old a price list is, and from when on that is worth a word. */

/** Older than two months, the screen says that prices may have changed: so soon most sellers change one. */
export const staleAfterDays = 60;

/** Whole days between the date of the data (ISO yyyy-mm-dd) and `now` (ms); never negative. */
export function priceAgeDays(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
}

export function isStalePrice(date: string, now: number): boolean {
  return priceAgeDays(date, now) > staleAfterDays;
}

/** `today`, `56 days old`, `61 days old: prices may have changed`. */
export function priceAgeWords(date: string, now: number): string {
  const days = priceAgeDays(date, now);
  if (days === 0) return 'today';
  const age = days === 1 ? '1 day old' : `${days} days old`;
  return isStalePrice(date, now) ? `${age}: prices may have changed` : age;
}
