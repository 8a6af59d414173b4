import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sumNano } from '../../../../src/core/model/money.ts';
import { breakDownCost, costAtRates, rateSetFor } from '../../../../src/core/pricing/rateArithmetic.ts';
import { anyRates, usageWithin } from './arbitraryUsage.ts';

const million = 1_000_000;

describe('a missing cache price', () => {
  const rates = { input: 2, output: 8 };

  test('makes a cache read cost what input costs, never nothing', () => {
    expect(costAtRates(rates, { input: million, cacheRead: million, output: 0 }, 'halfUp')).toBe(2e9);
  });

  test('makes a cache write cost what input costs, never nothing', () => {
    expect(costAtRates(rates, { input: million, cacheWrite: million, output: 0 }, 'halfUp')).toBe(2e9);
  });

  test('of the hour makes an hour’s write cost what five minutes cost', () => {
    const withWrite = { ...rates, cacheWrite: 2.5 };
    const usage = { input: million, cacheWrite: million, cacheWriteHour: million, output: 0 };
    expect(costAtRates(withWrite, usage, 'halfUp')).toBe(2.5e9);
  });
});

test('five minutes and an hour of cache writing have two prices', () => {
  const rates = { input: 3, cacheWrite: 3.75, cacheWriteHour: 6, output: 15 };
  const usage = { input: 3000, cacheWrite: 2000, cacheWriteHour: 500, output: 0 };
  expect(costAtRates(rates, usage, 'halfUp')).toBe(1000 * 3000 + 1500 * 3750 + 500 * 6000);
});

test('an explicit cache price of 0 is free', () => {
  const rates = { input: 2, cacheRead: 0, output: 8 };
  expect(costAtRates(rates, { input: million, cacheRead: million, output: 0 }, 'halfUp')).toBe(0);
});

test('hidden tokens cost what output costs unless they have a price of their own', () => {
  const usage = { input: 0, output: 100, hidden: 60 };
  expect(costAtRates({ input: 2, output: 8 }, usage, 'halfUp')).toBe(800_000);
  expect(costAtRates({ input: 2, output: 8, hidden: 3 }, usage, 'halfUp')).toBe(40 * 8000 + 60 * 3000);
});

test('a tier begins above its mark and holds for the whole request', () => {
  const rates = { input: 1, output: 10, tiers: [{ aboveInput: 200, input: 2, output: 15 }] };
  expect(rateSetFor(rates, 200).input).toBe(1);
  expect(rateSetFor(rates, 201).input).toBe(2);
  expect(costAtRates(rates, { input: 201, output: 1 }, 'halfUp')).toBe(201 * 2000 + 15_000);
});

test('half a nano-dollar rounds up for a cost, any part of one for a hold', () => {
  const rates = { input: 0.0375, output: 0 };
  expect(costAtRates(rates, { input: 1, output: 0 }, 'halfUp')).toBe(38);
  const fine = { input: 0.0372, output: 0 };
  expect(costAtRates(fine, { input: 1, output: 0 }, 'halfUp')).toBe(37);
  expect(costAtRates(fine, { input: 1, output: 0 }, 'up')).toBe(38);
});

test.each([
  ['input', { output: 5 }],
  ['output', { input: 5 }],
])('an unknown %s is an unknown cost, never $0', (_which, usage) => {
  expect(costAtRates({ input: 1, output: 1 }, usage, 'halfUp')).toBeUndefined();
});

test('parts that exceed their whole are cut to it, so nothing is billed twice', () => {
  const usage = { input: 10, cacheRead: 161, output: 5, hidden: 9 };
  expect(costAtRates({ input: 1, cacheRead: 0.1, output: 10 }, usage, 'halfUp')).toBe(10 * 100 + 5 * 10_000);
});

test('the parts of a cost add up to it, to the nano-dollar, and none is negative', () => {
  fc.assert(
    fc.property(anyRates(500_000), usageWithin(1_000_000, 100_000), (rates, usage) => {
      for (const rounding of ['halfUp', 'up'] as const) {
        const broken = breakDownCost(rates, usage, rounding);
        if (broken === undefined) throw new Error('both totals and rates are known');
        expect(sumNano(Object.values(broken.parts))).toBe(broken.total);
        expect(Math.min(...Object.values(broken.parts))).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('cost is additive: a request costs the sum of its halves, to rounding', () => {
  const flat = anyRates(1).map(({ tiers: _tiers, perRequest: _fee, ...rates }) => rates);
  const half = usageWithin(1_000_000, 100_000);
  fc.assert(
    fc.property(flat, half, half, (rates, a, b) => {
      const add = (key: keyof typeof a): number => (a[key] ?? 0) + (b[key] ?? 0);
      const both = {
        input: add('input'),
        output: add('output'),
        cacheRead: add('cacheRead'),
        cacheWrite: add('cacheWrite'),
        cacheWriteHour: add('cacheWriteHour'),
        hidden: add('hidden'),
      };
      const cost = (usage: typeof a): number => costAtRates(rates, usage, 'halfUp') ?? Number.NaN;
      expect(Math.abs(cost(both) - cost(a) - cost(b))).toBeLessThanOrEqual(1);
    }),
  );
});
