import type { HistoryPage, JournalMode, Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { describe, expect, onTestFinished, test } from 'vitest';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import type { LiveUsage } from '../../../src/core/model/ledger.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import { createMemoryLedger } from '../../../src/storage/memoryLedger.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import {
  createFakeClock,
  holdOption,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
  taskRecord,
} from './ledgerFixtures.ts';
import { ledgerFolder } from './ledgerFolders.ts';

const keys = periodKeysAt(noon);
const live: LiveUsage = { usage: { output: 10 }, cost: nanoUsd(7), phase: 'answering' };

const makers: Readonly<Record<string, () => Promise<Ledger>>> = {
  'in memory': async () => createMemoryLedger({ clock: createFakeClock() }),
  'in SQLite': () => openIn('wal'),
  'in SQLite with a rollback journal': () => openIn('delete'),
};

async function openIn(journal: JournalMode): Promise<Ledger> {
  const isNetwork = () => journal === 'delete';
  const options = { directory: ledgerFolder(), clock: createFakeClock(), log: silentLog, isNetwork };
  const { ledger, health } = await openSqliteLedger(options);
  expect(health.journal).toBe(journal);
  return ledger;
}

describe.each(Object.entries(makers))('the ledger %s', (_, make) => {
  async function open(): Promise<Ledger> {
    const ledger = await make();
    onTestFinished(() => ledger.close());
    return ledger;
  }

  test('holds, settles and counts what it cost', async () => {
    const ledger = await open();
    const limits = [limitOf(1_000)];
    const admission = await ledger.reserve(holdRequest('a', { limits }));
    expect(admission).toMatchObject({ admitted: true, option: 0, budgets: [{ held: 100, left: 900 }] });
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 0, held: 100 }]);
    expect(await ledger.settle('a', settlementOf(30))).toEqual({ settled: true, corrected: false });
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 30, held: 0, left: 970 }]);
  });

  test('refuses what does not fit, and says how the limits stood', async () => {
    const ledger = await open();
    const limits = [limitOf(250)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.reserve(holdRequest('b', { limits }));
    const refused = await ledger.reserve(holdRequest('c', { limits }));
    expect(refused).toMatchObject({
      admitted: false,
      needed: 100,
      refusedBy: { spent: 0, held: 200, left: 50 },
    });
    expect(await ledger.running()).toHaveLength(2);
  });

  test('a release frees the hold and costs nothing', async () => {
    const ledger = await open();
    const limits = [limitOf(100)];
    await ledger.reserve(holdRequest('a', { limits }));
    expect(await ledger.release('a', noon, 'rateLimited')).toEqual({ released: true, corrected: false });
    expect(await ledger.reserve(holdRequest('b', { limits }))).toMatchObject({ admitted: true });
    expect((await ledger.recent(9)).map((row) => row.state)).toEqual(['held', 'released']);
    expect((await ledger.recent(9)).map((row) => row.releasedBecause)).toEqual([undefined, 'rateLimited']);
  });

  test('the first end of an attempt wins', async () => {
    const ledger = await open();
    const limits = [limitOf(1_000)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.settle('a', settlementOf(30));
    expect(await ledger.settle('a', settlementOf(60))).toEqual({ settled: false, corrected: false });
    expect(await ledger.release('a', noon, 'aborted')).toEqual({ released: false, corrected: false });
    expect(await ledger.settle('unheard of', settlementOf(60))).toEqual({ settled: false, corrected: false });
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 30, held: 0 }]);
  });

  test('refuses to hold the same attempt twice', async () => {
    const ledger = await open();
    await ledger.reserve(holdRequest('a'));
    await expect(ledger.reserve(holdRequest('a'))).rejects.toThrow(/attempt/);
  });

  test('a limit per request counts all attempts of the task', async () => {
    const ledger = await open();
    const limits = [limitOf(150, 'request')];
    const task = taskFacts('one task');
    await ledger.reserve(holdRequest('a', { limits, task }));
    expect(await ledger.reserve(holdRequest('b', { limits, task, number: 2 }))).toMatchObject({
      admitted: false,
    });
    await ledger.settle('a', settlementOf(50));
    expect(await ledger.reserve(holdRequest('c', { limits, task, number: 2 }))).toMatchObject({
      admitted: true,
    });
    expect(await ledger.reserve(holdRequest('d', { limits }))).toMatchObject({ admitted: true });
  });

  test('a workspace has its own purse inside the user’s', async () => {
    const ledger = await open();
    const limits = [limitOf(1_000), limitOf(150, 'day', 'block', 'w1')];
    const inW1 = (id: string) => holdRequest(id, { limits, task: taskFacts(id, { workspaceId: 'w1' }) });
    await ledger.reserve(inW1('a'));
    expect(await ledger.reserve(inW1('b'))).toMatchObject({
      admitted: false,
      refusedBy: { limit: { scope: 'workspace' } },
    });
    const elsewhere = holdRequest('c', { limits, task: taskFacts('c', { workspaceId: 'w2' }) });
    expect(await ledger.reserve(elsewhere)).toMatchObject({ admitted: false });
    const withoutW1 = { ...elsewhere, limits: [limitOf(1_000)] };
    expect(await ledger.reserve(withoutW1)).toMatchObject({ admitted: true, budgets: [{ held: 200 }] });
  });

  test('judges a request in the period in which it was admitted', async () => {
    const ledger = await open();
    const limits = [limitOf(100)];
    const beforeMidnight = new Date(2026, 10, 18, 23, 59).getTime();
    const nextDay = new Date(2026, 10, 19, 0, 1).getTime();
    await ledger.reserve(holdRequest('a', { limits, at: beforeMidnight }));
    await ledger.settle('a', settlementOf(100, { at: nextDay }));
    expect(await ledger.budgets(limits, periodKeysAt(beforeMidnight), nextDay)).toMatchObject([
      { spent: 100 },
    ]);
    expect(await ledger.budgets(limits, periodKeysAt(nextDay), nextDay)).toMatchObject([{ spent: 0 }]);
    expect(await ledger.reserve(holdRequest('b', { limits, at: nextDay }))).toMatchObject({ admitted: true });
  });

  test('admits the first cheaper option that fits, and keeps that one', async () => {
    const ledger = await open();
    const limits = [limitOf(60, 'day', 'downgrade')];
    const options = [holdOption(100), holdOption(80), holdOption(50, { model: 'quick', tier: 'fast' })];
    expect(await ledger.reserve(holdRequest('a', { limits, options }))).toMatchObject({
      admitted: true,
      option: 2,
    });
    expect(await ledger.running()).toMatchObject([{ model: 'quick', tier: 'fast', hold: 50 }]);
  });

  test('a cost above its hold is counted in full', async () => {
    const ledger = await open();
    const limits = [limitOf(100)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.settle('a', settlementOf(170));
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 170, left: -70 }]);
  });

  test('a known price with an unknown cost counts as the worst case', async () => {
    const ledger = await open();
    const limits = [limitOf(100)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.settle('a', settlementOf(undefined));
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 100 }]);
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 0, unknownCost: 1 });
  });

  test('a correction is applied to what readers see and to the budgets', async () => {
    const ledger = await open();
    const limits = [limitOf(1_000)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.settle('a', settlementOf(30, { provenance: 'estimated', end: 'stopped' }));
    const correction = { at: noon, usage: { output: 9 }, provenance: 'billed', why: 'billed later' } as const;
    await ledger.correct('a', { ...correction, cost: nanoUsd(75) });
    await ledger.correct('a', { ...correction, cost: nanoUsd(70) });
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 70, held: 0 }]);
    const [row] = await ledger.recent(1);
    expect(row).toMatchObject({ settlement: { cost: 70, end: 'stopped', provenance: 'billed' } });
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 70, estimated: false, output: 9 });
  });

  test('a released attempt that was billed after all reads as settled', async () => {
    const ledger = await open();
    await ledger.reserve(holdRequest('a'));
    await ledger.release('a', noon, 'connectionLost');
    const usage = { input: 1, output: 2 };
    await ledger.correct('a', { at: noon, usage, cost: nanoUsd(5), provenance: 'billed', why: 'billed' });
    expect(await ledger.recent(1)).toMatchObject([{ state: 'settled', settlement: { cost: 5 } }]);
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 5, tasks: 1 });
  });

  test('ignores corrections of attempts unknown or still held', async () => {
    const ledger = await open();
    await ledger.reserve(holdRequest('a'));
    const correction = { at: noon, usage: {}, cost: nanoUsd(5), provenance: 'billed', why: 'w' } as const;
    await ledger.correct('a', correction);
    await ledger.correct('unheard of', correction);
    expect(await ledger.running()).toMatchObject([{ hold: 100 }]);
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 0 });
  });

  test('shows the live usage of a running attempt until it ends', async () => {
    const ledger = await open();
    await ledger.reserve(holdRequest('a'));
    await ledger.heartbeat('a', live);
    expect(await ledger.running()).toMatchObject([{ live }]);
    await ledger.settle('a', settlementOf(3));
    await ledger.heartbeat('a', live);
    expect((await ledger.recent(1))[0]?.live).toBeUndefined();
  });

  test('sums a day by realm, without what nobody knows', async () => {
    const ledger = await open();
    const task = taskFacts('t', { workspaceId: 'w1' });
    await ledger.reserve(holdRequest('a', { task }));
    await ledger.settle('a', settlementOf(30));
    await ledger.reserve(holdRequest('b', { task, number: 2 }));
    await ledger.settle('b', settlementOf(20, { usage: { input: 1, output: 5 }, provenance: 'estimated' }));
    const unknown = holdOption(0, { priceState: 'unknown' });
    await ledger.reserve(holdRequest('c', { options: [unknown] }));
    await ledger.settle('c', settlementOf(undefined, { usage: { output: 7, hidden: 7 } }));
    const practice = taskFacts('p', { realm: 'practice' });
    await ledger.reserve(holdRequest('d', { task: practice }));
    await ledger.settle('d', settlementOf(999));
    expect(await ledger.totals('real', keys.day)).toEqual({
      realm: 'real',
      cost: 50,
      estimated: true,
      unknownCost: 1,
      tasks: 2,
      output: 132,
      hidden: 87,
    });
    expect(await ledger.totals('real', keys.day, 'w1')).toMatchObject({ cost: 50, unknownCost: 0, tasks: 1 });
    expect(await ledger.totals('practice', keys.day)).toMatchObject({ cost: 999, tasks: 1 });
    expect(await ledger.totals('real', '2026-11-17')).toMatchObject({ cost: 0, hidden: undefined });
  });

  test('practice moves no budget', async () => {
    const ledger = await open();
    const limits = [limitOf(1_000)];
    await ledger.reserve(holdRequest('a', { task: taskFacts('p', { realm: 'practice' }) }));
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ held: 0 }]);
    await ledger.settle('a', settlementOf(100));
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 0 }]);
  });

  test('records what a local tool did', async () => {
    const ledger = await open();
    const avoided = nanoUsd(12);
    const task = taskFacts('t');
    await ledger.recordLocal({ task, at: noon, periodKeys: keys, tool: 'formatter', totalMs: 3, avoided });
    expect(await ledger.recent(1)).toMatchObject([
      { tier: 'local', tool: 'formatter', avoided: 12, state: 'settled', settlement: { cost: 0 } },
    ]);
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 0, tasks: 1, unknownCost: 0 });
  });

  test('remembers the last outcome of a task', async () => {
    const ledger = await open();
    const task = taskFacts('t');
    await ledger.reserve(holdRequest('a', { task }));
    await ledger.settle('a', settlementOf(3));
    await ledger.recordOutcome('t', 'accepted', noon);
    await ledger.recordOutcome('t', 'undone', noon + 1);
    expect(await ledger.recent(1)).toMatchObject([{ outcome: 'undone' }]);
  });

  test('remembers what the last check of a task said, for all its attempts', async () => {
    const ledger = await open();
    const task = taskFacts('t');
    for (const number of [1, 2]) {
      await ledger.reserve(holdRequest(`a${number}`, { task, number }));
      await ledger.settle(`a${number}`, settlementOf(3));
    }
    await ledger.reserve(holdRequest('other'));
    expect((await ledger.recent(3)).map(({ check }) => check)).toEqual([undefined, undefined, undefined]);
    await ledger.recordCheck('t', { verdict: 'failed', what: ['2 problems'] }, noon);
    const passed = { verdict: 'passed', what: ['syntax'] } as const;
    await ledger.recordCheck('t', passed, noon + 1);
    expect((await ledger.recent(3)).map(({ check }) => check)).toEqual([undefined, passed, passed]);
    await ledger.deleteAll();
    await ledger.reserve(holdRequest('again', { task }));
    expect((await ledger.recent(1))[0]?.check).toBeUndefined();
  });

  test('keeps the record of a task beside its attempts, with what is said of it later', async () => {
    const ledger = await open();
    const task = taskFacts('t');
    for (const number of [1, 2]) {
      await ledger.reserve(holdRequest(`a${number}`, { task, number }));
      await ledger.settle(`a${number}`, settlementOf(3));
    }
    await ledger.reserve(holdRequest('other'));
    await ledger.recordCheck('t', { verdict: 'failed', what: ['syntax'] }, noon);
    expect(await ledger.task('t')).toBeUndefined();
    expect((await ledger.recent(3)).map(({ record }) => record)).toEqual([undefined, undefined, undefined]);

    const record = taskRecord('t');
    await ledger.recordTask(record);
    await ledger.recordTask({ ...record, end: 'failed' });
    expect(await ledger.task('t')).toEqual(record);
    expect((await ledger.recent(3)).map((row) => row.record)).toEqual([undefined, record, record]);
    const rows = await ledger.attemptsBeside('a2');
    expect(rows.map(({ attemptId, record: beside }) => [attemptId, beside])).toEqual([
      ['a1', record],
      ['a2', record],
    ]);
    expect(await ledger.attemptsBeside('unheard of')).toEqual([]);

    const check = { verdict: 'failed', what: ['task “test” (exit code 1)'] } as const;
    await ledger.recordCheck('t', check, noon, ['it had passed before']);
    await ledger.recordCheck('t', undefined, noon, ['and again']);
    await ledger.recordOutcome('t', 'undone', noon);
    const notes = [...record.notes, 'it had passed before', 'and again'];
    expect(await ledger.task('t')).toEqual({ ...record, check, notes, outcome: 'undone' });
    expect((await ledger.recent(3))[1]?.record?.notes).toEqual(notes);
    await ledger.deleteAll();
    expect(await ledger.task('t')).toBeUndefined();
  });

  test('an answer that nothing judged has no check, whatever was said on its way', async () => {
    const ledger = await open();
    await ledger.reserve(holdRequest('a', { task: taskFacts('t') }));
    await ledger.recordCheck('t', { verdict: 'failed', what: ['syntax'] }, noon);
    await ledger.recordTask({ ...taskRecord('t'), check: undefined });
    expect((await ledger.recent(1))[0]?.check).toBeUndefined();
    expect((await ledger.task('t'))?.check).toBeUndefined();
  });

  test('gives the newest first and every fact back', async () => {
    const ledger = await open();
    for (const id of ['a', 'b', 'c']) await ledger.reserve(holdRequest(id));
    const settlement = settlementOf(30, {
      price: {
        rates: { input: 1.25, output: 10 },
        source: 'book',
        asOf: '2026-11-01',
        matchedModel: 'thinker',
        match: 'exact',
        winsOverBill: false,
      },
      flags: ['totalsDisagree'],
      responseId: 'r1',
      finish: 'stop',
      firstTokenMs: 12,
    });
    await ledger.settle('a', settlement);
    const rows = await ledger.recent(2);
    expect(rows.map((row) => row.attemptId)).toEqual(['c', 'b']);
    const row = (await ledger.recent(3))[2];
    expect(row?.settlement).toEqual(settlement);
    expect(row?.task).toEqual(taskFacts('task of a'));
    expect(row).toMatchObject({ number: 1, effort: 'medium', estimatedInput: 500, foreign: false });
  });

  test('what readers have seen before is brought up to date', async () => {
    const ledger = await open();
    for (const id of ['a', 'b', 'c', 'd']) await ledger.reserve(holdRequest(id));
    expect(await ledger.recent(2)).toMatchObject([{ attemptId: 'd' }, { attemptId: 'c' }]);
    await ledger.settle('a', settlementOf(1));
    await ledger.settle('c', settlementOf(2));
    await ledger.release('d', noon, 'rateLimited');
    await ledger.reserve(holdRequest('e'));
    await ledger.heartbeat('e', live);
    const local = { task: taskFacts('t'), at: noon, periodKeys: keys, tool: 'formatter', totalMs: 1 };
    await ledger.recordLocal(local);
    await ledger.recordOutcome('task of c', 'edited', noon);
    await ledger.correct('d', { at: noon, usage: {}, cost: nanoUsd(3), provenance: 'billed', why: 'w' });
    expect(await ledger.recent(9)).toMatchObject([
      { attemptId: 't/local' },
      { attemptId: 'e', live },
      { attemptId: 'd', state: 'settled', settlement: { cost: 3 } },
      { attemptId: 'c', settlement: { cost: 2 }, outcome: 'edited' },
      { attemptId: 'b', state: 'held' },
      { attemptId: 'a', settlement: { cost: 1 } },
    ]);
    expect(await ledger.recent(1)).toMatchObject([{ attemptId: 't/local' }]);
    await ledger.deleteAll();
    await ledger.reserve(holdRequest('f'));
    expect(await ledger.recent(9)).toMatchObject([{ attemptId: 'f' }]);
  });

  test('gives its history by days and page by page', async () => {
    const ledger = await open();
    const days = [16, 17, 18, 19].map((date) => new Date(2026, 10, date, 12).getTime());
    for (const [index, at] of days.entries()) {
      await ledger.reserve(holdRequest(`a${index}`, { at }));
      await ledger.reserve(holdRequest(`b${index}`, { at }));
    }
    const idsOf = ({ rows }: HistoryPage) => rows.map(({ attemptId }) => attemptId);
    const range = { from: '2026-11-17', until: '2026-11-18', count: 3 };
    const first = await ledger.history(range);
    expect(idsOf(first)).toEqual(['b2', 'a2', 'b1']);
    await ledger.reserve(holdRequest('newer', { at: days[2] ?? noon }));
    const second = await ledger.history(range, first.next);
    expect([idsOf(second), second.next]).toEqual([['a1'], undefined]);
    expect((await ledger.history({ count: 100 })).rows).toHaveLength(9);
    expect(idsOf(await ledger.history({ until: '2026-11-16', count: 9 }))).toEqual(['b0', 'a0']);
  });

  test('lets one caller tell a notice', async () => {
    const ledger = await open();
    expect(await ledger.claimNotice('user|day|2026-11-18|near', noon)).toBe(true);
    expect(await ledger.claimNotice('user|day|2026-11-18|near', noon)).toBe(false);
    expect(await ledger.claimNotice('user|day|2026-11-19|near', noon)).toBe(true);
  });

  test('tells listeners of a write, and no longer once they left', async () => {
    const ledger = await open();
    let told = 0;
    const leave = ledger.onDidChange(() => (told += 1));
    await ledger.reserve(holdRequest('a'));
    expect(told).toBe(1);
    leave();
    await ledger.settle('a', settlementOf(1));
    expect(told).toBe(1);
  });

  test('deletes everything at the user’s word', async () => {
    const ledger = await open();
    const limits = [limitOf(100)];
    await ledger.reserve(holdRequest('a', { limits }));
    await ledger.deleteAll();
    expect(await ledger.recent(9)).toEqual([]);
    expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 0, held: 0 }]);
    expect(await ledger.settle('a', settlementOf(30))).toEqual({ settled: false, corrected: false });
  });
});
