import { describe, expect, test } from 'vitest';
import {
  defaultThinkingRate,
  estimatorErrors,
  learnCostRange,
  learnLatency,
  learnModelCalibration,
  learnOutputP95,
  learnThinkingRate,
  learnTypical,
  type LearnedRow,
  type ModelUse,
  quantile,
} from '../../../../src/core/meter/learnedRates.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';

function row(changes: Partial<LearnedRow> = {}): LearnedRow {
  return { model: 'openai/gpt-5', class: 'refactor', tier: 'reasoning', effort: 'low', ...changes };
}
const lowThought: ModelUse = { model: 'openai/gpt-5', tier: 'reasoning', effort: 'low' };
function numbered(count: number, make: (index: number) => Partial<LearnedRow>): LearnedRow[] {
  return Array.from({ length: count }, (_, index) => row(make(index)));
}

test('a quantile is one of the values', () => {
  expect(quantile([], 0.5)).toBeUndefined();
  expect(quantile([7], 0.95)).toBe(7);
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2);
  expect(
    quantile(
      Array.from({ length: 100 }, (_, index) => index + 1),
      0.95,
    ),
  ).toBe(95);
});

describe('thinking rate', () => {
  const thought = (hidden: number, thinkingMs: number): Partial<LearnedRow> => ({ hidden, thinkingMs });

  test('is the median of hidden tokens by second of thinking', () => {
    const rows = [row(thought(500, 10_000)), row(thought(1000, 10_000)), row(thought(9000, 10_000))];
    expect(learnThinkingRate(rows, 'openai/gpt-5', 'low')).toEqual({
      tokensPerSecond: 100,
      basis: 'learned',
    });
  });

  test('is the labelled default with too few rows, or those of another model', () => {
    const rows = [row(thought(500, 10_000)), row(thought(500, 10_000))];
    expect(learnThinkingRate(rows, 'openai/gpt-5', 'low')).toBe(defaultThinkingRate);
    expect(learnThinkingRate([...rows, ...rows], 'xai/grok-4', 'low')).toBe(defaultThinkingRate);
    expect(defaultThinkingRate.basis).toBe('default');
  });

  test('at effort none is that of a model which thinks all the same, silent till its first token', () => {
    const asked = numbered(3, () => thought(800, 10_000));
    const unasked = numbered(3, () => ({ effort: 'none', hidden: 600, thinkingMs: 0, firstTokenMs: 10_000 }));
    const rows = [...asked, ...unasked];
    expect(learnThinkingRate(rows, 'openai/gpt-5', 'none')).toEqual({
      tokensPerSecond: 60,
      basis: 'learned',
    });
    expect(learnThinkingRate(rows, 'openai/gpt-5', 'high').tokensPerSecond).toBe(80);
    expect(learnThinkingRate(asked, 'openai/gpt-5', 'none')).toBe(defaultThinkingRate);
  });

  test('takes nothing from a blink, nor from what was not reported', () => {
    const rows = numbered(5, (index) => (index % 2 === 0 ? thought(900, 200) : { thinkingMs: 9000 }));
    expect(learnThinkingRate(rows, 'openai/gpt-5', 'low')).toBe(defaultThinkingRate);
  });
});

test('calibration is learned for each model apart', () => {
  const rows = numbered(30, (index) => ({ estimatedInput: 100 * index + 50, input: 130 * index + 65 }));
  expect(learnModelCalibration(rows, 'openai/gpt-5').factor).toBeCloseTo(1.3, 1);
  expect(learnModelCalibration(rows, 'xai/grok-4').samples).toBe(0);
});

describe('latency', () => {
  test('p50 and p95 of a model', () => {
    const rows = numbered(20, (index) => ({ firstTokenMs: 100 * (index + 1) }));
    expect(learnLatency(rows, lowThought, 'firstTokenMs')).toEqual({ p50: 1000, p95: 1900, samples: 20 });
  });

  test('unknown with too few rows', () => {
    expect(
      learnLatency(
        numbered(4, () => ({ totalMs: 5 })),
        lowThought,
        'totalMs',
      ),
    ).toBeUndefined();
  });

  test('old rows are forgotten', () => {
    const old = numbered(500, () => ({ totalMs: 60_000 }));
    const recent = numbered(200, () => ({ totalMs: 2000 }));
    expect(learnLatency([...old, ...recent], lowThought, 'totalMs')?.p95).toBe(2000);
  });
});

describe('typical of a class', () => {
  const priced = (cost: number | undefined): Partial<LearnedRow> => ({
    totalMs: 4000,
    cost: cost === undefined ? undefined : nanoUsd(cost),
  });

  test('is the median of seconds and cost', () => {
    const rows = [row(priced(100)), row(priced(300)), row(priced(900))];
    expect(learnTypical(rows, 'refactor', lowThought)).toEqual({ seconds: 4, cost: 300 });
    expect(learnTypical(rows, 'architect', lowThought)).toBeUndefined();
  });

  test('leaves the cost unknown where it is, instead of 0', () => {
    const rows = numbered(3, () => priced(undefined));
    expect(learnTypical(rows, 'refactor', lowThought)).toEqual({ seconds: 4, cost: undefined });
  });
});

test('the range of a cost is its middle half, and needs eight rows', () => {
  const rows = numbered(8, (index) => ({ cost: nanoUsd((index + 1) * 100) }));
  expect(learnCostRange(rows, 'refactor', lowThought)).toEqual({ low: 200, high: 600 });
  expect(learnCostRange(rows.slice(1), 'refactor', lowThought)).toBeUndefined();
  expect(learnCostRange(rows, 'architect', lowThought)).toBeUndefined();
});

describe('one model on both tiers', () => {
  const quick = { tier: 'fast', effort: 'none', totalMs: 2000, cost: nanoUsd(1_000_000) } as const;
  const slow = { tier: 'reasoning', effort: 'low', totalMs: 60_000, cost: nanoUsd(40_000_000) } as const;
  const plain: ModelUse = { model: 'openai/gpt-5', tier: 'fast', effort: 'none' };
  const mixed = [...numbered(95, () => quick), ...numbered(8, () => slow)];

  test('is typical of each tier apart', () => {
    expect(learnTypical(mixed, 'refactor', plain)).toEqual({ seconds: 2, cost: 1_000_000 });
    expect(learnTypical(mixed, 'refactor', lowThought)).toEqual({ seconds: 60, cost: 40_000_000 });
    expect(learnCostRange(mixed, 'refactor', plain)).toEqual({ low: 1_000_000, high: 1_000_000 });
    expect(learnCostRange(mixed, 'refactor', lowThought)).toEqual({ low: 40_000_000, high: 40_000_000 });
  });

  test('is as slow as the tier that is asked about', () => {
    expect(learnLatency(mixed, lowThought, 'totalMs')?.p95).toBe(60_000);
    expect(learnLatency(mixed, plain, 'totalMs')?.p95).toBe(2000);
    const fewSlow = [...numbered(95, () => quick), ...numbered(4, () => slow)];
    expect(learnLatency(fewSlow, lowThought, 'totalMs')).toBeUndefined();
  });
});

describe('one tier at several efforts', () => {
  const highThought: ModelUse = { ...lowThought, effort: 'high' };
  const low = numbered(40, () => ({ totalMs: 8000, cost: nanoUsd(100) }));
  const high = numbered(5, () => ({ effort: 'high', totalMs: 200_000, cost: nanoUsd(9000) }));

  test('is typical of the one that is asked about, and of no other', () => {
    const rows = [...low, ...high];
    expect(learnTypical(rows, 'refactor', lowThought)).toEqual({ seconds: 8, cost: 100 });
    expect(learnTypical(rows, 'refactor', highThought)).toEqual({ seconds: 200, cost: 9000 });
    expect(learnTypical(low, 'refactor', highThought)).toBeUndefined();
  });

  test('waits as long as that one does, or with too few rows of it as the tier', () => {
    expect(learnLatency([...low, ...high], highThought, 'totalMs')?.p95).toBe(200_000);
    expect(learnLatency([...low, ...high], lowThought, 'totalMs')?.p95).toBe(8000);
    expect(learnLatency([...high, ...low.slice(0, 4)], lowThought, 'totalMs')?.p95).toBe(200_000);
  });
});

test('p95 of output needs twenty rows', () => {
  const rows = numbered(20, (index) => ({ output: index + 1 }));
  expect(learnOutputP95(rows, 'refactor', lowThought)).toBe(19);
  expect(learnOutputP95(rows.slice(1), 'refactor', lowThought)).toBeUndefined();
  expect(learnOutputP95(rows, 'refactor', { ...lowThought, tier: 'fast' })).toBeUndefined();
  expect(learnOutputP95(rows, 'refactor', { ...lowThought, model: 'xai/grok-4' })).toBeUndefined();
});

test('p95 of output is that of the effort which is asked about', () => {
  const deep = numbered(20, () => ({ effort: 'high', output: 9000 }));
  const rows = [...deep, ...numbered(20, () => ({ output: 700 }))];
  expect(learnOutputP95(rows, 'refactor', lowThought)).toBe(700);
  expect(learnOutputP95(rows, 'refactor', { ...lowThought, effort: 'high' })).toBe(9000);
  expect(learnOutputP95(deep, 'refactor', lowThought)).toBeUndefined();
});

describe('the estimator’s error', () => {
  test('is judged by what earlier rows had taught', () => {
    const rows = numbered(40, (index) => ({ estimatedInput: 1000 + index, input: 1300 + index }));
    const [error] = estimatorErrors(rows);
    // The first row meets the default and is 22 % low; the rest are near.
    expect(error?.samples).toBe(40);
    expect(error?.mean).toBeGreaterThan(0);
    expect(error?.mean).toBeLessThan(0.05);
    expect(error?.bias).toBeLessThan(0);
  });

  test('has no entry for a model without counts', () => {
    expect(estimatorErrors([row({ estimatedInput: 5 })])).toEqual([]);
  });
});
