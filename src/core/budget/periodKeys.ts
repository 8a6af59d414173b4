/**
 * Calendar periods in the local time of this machine. Built on `Date`'s local calendar and never on
 * 24-hour arithmetic, so that days of 23, 25 or 0 hours (daylight saving, date-line moves) come out right.
 */
import type { Period, PeriodKeys } from './limit.ts';

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** ISO 8601: a week belongs to the year of its Thursday; UTC serves as a calendar without time zones. */
function isoWeekKey(local: Date): string {
  const thursday = new Date(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const dayOfYear = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return `${year}-W${pad(Math.floor(dayOfYear / 7) + 1)}`;
}

/** @param at ms since the epoch. */
export function periodKeysAt(at: number): PeriodKeys {
  const local = new Date(at);
  const month = `${local.getFullYear()}-${pad(local.getMonth() + 1)}`;
  return { day: `${month}-${pad(local.getDate())}`, week: isoWeekKey(local), month };
}

/** @returns the keys of a day in the calendar; undefined for what is no key of a day. */
export function dayKeyPeriods(day: string): PeriodKeys | undefined {
  const [year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  // Noon is in every day, whatever daylight saving does to its ends.
  const keys = periodKeysAt(new Date(year, month - 1, date, 12).getTime());
  return keys.day === day ? keys : undefined;
}

/**
 * The first instant of the period after the one that holds `at`, in ms since the epoch; undefined
 * for `request`, which no waiting renews.
 */
export function resetsAt(period: Period, at: number): number | undefined {
  const local = new Date(at);
  const [year, month, day] = [local.getFullYear(), local.getMonth(), local.getDate()];
  switch (period) {
    case 'request':
      return undefined;
    case 'day':
      return new Date(year, month, day + 1).getTime();
    case 'week':
      return new Date(year, month, day + 8 - (local.getDay() || 7)).getTime();
    case 'month':
      return new Date(year, month + 1, 1).getTime();
  }
}
