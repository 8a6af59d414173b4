import { expect, test } from 'vitest';
import { benchEstimator } from './estimator.ts';

test('the estimator is as good as it was fitted to be', () => {
  const { samples, meanError, maxError, aggregateError } = benchEstimator();
  expect(samples.length).toBeGreaterThanOrEqual(20);
  expect(meanError).toBeLessThan(0.08);
  expect(maxError).toBeLessThan(0.2);
  expect(Math.abs(aggregateError)).toBeLessThan(0.03);
});
