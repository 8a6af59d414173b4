import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Period, periods, periodKeysAt, resetsAt } from '../../../../src/core/model/budget.ts';

const ownZone = process.env['TZ'];
afterEach(() => {
  if (ownZone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = ownZone;
});

/** Zones whose clocks change at midnight, by half an hour, by a whole day, or never. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
] as const;
const renewing = periods.filter((period): period is Exclude<Period, 'request'> => period !== 'request');

test('the zone of the test is in force', () => {
  process.env['TZ'] = 'Asia/Kathmandu';
  expect(new Date(Date.UTC(2026, 0)).getTimezoneOffset()).toBe(-345);
});

describe.each(zones)('in %s', (zone) => {
  test.each(renewing)('a %s ends at the very instant its key changes', (period) => {
    process.env['TZ'] = zone;
    const instant = fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2031, 0) });
    fc.assert(
      fc.property(instant, (at) => {
        const end = resetsAt(period, at) ?? 0;
        expect(end).toBeGreaterThan(at);
        const key = (time: number) => periodKeysAt(time)[period];
        expect(key(end - 1)).toBe(key(at));
        expect(key(end) > key(at)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

test('days of 23 and 25 hours are whole days', () => {
  process.env['TZ'] = 'Europe/Berlin';
  const hours = (year: number, month: number, day: number) => {
    const noon = new Date(year, month, day, 12).getTime();
    const start = new Date(year, month, day).getTime();
    return ((resetsAt('day', noon) ?? 0) - start) / 3_600_000;
  };
  expect([hours(2026, 2, 29), hours(2026, 9, 25), hours(2026, 9, 26)]).toEqual([23, 25, 24]);
});

test.each([
  ['2024-12-29', '2024-W52'],
  ['2024-12-30', '2025-W01'],
  ['2026-01-01', '2026-W01'],
  ['2026-11-22', '2026-W47'],
  ['2026-11-23', '2026-W48'],
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
])('%s lies in ISO week %s', (date, week) => {
  expect(periodKeysAt(new Date(`${date}T12:00:00`).getTime()).week).toBe(week);
});

test('keys are local calendar dates', () => {
  process.env['TZ'] = 'Pacific/Apia';
  const at = Date.UTC(2026, 10, 21, 12);
  expect(periodKeysAt(at)).toEqual({ day: '2026-11-22', week: '2026-W47', month: '2026-11' });
});

test('no waiting renews a limit per request', () => {
  expect(resetsAt('request', Date.UTC(2026, 0))).toBeUndefined();
});
