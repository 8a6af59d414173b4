import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatCents,
  formatLimit,
  formatMoney,
  formatMoneyExactly,
} from '../../../../src/core/words/figures.ts';
import { nanoUsd, type NanoUsd } from '../../../../src/core/model/money.ts';

function usd(dollars: number): NanoUsd {
  return nanoUsd(Math.round(dollars * 1e9));
}

test.each([
  [0, '$0'],
  [0.000_01, '<$0.0001'],
  [0.000_06, '$0.0001'],
  [0.0004, '$0.0004'],
  [0.00096, '$0.001'],
  [0.002, '$0.002'],
  [0.0312, '$0.031'],
  [0.42, '$0.420'],
  [0.9994, '$0.999'],
  [0.9996, '$1.00'],
  [1.42, '$1.42'],
  [1204.5, '$1,204.50'],
  [1_234_567.89, '$1,234,567.89'],
  [-0.12, '−$0.120'],
  [-0.000_01, '−<$0.0001'],
])('%d dollars read %s', (dollars, text) => {
  expect(formatMoney(usd(dollars))).toBe(text);
});

test('an estimate is marked, a bound needs no mark', () => {
  expect(formatMoney(usd(0.0312), { approximate: true })).toBe('≈$0.031');
  expect(formatMoney(usd(0), { approximate: true })).toBe('≈$0');
  expect(formatMoney(usd(0.000_01), { approximate: true })).toBe('<$0.0001');
});

describe('unknown is $?, never $0', () => {
  test.each([formatMoney, formatMoneyExactly, formatCents])('%o', (format) => {
    expect(format(undefined)).toBe('$?');
    expect(format(undefined, { approximate: true })).toBe('$?');
  });
});

test.each([
  [0, '$0'],
  [0.0232856, '$0.0232856'],
  [0.7923, '$0.7923'],
  [3, '$3.00'],
  [1e-9, '$0.000000001'],
  [-0.5, '−$0.50'],
])('%d dollars read %s on a receipt', (dollars, text) => {
  expect(formatMoneyExactly(usd(dollars))).toBe(text);
});

test.each([
  [0, '0¢'],
  [0.000_01, '<0.01¢'],
  [0.0004, '0.04¢'],
  [0.003, '0.3¢'],
  [0.0312, '3.1¢'],
  [0.0996, '10¢'],
  [0.12, '12¢'],
  [0.996, '$0.996'],
  [1.42, '$1.42'],
])('%d dollars read %s in a preview', (dollars, text) => {
  expect(formatCents(usd(dollars))).toBe(text);
});

test.each([
  [5, '$5'],
  [0.5, '$0.50'],
  [1200, '$1,200'],
  [0.0125, '$0.0125'],
])('a limit of %d reads %s', (dollars, text) => {
  expect(formatLimit(dollars)).toBe(text);
});

const amounts = fc.integer({ min: 0, max: 999_000_000_000 }).map(nanoUsd);

test('below a thousand dollars it takes eight characters at most', () => {
  fc.assert(fc.property(amounts, (cost) => formatMoney(cost).length <= 8));
});

test('what is more never reads as less', () => {
  const value = (text: string): number => Number(text.replaceAll(/[<$,]/g, ''));
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      const [less, more] = a < b ? [a, b] : [b, a];
      expect(value(formatMoney(less))).toBeLessThanOrEqual(value(formatMoney(more)));
    }),
  );
});

test('money that is not nothing never reads $0', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }).map(nanoUsd), (cost) => {
      expect([formatMoney(cost), formatCents(cost)]).not.toContain('$0');
      expect(formatCents(cost)).not.toBe('0¢');
    }),
  );
});
