import { describe, expect, it } from 'vitest';
import { reachedInWords, spentInWords, spentPer } from '../../../../src/core/ledger/reports.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { heldRow, settledRow } from '../../dashboard/ledgerRows.ts';

function row(day: string, taskId: string, dollars: number | undefined) {
  return settledRow({
    periodKeys: { day, week: '2026-W47', month: '2026-11' },
    task: { taskId },
    settlement: { cost: dollars === undefined ? undefined : nanoUsd(dollars * 1e9) },
  });
}

const rows = [
  row('2026-11-20', 'a', 0.25),
  row('2026-11-20', 'a', 0.25),
  row('2026-11-20', 'b', 1),
  row('2026-11-21', 'c', 0.1),
  row('2026-11-22', 'd', 0.4),
];

describe('spending per period', () => {
  it('sums what counted, by day, week, month and request', () => {
    expect(spentPer('day', rows)).toEqual([1.5e9, 0.1e9, 0.4e9]);
    expect(spentPer('week', rows)).toEqual([2e9]);
    expect(spentPer('month', rows)).toEqual([2e9]);
    expect(spentPer('request', rows)).toEqual([0.5e9, 1e9, 0.1e9, 0.4e9]);
  });

  it('counts what nobody could price as the budgets do, and nothing that still runs', () => {
    const unpriced = row('2026-11-22', 'e', undefined);
    expect(spentPer('day', [unpriced, heldRow()])).toEqual([unpriced.hold]);
  });
});

describe('in words', () => {
  const sums = spentPer('day', rows);

  it('tells the dearest and the middle one', () => {
    expect(spentInWords('day', sums)).toBe('dearest of 3 days $1.50, middle one $0.400');
    expect(spentInWords('week', spentPer('week', rows))).toBe('one week with spending, $2.00');
    expect(spentInWords('day', [])).toBeUndefined();
  });

  it('tells what a limit would have meant', () => {
    expect(reachedInWords('day', sums, 0.25)).toBe('At $0.25, 2 of 3 days would have gone over.');
    expect(reachedInWords('day', sums, 1.5)).toBe('At $1.50, none of 3 days would have gone over.');
    expect(reachedInWords('month', spentPer('month', rows), 1)).toBe(
      'At $1, the one month would have gone over.',
    );
    expect(reachedInWords('request', [], 1)).toBe('At $1, nothing would have changed: nothing was spent.');
  });
});
