import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerRow } from '../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import type { RowView } from '../../../src/dashboard/protocol.ts';
import { renderStatusBar } from '../../../src/surfaces/statusBar/statusBarView.ts';
import { buildLive, buildSnapshot } from '../../../src/dashboard/host/snapshot.ts';
import { budget, heldRow, localRow, now, settledRow, snapshotInput, today } from './ledgerRows.ts';
import { manyRows } from './manyRows.ts';

function lineOf(...attempts: readonly LedgerRow[]): RowView {
  const [line] = buildSnapshot(snapshotInput({ recent: attempts })).real.recent;
  if (line === undefined) throw new Error('the table is empty');
  return line;
}

describe('a line of the table', () => {
  test('carries each figure with its provenance', () => {
    const line = lineOf(settledRow({ settlement: { provenance: 'billed' } }));
    expect(line).toMatchObject({
      input: { text: '1,204', count: 1_204, estimated: false },
      visible: { text: '230', count: 230, estimated: false },
      hidden: { text: '2,304', count: 2_304, estimated: false },
      cost: { text: '$0.031', nanoUsd: 31_480_000, kind: 'billed' },
      seconds: 18.4,
      checked: 'notChecked',
      outcome: 'unknown',
      end: 'complete',
    });
  });

  test('marks estimates with ≈', () => {
    const line = lineOf(
      settledRow({ settlement: { end: 'stopped', provenance: 'estimated', usageProvenance: 'estimated' } }),
    );
    expect([line.visible.text, line.hidden.text, line.cost.text]).toEqual(['≈230', '≈2.3k', '≈$0.031']);
    expect(line).toMatchObject({ end: 'stopped', cost: { kind: 'estimated' } });
  });

  test('an estimated split leaves the exact total exact', () => {
    const line = lineOf(settledRow({ settlement: { flags: ['hiddenEstimated'] } }));
    expect(line.hidden).toEqual({ text: '≈2.3k', count: 2_304, estimated: true });
    expect(line.input.estimated).toBe(false);
    expect(line.cost.kind).toBe('computed');
  });

  test('hidden tokens that nobody reported are “hidden ?”, and visible ones at most the output', () => {
    const line = lineOf(settledRow({ settlement: { usage: { input: 900, output: 812 } } }));
    expect(line.hidden).toEqual({ text: 'hidden ?', estimated: false });
    expect(line.visible).toMatchObject({ text: '≤812', count: 812 });
  });

  test.each([
    ['unknown', { priceState: 'unknown', settlement: { cost: undefined } }, '$?'],
    ['included', { priceState: 'included', settlement: { cost: undefined } }, 'included'],
    ['zero', { priceState: 'zero', settlement: { cost: nanoUsd(0) } }, '$0'],
  ] as const)('a price that is %s reads so', (kind, changes, text) => {
    expect(lineOf(settledRow(changes)).cost).toMatchObject({ kind, text });
  });

  test('a lost count at a known price is unknown, not $0', () => {
    expect(lineOf(settledRow({ settlement: { usage: {}, cost: undefined } })).cost).toEqual({
      kind: 'unknown',
      text: '$?',
    });
  });

  test('a refused attempt was not billed', () => {
    const line = lineOf({ ...heldRow({ live: undefined }), state: 'released' });
    expect(line).toMatchObject({ end: 'unbilled', cost: { kind: 'notBilled' }, hidden: { text: '–' } });
  });

  test('a local tool names itself and costs nothing', () => {
    expect(lineOf(localRow())).toMatchObject({
      tier: 'local',
      tool: 'formatter',
      cost: { kind: 'zero', text: '$0', nanoUsd: 0 },
    });
  });

  test('is a task with all its attempts, the last one’s model, and both bills', () => {
    const task = { taskId: 'the task' };
    const line = lineOf(
      settledRow({ attemptId: 'b', number: 2, model: 'big', task }),
      settledRow({ attemptId: 'a', number: 1, model: 'small', tier: 'fast', task, startedAt: now - 90_000 }),
    );
    expect(line).toMatchObject({ attemptId: 'b', attempts: 2, model: 'big', startedAt: now - 90_000 });
    expect(line.cost.nanoUsd).toBe(2 * 31_480_000);
    expect(line.hidden.count).toBe(2 * 2_304);
  });

  test('carries the receipt that every surface shows', () => {
    const labels = lineOf(settledRow()).receipt.map((line) => line.label);
    expect(labels).toEqual(expect.arrayContaining(['Cost', 'Hidden', 'Time', 'Output, hidden']));
  });
});

describe('realms', () => {
  const recent = [settledRow(), settledRow({ attemptId: 'p', task: { realm: 'practice' } })];

  test('practice stands in no figure of the real realm, nor the reverse', () => {
    const { real, practice } = buildSnapshot(snapshotInput({ recent }));
    for (const realm of [real, practice]) {
      expect(realm.today).toMatchObject({ tasks: 1, cost: { nanoUsd: 31_480_000 } });
      expect(realm.recent).toHaveLength(1);
      expect(realm.byModel.map((group) => group.tasks)).toEqual([1]);
    }
    expect(real.recent[0]?.attemptId).toBe('attempt-1');
    expect(practice.recent[0]?.attemptId).toBe('p');
  });

  test('what practice would have cost is an estimate wherever it stands, as in the status bar', () => {
    const { practice } = buildSnapshot(snapshotInput({ recent }));
    const costs = [
      practice.today.cost,
      practice.days.at(-1)?.cost,
      practice.byClass[0]?.cost,
      practice.byModel[0]?.cost,
      practice.recent[0]?.cost,
    ];
    expect(new Set(costs.map((cost) => `${cost?.text} ${cost?.kind}`))).toEqual(
      new Set(['≈$0.031 estimated']),
    );
    const spent = nanoUsd(practice.today.cost.nanoUsd ?? 0);
    const bar = { kind: 'idle', realm: 'practice', spent, estimated: false, near: false } as const;
    expect(renderStatusBar({ ...bar, dayLimit: undefined, hiddenShare: undefined }).text).toContain(
      `${practice.today.cost.text} today`,
    );
    expect(buildSnapshot(snapshotInput()).practice.today.cost.text).toBe('$0');
  });
});

describe('sums', () => {
  test('of days, classes and models agree with the rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (count) => {
        const rows = manyRows(count);
        const { real } = buildSnapshot(snapshotInput({ recent: rows }), count);
        const settled = rows.flatMap(({ settlement }) => (settlement === undefined ? [] : [settlement]));
        const cost = settled.reduce((sum, { cost: part }) => sum + (part ?? 0), 0);
        const hidden = settled.reduce((sum, { usage }) => sum + (usage.hidden ?? 0), 0);
        const output = settled.reduce((sum, { usage }) => sum + (usage.output ?? 0), 0);
        for (const groups of [real.days, real.byClass, real.byModel]) {
          const sum = (pick: (group: (typeof groups)[number]) => number): number =>
            groups.reduce((total, group) => total + pick(group), 0);
          expect(sum((group) => group.cost.nanoUsd ?? 0)).toBe(cost);
          expect(sum((group) => group.hidden)).toBe(hidden);
          expect(sum((group) => group.visible + group.hidden + group.unsplit)).toBe(output);
        }
        expect(real.recent.reduce((sum, row) => sum + (row.cost.nanoUsd ?? 0), 0)).toBe(cost);
      }),
      { numRuns: 30 },
    );
  });

  test('say when a part is unknown or estimated', () => {
    const day = (...rows: LedgerRow[]) => buildSnapshot(snapshotInput({ recent: rows })).real.days.at(-1);
    const unknown = settledRow({
      attemptId: 'u',
      priceState: 'unknown',
      settlement: { cost: undefined, usage: { output: 40 } },
    });
    const estimated = settledRow({
      attemptId: 'e',
      settlement: { provenance: 'estimated', usageProvenance: 'estimated' },
    });
    expect(day(settledRow(), unknown)).toMatchObject({ cost: { text: '$0.031 + $?' }, unsplit: 40 });
    expect(day(settledRow(), estimated)).toMatchObject({ cost: { text: '≈$0.063' }, estimated: true });
    expect(day(unknown)).toMatchObject({ cost: { text: '$?', kind: 'unknown' } });
  });

  test('of today tell what local tools avoided, and the share over those that report it', () => {
    const silent = settledRow({ attemptId: 's', settlement: { usage: { input: 1, output: 10_000 } } });
    const { today: sums } = buildSnapshot(
      snapshotInput({ recent: [settledRow(), silent, localRow({ attemptId: 'l' })] }),
    ).real;
    expect(sums).toMatchObject({
      tasks: 3,
      localTasks: 1,
      avoided: { text: '≈$0.002', kind: 'estimated' },
      hiddenShare: 2_304 / 2_534,
    });
  });

  test('of today never show $0 for what is unknown or paid by a plan', () => {
    const textOf = (priceState: LedgerRow['priceState']) =>
      buildSnapshot(snapshotInput({ recent: [settledRow({ priceState, settlement: { cost: undefined } })] }))
        .real.today.cost.text;
    expect(textOf('unknown')).toBe('$?');
    expect(textOf('included')).toBe('included');
    expect(buildSnapshot(snapshotInput()).real.today.cost.text).toBe('$0');
  });

  test('days run without gaps to today, a week at least and a fortnight at most', () => {
    const daysOf = (recent: readonly LedgerRow[]) =>
      buildSnapshot(snapshotInput({ recent })).real.days.map(({ day }) => day);
    expect(daysOf([])).toHaveLength(7);
    const month = [settledRow({ startedAt: now - 30 * 86_400_000 }), settledRow()];
    expect(daysOf(month).at(-1)).toBe(today);
    const fortnight = daysOf([settledRow({ startedAt: now - 13 * 86_400_000 })]);
    expect(fortnight).toHaveLength(14);
    expect(fortnight[0]).toBe('2026-11-09');
  });

  test('p50 and p95 are times that were measured, p95 only from five on', () => {
    const rows = [9, 1, 4, 2, 3].map((seconds) =>
      settledRow({ attemptId: String(seconds), settlement: { totalMs: seconds * 1_000 } }),
    );
    const times = (recent: readonly LedgerRow[]) => {
      const [group] = buildSnapshot(snapshotInput({ recent })).real.byModel;
      return [group?.p50Seconds, group?.p95Seconds];
    };
    expect(times(rows)).toEqual([3, 9]);
    expect(times(rows.slice(1))).toEqual([2, undefined]);
  });
});

describe('what runs', () => {
  test('shows its estimates with ≈ and what it holds', () => {
    const { running } = buildLive({ now, running: [heldRow()], budgets: [] });
    expect(running[0]).toMatchObject({
      phase: 'thinking',
      hidden: { text: '≈2.1k' },
      visible: { text: '≈0' },
      cost: { text: '≈$0.029', kind: 'estimated' },
      hold: '$0.180',
    });
  });

  test('knows from the start that a local model costs nothing and a plan pays', () => {
    const live = { usage: {}, cost: undefined, phase: 'waiting' } as const;
    const costs = (['zero', 'included', 'unknown'] as const).map(
      (priceState) =>
        buildLive({ now, running: [heldRow({ priceState, live })], budgets: [] }).running[0]?.cost.text,
    );
    expect(costs).toEqual(['$0', 'included', '$?']);
  });

  test('a running attempt keeps its task out of the table of past ones', () => {
    const task = { taskId: 'retried' };
    const input = snapshotInput({
      recent: [heldRow({ number: 2, task }), settledRow({ task })],
      running: [heldRow({ number: 2, task })],
    });
    expect(buildSnapshot(input).real.recent).toEqual([]);
  });
});

describe('budgets', () => {
  const standing = (spent: number, held = 0) =>
    buildLive({ now, running: [], budgets: [budget({}, spent, held)] }).budgets[0];

  test('keep what is held apart from what is spent', () => {
    expect(standing(1.42, 0.18)).toMatchObject({
      spent: '$1.42',
      held: '$0.180',
      left: '$3.40',
      limit: '$5',
      spentShare: 0.284,
      heldShare: 0.036,
      standing: 'fine',
    });
  });

  test('warn from four fifths on, and never draw over their end', () => {
    expect(standing(4)?.standing).toBe('near');
    expect(standing(3.9)?.standing).toBe('fine');
    expect(standing(3.9, 0.1)?.standing).toBe('near');
    expect(standing(7, 1)).toMatchObject({ standing: 'reached', spentShare: 1, heldShare: 0 });
  });

  test('a limit of nothing is reached', () => {
    const [view] = buildLive({ now, running: [], budgets: [budget({ limit: nanoUsd(0) }, 0, 0)] }).budgets;
    expect(view).toMatchObject({ standing: 'reached', spentShare: 1 });
  });
});

test('a snapshot carries no more lines than it may, and says that there are more', () => {
  const { real } = buildSnapshot(snapshotInput({ recent: manyRows(40) }), 25);
  expect(real.recent).toHaveLength(25);
  expect(real.hasOlder).toBe(true);
  expect(real.byClass.reduce((sum, group) => sum + group.tasks, 0)).toBe(40);
});
