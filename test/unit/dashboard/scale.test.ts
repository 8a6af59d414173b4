import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleTo } from '../../../src/dashboard/charts/columnChart.ts';

test.each([
  [31_000, [20_000, 40_000]],
  [3, [1, 2, 3]],
  [0.0315, [0.02, 0.04]],
  [62_000, [25_000, 50_000, 75_000]],
])('an axis up to %s has round steps', (largest, ticks) => {
  expect(scaleTo(largest, 3).ticks.map((tick) => Number(tick.toPrecision(12)))).toEqual(ticks);
});

test('an axis without values has no ticks and divides by no zero', () => {
  expect(scaleTo(0, 3)).toEqual({ max: 1, ticks: [] });
  expect(scaleTo(NaN, 3)).toEqual({ max: 1, ticks: [] });
});

test('holds every value, in few steps', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (largest) => {
      const { max, ticks } = scaleTo(largest, 3);
      expect(max * (1 + 1e-9)).toBeGreaterThanOrEqual(largest);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(4);
      expect(ticks.at(-1)).toBeCloseTo(max, 5);
    }),
  );
});
