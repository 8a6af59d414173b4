import { expect, it } from 'vitest';
import type { ToldRecord } from '../../../../src/core/model/receipt.ts';
import { receiptLines, whyWords } from '../../../../src/core/words/receiptLines.ts';
import { receiptOf, type CommandCheck, withCommandCheck } from '../../../../src/core/receipt/receiptOf.ts';
import { taskFacts } from '../../storage/ledgerFixtures.ts';
import { recorded, thoughtful } from './receiptRows.ts';

const label = 'npm: test';
const task = taskFacts('task-1');
const unchecked: ToldRecord = { task, steps: [], notes: [], outcome: 'accepted' };
const checked: ToldRecord = { ...unchecked, check: { verdict: 'passed', what: ['syntax'] } };

/** What the receipt says once the task has spoken. */
const after = (record: ToldRecord, check: CommandCheck) =>
  receiptOf([thoughtful()], withCommandCheck(record, check));

it('a task that passed stands beside what had passed before it', () => {
  const result = { verdict: 'passed', what: ['task “npm: test”'] } as const;
  const check = { label, result, passedBefore: true };
  expect(after(checked, check).check).toEqual({ state: 'checked', what: 'syntax, task “npm: test”' });
  expect(after(unchecked, check).check).toEqual({ state: 'checked', what: 'task “npm: test”' });
});

it('a task that passed does not undo what failed before it, and one that failed stands beside it', () => {
  const failed: ToldRecord = { ...unchecked, check: { verdict: 'failed', what: ['2 problems'] } };
  const pass = { verdict: 'passed', what: ['task “npm: test”'] } as const;
  const passed = after(failed, { label, result: pass, passedBefore: true });
  expect(passed.check).toEqual({ state: 'failed', what: '2 problems' });
  expect(passed.notes).toContain('the task “npm: test” passed');
  const fail = { verdict: 'failed', what: ['task “npm: test” (exit code 1)'] } as const;
  const quoting: ToldRecord = { ...unchecked, check: { verdict: 'failed', what: [], quoted: ['no “x”'] } };
  for (const [before, words] of [
    [failed, '2 problems'],
    [quoting, 'no “x”'],
  ] as const) {
    expect(after(before, { label, result: fail, passedBefore: true }).check).toEqual({
      state: 'failed',
      what: `${words}, task “npm: test” (exit code 1)`,
    });
  }
});

it.each([
  [undefined, 'whether the task passed before this edit is not known'],
  [true, 'the task passed before this edit'],
  [false, 'the task failed before this edit too'],
])('a failure is blamed on the edit only as far as that is known (%s)', (passedBefore, note) => {
  const result = { verdict: 'failed', what: ['task “npm: test” (exit code 1)'] } as const;
  const receipt = after(checked, { label, result, passedBefore });
  expect(receipt.check).toEqual({ state: 'failed', what: 'task “npm: test” (exit code 1)' });
  expect(receipt.notes).toContain(note);
});

it('a task that could not judge changes no verdict, and is told', () => {
  const result = { verdict: 'notChecked', why: 'it did not end within 120 s' } as const;
  const receipt = after(checked, { label, result, passedBefore: undefined });
  expect(receipt.check).toEqual({ state: 'checked', what: 'syntax' });
  expect(receipt.notes).toContain('not checked by the task “npm: test”: it did not end within 120 s');
});

it('why it did not end with the first attempt is part of the sentence that says why, and said once', () => {
  const steps = ['check failed (syntax): tried on the reasoning model'];
  const receipt = recorded([thoughtful()], { task: thoughtful().task, steps });
  expect(whyWords(receipt)).toMatch(/^two type errors; several files; .*check failed \(syntax\)/);
  expect(receiptLines(receipt).filter(({ value }) => value.includes('check failed'))).toHaveLength(1);
});
