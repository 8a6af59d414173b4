import { expect, test } from 'vitest';
import {
  formatDuration,
  formatHidden,
  formatReset,
  formatTime,
  formatTokens,
  resetWords,
} from '../../../../src/core/words/figures.ts';

test.each([
  [0, '0', '≈0'],
  [840, '840', '≈840'],
  [999, '999', '≈999'],
  [2304, '2,304', '≈2.3k'],
  [9949, '9,949', '≈9.9k'],
  [9950, '9,950', '≈10k'],
  [23_456, '23,456', '≈23k'],
  [999_499, '999,499', '≈999k'],
  [999_500, '999,500', '≈1.0M'],
  [1_234_567, '1,234,567', '≈1.2M'],
])('%d tokens', (tokens, exact, estimated) => {
  expect(formatTokens({ tokens, exact: true })).toBe(exact);
  expect(formatTokens({ tokens, exact: false })).toBe(estimated);
});

test('hidden tokens in each state', () => {
  expect(formatHidden({ tokens: 2304, exact: true })).toBe('2,304 hidden');
  expect(formatHidden({ tokens: 2304, exact: false })).toBe('≈2.3k hidden');
  expect(formatHidden({ tokens: undefined, exact: false })).toBe('hidden ?');
  expect(formatHidden({ tokens: 0, exact: true })).toBe('0 hidden');
});

test.each([
  [0, '0.0 s'],
  [420, '0.4 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min 0 s'],
  [125_000, '2 min 5 s'],
])('%d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('a time of day carries its date on another day only, and its seconds where they are asked for', () => {
  const now = new Date(2026, 10, 22, 14, 5, 30).getTime();
  expect(formatTime(now, now)).toBe('14:05');
  expect(formatTime(now, now, { seconds: true })).toBe('14:05:30');
  expect(formatTime(new Date(2026, 10, 3, 9, 7).getTime(), now)).toBe('3 Nov 09:07');
});

test('a reset is told by its time where it is the next midnight, else by its date', () => {
  const now = new Date(2026, 10, 22, 14, 5).getTime();
  const [midnight, later] = [new Date(2026, 10, 23).getTime(), new Date(2026, 11, 1).getTime()];
  expect([formatReset(midnight, now), formatReset(later, now)]).toEqual(['00:00', '1 Dec']);
  expect([resetWords(midnight, now), resetWords(later, now)]).toEqual(['at 00:00', 'on 1 Dec']);
});
