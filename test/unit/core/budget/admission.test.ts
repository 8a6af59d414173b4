import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admit, budgetState } from '../../../../src/core/budget/admission.ts';
import type { BudgetState, Period, WhenReached } from '../../../../src/core/model/budget.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { holdOption, limitOf, noon } from '../../storage/ledgerFixtures.ts';

function stateOf(left: number, whenReached: WhenReached = 'block', period: Period = 'day'): BudgetState {
  const balance = { spent: nanoUsd(1_000), held: nanoUsd(500) };
  return budgetState(limitOf(left + 1_500, period, whenReached), balance, noon);
}

const options = [holdOption(100), holdOption(60), holdOption(20)];

test('admits what exactly fits, and counts its hold in the states it returns', () => {
  expect(admit(options, [stateOf(100)])).toMatchObject({
    admitted: true,
    option: 0,
    warned: [],
    budgets: [{ spent: 1_000, held: 600, left: 0 }],
  });
});

test('a limit that blocks admits nothing but the preferred option', () => {
  expect(admit(options, [stateOf(99, 'block')])).toMatchObject({ admitted: false, needed: 100 });
});

test('a limit that downgrades admits the first option that fits', () => {
  expect(admit(options, [stateOf(99, 'downgrade')])).toMatchObject({ admitted: true, option: 1 });
  expect(admit(options, [stateOf(59, 'downgrade')])).toMatchObject({ admitted: true, option: 2 });
  expect(admit(options, [stateOf(19, 'downgrade')])).toMatchObject({
    admitted: false,
    needed: 20,
    refusedBy: { left: 19 },
  });
});

test('a limit that warns admits, and is named', () => {
  const warned = [{ limit: { whenReached: 'warn' } }];
  expect(admit(options, [stateOf(0, 'warn')])).toMatchObject({ admitted: true, option: 0, warned });
  expect(admit(options, [stateOf(500, 'warn')])).toMatchObject({ admitted: true, warned: [] });
});

describe('limits together', () => {
  test('one that blocks forbids what one that downgrades would have allowed', () => {
    const both = [stateOf(99, 'block'), stateOf(99, 'downgrade')];
    expect(admit(options, both)).toMatchObject({ admitted: false, refusedBy: both[0] });
  });

  test('one that blocks but is not reached leaves the other its downgrade', () => {
    const both = [stateOf(500, 'block'), stateOf(60, 'downgrade')];
    expect(admit(options, both)).toMatchObject({ admitted: true, option: 1 });
  });

  test('one that only warns does not soften another', () => {
    const both = [stateOf(0, 'warn'), stateOf(0, 'block')];
    expect(admit(options, both)).toMatchObject({ admitted: false, refusedBy: both[1] });
  });

  test('a refusal names the one that binds longest', () => {
    const day = stateOf(5, 'block', 'day');
    const month = stateOf(9, 'block', 'month');
    const request = stateOf(50, 'block', 'request');
    expect(admit(options, [day, month])).toMatchObject({ refusedBy: month });
    expect(admit(options, [day, request, month])).toMatchObject({ refusedBy: request });
    expect(admit(options, [stateOf(7, 'block'), stateOf(6, 'block')])).toMatchObject({
      refusedBy: { left: 6 },
    });
  });
});

test('what costs nothing passes a limit that is overspent', () => {
  expect(admit([holdOption(0)], [stateOf(-40)])).toMatchObject({ admitted: true, option: 0 });
  expect(admit([holdOption(1)], [stateOf(-40)])).toMatchObject({ admitted: false });
  const last = [holdOption(100), holdOption(0)];
  expect(admit(last, [stateOf(0, 'downgrade')])).toMatchObject({ admitted: true, option: 1 });
});

test('without limits everything is admitted, without options nothing can be asked', () => {
  expect(admit(options, [])).toMatchObject({ admitted: true, option: 0 });
  expect(() => admit([], [])).toThrow(RangeError);
});

test('whatever is admitted leaves no limit overspent, whatever is refused would have', () => {
  const action = fc.constantFrom<WhenReached>('warn', 'downgrade', 'block');
  const state = fc
    .tuple(fc.integer({ min: -50, max: 200 }), action)
    .map(([left, when]) => stateOf(left, when));
  const holds = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(holds, fc.array(state, { maxLength: 4 }), (amounts, states) => {
      const verdict = admit(
        amounts.map((amount) => holdOption(amount)),
        states,
      );
      const binding = states.filter(({ limit }) => limit.whenReached !== 'warn');
      const blocks = binding.filter(({ limit }) => limit.whenReached === 'block');
      const first = amounts[0] ?? 0;
      const free = blocks.every(({ left }) => first <= left);
      const expected = (free ? amounts : [first]).findIndex((amount) =>
        binding.every(({ left }) => amount <= left),
      );
      expect(verdict.admitted ? verdict.option : -1).toBe(expected);
    }),
  );
});
