import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  calibratedInput,
  calibratedText,
  defaultCalibration,
  learnCalibration,
  type CalibrationSample,
} from '../../../../src/core/meter/calibration.ts';

function rows(overhead: number, factor: number, estimates: readonly number[]): CalibrationSample[] {
  return estimates.map((estimatedInput) => ({
    estimatedInput,
    input: Math.round(overhead + factor * estimatedInput),
  }));
}
const sizes = [12, 300, 2500, 40, 900, 6000, 150];

function errorOf(samples: readonly CalibrationSample[], estimate: number, actual: number): number {
  return Math.abs(calibratedInput(learnCalibration(samples), estimate) / actual - 1);
}

test('without rows it is the default and says so', () => {
  expect(learnCalibration([])).toEqual(defaultCalibration);
  expect(defaultCalibration.samples).toBe(0);
});

describe('learns within a few rows', () => {
  test('a tokenizer that counts more', () => {
    expect(errorOf(rows(10, 1.25, sizes), 1000, 1260)).toBeLessThan(0.03);
  });

  test('a provider that puts 690 tokens in front', () => {
    const samples = rows(690, 1, sizes);
    expect(errorOf(samples, 12, 702)).toBeLessThan(0.03);
    // A ratio alone would say 58 times as many.
    expect(errorOf(samples, 5000, 5690)).toBeLessThan(0.03);
  });

  test('both at once', () => {
    expect(errorOf(rows(200, 0.8, sizes), 2000, 1800)).toBeLessThan(0.03);
  });

  test('one row already helps at its own size', () => {
    expect(errorOf(rows(690, 1, [12]), 12, 702)).toBeLessThan(0.1);
  });
});

test('follows a model that changes its counting', () => {
  const before = rows(
    10,
    1,
    Array.from({ length: 100 }, (_, index) => 100 + 37 * index),
  );
  const after = rows(
    10,
    1.4,
    Array.from({ length: 40 }, (_, index) => 100 + 91 * index),
  );
  expect(errorOf([...before, ...after], 2000, 2810)).toBeLessThan(0.05);
});

test('one odd row does not spoil what follows', () => {
  const searched = { estimatedInput: 20, input: 60_000 };
  const samples = [...rows(10, 1, sizes), searched, ...rows(10, 1, [...sizes, ...sizes])];
  const { overhead, factor } = learnCalibration(samples);
  expect(overhead).toBeLessThanOrEqual(4096);
  expect(factor).toBeGreaterThanOrEqual(0.5);
});

test('rows that say nothing teach nothing', () => {
  expect(learnCalibration([{ estimatedInput: 0, input: 0 }])).toEqual(defaultCalibration);
});

test('text that the model writes has no framing around it', () => {
  const calibration = { overhead: 690, factor: 1.2, samples: 9 };
  expect(calibratedText(calibration, 0)).toBe(0);
  expect(calibratedText(calibration, 100)).toBe(120);
});

test('whatever the rows, an estimate is finite and never negative', () => {
  const sample = fc.record({ estimatedInput: fc.nat(1_000_000), input: fc.nat(1_000_000) });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 50 }), fc.nat(1_000_000), (samples, estimate) => {
      const tokens = calibratedInput(learnCalibration(samples), estimate);
      expect(Number.isSafeInteger(tokens) && tokens >= 0).toBe(true);
    }),
  );
});
