/** What a check says of an answer decides what comes next, and is kept without the words of the code. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import type { CheckResult } from '../../../../src/core/model/route.ts';
import { openYard, reasoning, says, type Yard } from './yard.ts';

let yard: Yard;
beforeEach(async () => {
  yard = await openYard();
});
afterEach(() => yard.close());

const failed: CheckResult = { verdict: 'failed', what: [], quoted: ["Cannot find name 'secretPlan'"] };
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

test('an escalation that comes to nothing leaves the first answer, and the receipt names who gave it', async () => {
  yard.server.control.queue(says('const whole = 1;'), { kind: 'status', status: 400 });
  const { end } = await yard.run(answering(failed));
  expect(end).toMatchObject({
    kind: 'answered',
    answer: { text: 'const whole = 1;' },
    receipt: { answeredBy: 1, tier: 'fast', model: 'fast', check: { state: 'failed' } },
  });
  expect(receiptOf(await yard.rows())).toMatchObject({ answeredBy: 1, tier: 'fast' });
});

test('a refusal after a whole answer is not taken for the answer', async () => {
  yard.server.control.queue(says('const whole = 1;'), { kind: 'refusal' });
  const { end, calls } = await yard.run(answering(failed));
  expect(calls).toHaveLength(2);
  expect(end).toMatchObject({
    kind: 'answered',
    answer: { text: 'const whole = 1;' },
    receipt: { answeredBy: 1, tier: 'fast' },
  });
});

test('the receipt says what the route saved against always reasoning, or what a try cost on top', async () => {
  const saved = (await yard.run(answering(passed))).end.receipt?.saving;
  // The reasoning model has twice the price, and would have thought besides.
  expect(saved).toMatchObject({ against: 'always reasoning' });
  expect(saved?.low).toBeGreaterThan(0);
  expect(saved?.high).toBeGreaterThan(saved?.low ?? 0);

  const escalated = (await yard.run(answering(failed, passed))).end.receipt;
  const lost = 0 - (escalated?.attempts[0]?.cost ?? 0);
  expect(escalated?.saving).toEqual({ low: lost, high: lost, against: 'always reasoning' });
  expect((await yard.run(reasoning)).end.receipt?.saving).toBeUndefined();
});
