import { describe, expect, test } from 'vitest';
import type { Usage } from '../../../../src/core/model/usage.ts';
import { settleCost, type SettledCost } from '../../../../src/core/pricing/cost.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Price } from '../../../../src/core/model/price.ts';
import { knownPrice } from './pricedModels.ts';

const usage: Usage = { input: 1000, output: 1000, hidden: 800 };
/** 1000 × $1 + 1000 × $9 per million. */
const listPrice = knownPrice({ input: 1, output: 9 });
const computed = 10_000_000;

function settle(options: {
  billed?: number;
  price?: Price;
  estimated?: boolean;
  report?: false;
  mostBill?: number;
}): SettledCost {
  const { billed, price = listPrice, estimated, mostBill } = options;
  return settleCost({
    report:
      options.report === false
        ? undefined
        : { usage, flags: [], raw: {}, billed: billed === undefined ? undefined : nanoUsd(billed) },
    usage,
    estimated,
    price,
    mostBill: mostBill === undefined ? undefined : nanoUsd(mostBill),
  });
}

describe('order of truth', () => {
  test('the provider’s bill comes first', () => {
    expect(settle({ billed: 12_000_000 })).toMatchObject({
      cost: 12_000_000,
      provenance: 'billed',
      computed,
    });
  });

  test('an override that wins comes before the bill, which is kept', () => {
    const price = knownPrice({ input: 1, output: 9 }, true);
    expect(settle({ billed: 12_000_000, price })).toMatchObject({
      cost: computed,
      provenance: 'computed',
      billed: 12_000_000,
    });
  });

  test('without a bill the price decides', () => {
    expect(settle({})).toMatchObject({ cost: computed, provenance: 'computed' });
  });

  test('without either the cost is unknown, not 0', () => {
    expect(settle({ price: { state: 'unknown', reason: 'not listed' } }).cost).toBeUndefined();
    expect(settle({ price: { state: 'included', by: 'Copilot' } }).cost).toBeUndefined();
  });

  test('a bill tells what an unknown price cannot', () => {
    const price: Price = { state: 'unknown', reason: 'not listed' };
    expect(settle({ billed: 5, price })).toMatchObject({ cost: 5, provenance: 'billed' });
  });
});

describe('bill and counts', () => {
  test('a difference above 2 % is told with both numbers', () => {
    const { disagreement } = settle({ billed: 10_300_000 });
    expect(disagreement).toEqual({ billed: 10_300_000, computed, ratio: 1.03 });
  });

  test.each([10_200_000, 9_800_000, computed])('%d against 10000000 is no difference to tell', (billed) => {
    expect(settle({ billed }).disagreement).toBeUndefined();
  });

  test('rounding of tiny bills is not told as a difference', () => {
    const price = knownPrice({ input: 0.01, output: 0.01 });
    expect(settle({ billed: 20_900, price })).toMatchObject({ computed: 20_000, disagreement: undefined });
  });
});

describe('an end other than good', () => {
  test('is estimated when no report came', () => {
    expect(settle({ report: false })).toMatchObject({ cost: computed, provenance: 'estimated' });
  });

  test('is never cheaper than the bill that was seen, nor than what the counts say', () => {
    expect(settle({ estimated: true, billed: 12_000_000 })).toMatchObject({
      cost: 12_000_000,
      provenance: 'estimated',
    });
    expect(settle({ estimated: true, billed: 0 }).cost).toBe(computed);
  });

  test('keeps a bill even where the price is unknown', () => {
    const price: Price = { state: 'unknown', reason: 'not listed' };
    expect(settle({ estimated: true, billed: 7, price })).toMatchObject({ cost: 7, provenance: 'estimated' });
  });
});

describe('a bill that cannot be', () => {
  test.each([
    ['more than a hundred times the counts', 1_000_000_001],
    ['less than a hundredth of them', 99_999],
  ])('being %s gives way to the counts, and is kept', (_, billed) => {
    expect(settle({ billed })).toMatchObject({
      cost: computed,
      provenance: 'computed',
      billed,
      computed,
      billNotBelieved: true,
    });
  });

  test.each([
    ['a hundred times the counts', 1_000_000_000],
    ['a hundredth of them', 100_000],
    ['nothing, as for a free model', 0],
  ])('is not one that is just %s', (_, billed) => {
    expect(settle({ billed })).toMatchObject({ cost: billed, provenance: 'billed' });
  });

  test('is one above what any seller could ask, whatever the price', () => {
    const unknown: Price = { state: 'unknown', reason: 'not listed' };
    expect(settle({ billed: 500, price: unknown, mostBill: 499 })).toMatchObject({
      cost: undefined,
      billNotBelieved: true,
    });
    expect(settle({ billed: 499, price: unknown, mostBill: 499 })).toMatchObject({ cost: 499 });
  });

  test('is not a running one that is less than what came by then', () => {
    const cut = settle({ billed: 99_999, estimated: true });
    expect(cut).toMatchObject({ cost: computed, provenance: 'estimated' });
    expect(cut.billNotBelieved).toBeUndefined();
  });
});
