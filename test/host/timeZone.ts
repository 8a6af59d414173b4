/**
 * A time zone without summer time in which it is noon just now: no test in an editor begins one day, or week, or month,
 * and ends in the next, where other budgets hold.
 */
export function noonTimeZone(now = new Date()): string {
  const hours = 12 - now.getUTCHours();
  // POSIX counts westwards: what is called GMT-5 is five hours ahead.
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
