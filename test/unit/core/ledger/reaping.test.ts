import { expect, test } from 'vitest';
import {
  freshWatch,
  type ObservedHold,
  observeHolds,
  reapedSettlement,
} from '../../../../src/core/ledger/reaping.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';

const attempt = { startedAt: 1_000, hold: nanoUsd(100), priceState: 'known' } as const;
const seen = { usage: { output: 9 }, cost: nanoUsd(40), phase: 'answering' } as const;

test.each([
  ['what was seen', { ...attempt, live: seen }, true, 40],
  ['never under the input', { ...attempt, live: seen, inputCost: nanoUsd(55) }, true, 55],
  ['the worst case when nothing was seen', attempt, true, 100],
  [
    'the worst case while the model was silent',
    { ...attempt, live: { ...seen, phase: 'waiting' } },
    true,
    100,
  ],
  [
    'the worst case where only a cost was missing',
    { ...attempt, live: { ...seen, cost: undefined } },
    true,
    100,
  ],
  ['the worst case where nobody can be sure', { ...attempt, live: seen }, false, 100],
  ['nothing for a free model', { ...attempt, priceState: 'zero' }, true, 0],
  ['nobody knows what for an unknown price', { ...attempt, priceState: 'unknown' }, true, undefined],
] as const)('a reaped attempt counts for %s', (_, reaped, certain, cost) => {
  expect(reapedSettlement(reaped, 5_000, certain)).toMatchObject({
    end: 'reaped',
    cost,
    provenance: 'estimated',
    totalMs: 4_000,
  });
});

test('a wall clock that was set back does not make an attempt last less than nothing', () => {
  expect(reapedSettlement(attempt, 0, true).totalMs).toBe(0);
});

test('silence is counted per hold, from when it was first heard', () => {
  const look = (watch: typeof freshWatch, holds: readonly ObservedHold[], at: number) =>
    observeHolds(watch, holds, at, 100);
  const [a, b] = [
    { attemptId: 'a', beat: 1 },
    { attemptId: 'b', beat: 1 },
  ];
  const first = look(freshWatch, [a], 1_000);
  expect(first.silent).toEqual([]);
  const second = look(first.watch, [a, b], 1_050);
  expect(second.silent).toEqual([{ attemptId: 'a', silentMs: 50 }]);
  const third = look(second.watch, [{ ...a, beat: 2 }, b], 1_150);
  expect(third.silent).toEqual([{ attemptId: 'b', silentMs: 100 }]);
  const afterSleep = look(third.watch, [{ ...a, beat: 2 }, b], 9_000);
  expect(afterSleep.silent).toEqual([]);
});
