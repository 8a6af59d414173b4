import { expect, test } from 'vitest';
import { alertsDue, type Period, periodKeysAt } from '../../../../src/core/model/budget.ts';
import { budgetState } from '../../../../src/core/budget/admission.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { limitOf, noon } from '../../storage/ledgerFixtures.ts';

const keys = periodKeysAt(noon);
const dueAt = (spent: number, limit = 1_000, period: Period = 'day', held = 0) =>
  alertsDue(
    [budgetState(limitOf(limit, period), { spent: nanoUsd(spent), held: nanoUsd(held) }, noon)],
    keys,
  );

test('tells at 80 % and at the end, and one thing at a time', () => {
  expect(dueAt(799)).toEqual([]);
  expect(dueAt(800)).toMatchObject([{ at: 'near' }]);
  expect(dueAt(999)).toMatchObject([{ at: 'near' }]);
  expect(dueAt(1_000)).toMatchObject([{ at: 'end' }]);
  expect(dueAt(1_400)).toMatchObject([{ at: 'end' }]);
});

test('holds alarm nobody: they mostly come back', () => {
  expect(dueAt(100, 1_000, 'day', 900)).toEqual([]);
});

test('the key is the same all period long, and another in the next, for another limit or threshold', () => {
  const [first] = dueAt(800);
  expect(dueAt(950)[0]?.key).toBe(first?.key);
  const tomorrow = { ...keys, day: '2026-11-19' };
  const state = first === undefined ? [] : [first.state];
  const others = [
    ...alertsDue(state, tomorrow),
    ...dueAt(1_000),
    ...dueAt(1_800, 2_000),
    ...dueAt(800, 1_000, 'month'),
  ];
  expect(new Set([first?.key, ...others.map(({ key }) => key)]).size).toBe(5);
});

test('a limit per request and a limit of zero have nothing to approach', () => {
  expect(dueAt(1_000, 1_000, 'request')).toEqual([]);
  expect(dueAt(0, 0)).toEqual([]);
});
