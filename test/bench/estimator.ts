/** How far the token estimator is off, and how fast it is. */
import { readFileSync } from 'node:fs';
import { estimateTokens } from '../../src/core/meter/tokenEstimate.ts';
import { quantile } from '../../src/core/meter/learnedRates.ts';

export interface EstimatorBench {
  readonly samples: readonly { readonly name: string; readonly actual: number; readonly estimate: number }[];
  /** Of (estimate − actual) ÷ actual per sample: mean size, 95th percentile, largest. */
  readonly meanError: number;
  readonly p95Error: number;
  readonly maxError: number;
  /** Signed error of all samples together. */
  readonly aggregateError: number;
  readonly megabytesPerSecond: number;
}

const fixtures = new URL('../fixtures/estimator/', import.meta.url);

function readText(name: string): string {
  return readFileSync(new URL(`${name}.txt`, fixtures), 'utf8');
}

function speedOf(text: string): number {
  const large = text.repeat(40);
  estimateTokens(large);
  const start = performance.now();
  for (let round = 0; round < 3; round += 1) estimateTokens(large);
  return (3 * large.length) / 1e6 / ((performance.now() - start) / 1000);
}

/** Own texts in code, data and prose of several languages, with their counts by o200k_base. */
export function benchEstimator(): EstimatorBench {
  const counts: unknown = JSON.parse(readFileSync(new URL('counts.json', fixtures), 'utf8'));
  const samples = Object.entries(counts ?? {}).map(([name, actual]) => ({
    name,
    actual: Number(actual),
    estimate: estimateTokens(readText(name)),
  }));
  const errors = samples.map(({ actual, estimate }) => Math.abs(estimate - actual) / actual);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const actual = sum(samples.map((sample) => sample.actual));
  return {
    samples,
    meanError: sum(errors) / errors.length,
    p95Error: quantile(errors, 0.95) ?? Number.NaN,
    maxError: Math.max(...errors),
    aggregateError: (sum(samples.map(({ estimate }) => estimate)) - actual) / actual,
    megabytesPerSecond: speedOf(samples.map(({ name }) => readText(name)).join('\n')),
  };
}
