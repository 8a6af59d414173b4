import { expect, test } from 'vitest';
import { admit, budgetState, budgetRefused, refusalFacts } from '../../../../src/core/budget/admission.ts';
import type { Admission } from '../../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { holdOption, limitOf, noon } from '../../storage/ledgerFixtures.ts';

function refused(limit: number, spent: number, held: number): Extract<Admission, { admitted: false }> {
  const state = budgetState(limitOf(limit), { spent: nanoUsd(spent), held: nanoUsd(held) }, noon);
  const verdict = admit([holdOption(180)], [state]);
  if (verdict.admitted) throw new Error('expected a refusal');
  return { ...verdict, asOf: 1 };
}

test('says which budget, how much is left, when it resets, needed against usual', () => {
  expect(refusalFacts(refused(1_000, 700, 200), nanoUsd(20))).toEqual({
    scope: 'user',
    period: 'day',
    setting: 'switchyard.budget.day',
    whenReached: 'block',
    limit: 1_000,
    spent: 700,
    held: 200,
    left: 100,
    needed: 180,
    usual: 20,
    resetsAt: new Date(2026, 10, 19).getTime(),
    heldByOthers: true,
  });
});

test('waiting for others is no help where the money is spent', () => {
  expect(refusalFacts(refused(1_000, 900, 50), undefined)).toMatchObject({ left: 50, heldByOthers: false });
});

test('what was overspent reads as nothing left', () => {
  expect(refusalFacts(refused(1_000, 1_200, 0), undefined).left).toBe(0);
});

test('a refusal is terminal: no client can take it for a rate limit', () => {
  const error = budgetRefused(refusalFacts(refused(1_000, 900, 0), nanoUsd(20)));
  expect(error).toMatchObject({ code: 'budgetRefused', retryable: false, unbilled: true });
  expect(error.details).toMatchObject({ left: 100, needed: 180, usual: 20 });
  expect(error.details.status).toBeUndefined();
  expect(error.details.retryAfterMs).toBeUndefined();
});
