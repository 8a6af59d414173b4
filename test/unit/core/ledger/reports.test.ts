import { expect, test } from 'vitest';
import { costPerSuccess, groupRows, reportGroup } from '../../../../src/core/ledger/reports.ts';
import { periodKeysAt } from '../../../../src/core/model/budget.ts';
import { noon, settlementOf } from '../../storage/ledgerFixtures.ts';
import { settledRow } from './ledgerRows.ts';

test('visible, hidden and unsplit tokens stay apart', () => {
  const rows = [
    settledRow({ taskId: 'a', cost: 5, usage: { output: 30, hidden: 20 } }),
    settledRow({ taskId: 'b', cost: 5, usage: { output: 7 } }),
    settledRow({ taskId: 'c', cost: 5, usage: {} }),
  ];
  expect(reportGroup('all', rows)).toMatchObject({ visible: 10, hidden: 20, unsplit: 7, tasks: 3, cost: 15 });
});

test('unknown and included costs are counted, never summed as zero', () => {
  const rows = [
    settledRow({ taskId: 'a', cost: 5 }),
    settledRow({ taskId: 'b', changes: { priceState: 'unknown' } }),
    settledRow({ taskId: 'c', changes: { priceState: 'included' } }),
  ];
  expect(reportGroup('all', rows)).toMatchObject({ cost: 5, unknownCost: 1, included: 1, attempts: 3 });
});

test('groups by day, class and model, in order', () => {
  const yesterday = { startedAt: noon - 86_400_000, periodKeys: periodKeysAt(noon - 86_400_000) };
  const rows = [
    settledRow({ taskId: 'a', cost: 1, class: 'format' }),
    settledRow({ taskId: 'b', cost: 2, class: 'architect', tier: 'reasoning', changes: yesterday }),
    settledRow({ taskId: 'c', cost: 4, class: 'format', changes: { tool: 'formatter', tier: 'local' } }),
  ];
  const of = (by: Parameters<typeof groupRows>[1]) => groupRows(rows, by).map(({ key, cost }) => [key, cost]);
  expect(of('day')).toEqual([
    ['2026-11-17', 2],
    ['2026-11-18', 5],
  ]);
  expect(of('class')).toEqual([
    ['architect', 2],
    ['format', 5],
  ]);
  expect(of('model')).toEqual([
    ['formatter', 4],
    ['openai/quick', 1],
    ['openai/thinker', 2],
  ]);
});

test('times leave out local tools and crashed attempts', () => {
  const times = [100, 200, 300, 400, 1_000].map((totalMs) =>
    settledRow({ taskId: `t${totalMs}`, cost: 1, totalMs }),
  );
  const local = settledRow({ taskId: 'l', cost: 0, totalMs: 1, changes: { tier: 'local' } });
  const reaped = settledRow({
    taskId: 'r',
    cost: 1,
    changes: { settlement: settlementOf(1, { end: 'reaped', totalMs: 99_999 }) },
  });
  expect(reportGroup('all', [...times, local, reaped]).totalMs).toEqual({ p50: 300, p95: 1_000 });
  expect(reportGroup('none', []).totalMs).toEqual({ p50: undefined, p95: undefined });
});

test('a success pays for the failures beside it; unjudged tasks stay out', () => {
  const rows = [
    settledRow({ taskId: 'a', cost: 10, changes: { outcome: 'rejected' } }),
    settledRow({ taskId: 'b', cost: 10, changes: { outcome: 'accepted' } }),
    settledRow({ taskId: 'b', cost: 30, changes: { outcome: 'accepted' } }),
    settledRow({ taskId: 'c', cost: 10, changes: { outcome: 'edited' } }),
    settledRow({ taskId: 'd', cost: 500 }),
    settledRow({ taskId: 'e', changes: { outcome: 'accepted', priceState: 'unknown' } }),
  ];
  expect(costPerSuccess(rows)).toEqual({ judged: 3, successes: 2, cost: 60, perSuccess: 30 });
  expect(costPerSuccess(rows.slice(0, 1)).perSuccess).toBeUndefined();
});
