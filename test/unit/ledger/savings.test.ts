import { expect, test } from 'vitest';
import { savingsAgainstReasoning } from '../../../src/core/ledger/savings.ts';
import { nanoUsd } from '../../../src/core/pricing/money.ts';
import { settledRow } from './ledgerRows.ts';

const unknown = () => undefined;
const reasoned = [100, 200, 300, 400].map((cost, index) =>
  settledRow({ taskId: `past ${index}`, tier: 'reasoning', cost, class: 'architect' }),
);

test('what fast tasks saved is a range from this machine’s own reasoning attempts', () => {
  const fifth = settledRow({ taskId: 'past 5', tier: 'reasoning', cost: 500, class: 'architect' });
  const rows = [...reasoned, fifth, settledRow({ taskId: 'now', cost: 20, class: 'architect' })];
  expect(savingsAgainstReasoning(rows, unknown)).toEqual({
    low: 180,
    high: 380,
    tasks: 6,
    leftOut: 0,
    assumptions: [{ class: 'architect', basis: 'learned', samples: 5, perTask: { low: 200, high: 400 } }],
  });
});

test('an assumption is used and named where too few are known, else the class is left out', () => {
  const rows = [...reasoned, settledRow({ taskId: 'now', cost: 20, class: 'architect' })];
  const assumed = { low: nanoUsd(10), high: nanoUsd(50) };
  expect(savingsAgainstReasoning(rows, () => assumed)).toMatchObject({
    low: -10,
    high: 30,
    assumptions: [{ basis: 'default', samples: 0 }],
  });
  expect(savingsAgainstReasoning(rows, unknown)).toMatchObject({ low: 0, high: 0, tasks: 4, leftOut: 1 });
});

test('an escalation is a loss of what was tried first', () => {
  const rows = [
    settledRow({ taskId: 'up', cost: 30 }),
    settledRow({ taskId: 'up', cost: 200, tier: 'reasoning' }),
  ];
  expect(savingsAgainstReasoning(rows, unknown)).toMatchObject({ low: -30, high: -30, tasks: 1 });
});

test('a task with an attempt of unknown cost is left out', () => {
  const rows = [settledRow({ taskId: 'a', cost: 30, tier: 'reasoning' }), settledRow({ taskId: 'a' })];
  expect(savingsAgainstReasoning(rows, unknown)).toMatchObject({ tasks: 0, leftOut: 1, low: 0 });
});

test('a local tool saves all that reasoning would have cost', () => {
  const assumed = { low: nanoUsd(10), high: nanoUsd(50) };
  const rows = [settledRow({ taskId: 'f', cost: 0, tier: 'local', changes: { tool: 'formatter' } })];
  expect(savingsAgainstReasoning(rows, () => assumed)).toMatchObject({ low: 10, high: 50, tasks: 1 });
});
