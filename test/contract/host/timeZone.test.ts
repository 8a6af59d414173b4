import { expect, test } from 'vitest';
import { noonTimeZone } from '../../host/timeZone.ts';

test('at each hour of the day there is a zone where it is noon', () => {
  for (let hour = 0; hour < 24; hour += 1) {
    const now = new Date(Date.UTC(2026, 2, 28, hour, 59));
    const timeZone = noonTimeZone(now);
    expect(new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(now)).toBe('12:59');
  }
});
