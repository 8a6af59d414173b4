/** What a check says of an answer decides what comes next, and is kept without the words of the code. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiptOf } from '../../../src/core/receipt/receiptOf.ts';
import type { CheckResult } from '../../../src/core/route/check.ts';
import { openYard, type Yard } from './yard.ts';

let yard: Yard;
beforeEach(async () => {
  yard = await openYard();
});
afterEach(() => yard.close());

const failed: CheckResult = { verdict: 'failed', what: ["Cannot find name 'secretPlan'"] };
const passed: CheckResult = { verdict: 'passed', what: ['syntax', 'no new errors'] };

function answering(...verdicts: readonly CheckResult[]) {
  const left = [...verdicts];
  return { check: async (): Promise<CheckResult> => left.shift() ?? passed };
}

test('an answer that fails is tried on the reasoning model, and the task reads as checked', async () => {
  const { end, calls } = await yard.run(answering(failed, passed));
  expect(calls.map(({ model }) => model)).toEqual(['fast', 'reasoning']);
  expect(end).toMatchObject({
    kind: 'answered',
    receipt: { tier: 'reasoning', check: { state: 'checked', what: 'syntax, no new errors' } },
  });
  const rows = await yard.rows();
  expect(rows.map(({ check }) => check)).toEqual([passed, passed]);
  expect(receiptOf(rows).check).toEqual(end.receipt?.check);
});

test('the same failure twice ends it, and the ledger counts problems without quoting them', async () => {
  const { end, calls } = await yard.run(answering(failed, failed, failed));
  expect(calls).toHaveLength(2);
  expect(end.receipt?.check).toEqual({ state: 'failed', what: "Cannot find name 'secretPlan'" });
  expect(end.receipt?.notes.join()).toContain('the same failure twice');
  const rows = await yard.rows();
  expect(rows.map(({ check }) => check)).toEqual(
    Array.from({ length: 2 }, () => ({ verdict: 'failed', what: ['1 problem'] })),
  );
  expect(JSON.stringify(rows)).not.toContain('secretPlan');
});

test('silence is neither: not checked, not escalated', async () => {
  const { end, calls } = await yard.run(answering({ verdict: 'notChecked', why: 'no language server' }));
  expect(calls).toHaveLength(1);
  expect(end.receipt?.check).toEqual({ state: 'notChecked', because: 'no language server' });
  expect(receiptOf(await yard.rows()).check).toEqual(end.receipt?.check);
});

test('a check that cannot be written down still counts', async () => {
  const { ledger } = yard;
  ledger.recordCheck = () => Promise.reject(new Error('the disk is full'));
  const { end } = await yard.run(answering(failed, passed));
  expect(end).toMatchObject({ kind: 'answered', receipt: { check: { state: 'checked' } } });
});
