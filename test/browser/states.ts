/** What the dashboard may have to show, each as the host would send it. */
import { nanoUsd } from '../../src/core/model/money.ts';
import type { DashboardSnapshot } from '../../src/dashboard/protocol.ts';
import { buildSnapshot } from '../../src/dashboard/host/snapshot.ts';
import { budget, heldRow, localRow, now, settledRow, snapshotInput } from '../unit/dashboard/ledgerRows.ts';
import { manyRows } from '../unit/dashboard/manyRows.ts';

export const budgets = [
  budget(),
  budget(
    {
      period: 'month',
      limit: nanoUsd(50_000_000_000),
      whenReached: 'block',
      setting: 'switchyard.budget.perMonth',
    },
    41.8,
  ),
  budget({ scope: 'workspace', limit: nanoUsd(1_000_000_000) }, 1.002, 0),
  budget(
    {
      period: 'request',
      limit: nanoUsd(500_000_000),
      whenReached: 'block',
      setting: 'switchyard.limits.costPerRequest',
    },
    0,
    0,
  ),
];

/** One that thinks here, one that answers in another window. */
export const running = [
  heldRow(),
  heldRow({
    attemptId: 'running-2',
    startedAt: now - 3_000,
    tier: 'fast',
    model: 'gpt-5.4-mini',
    effort: 'none',
    maxOutputTokens: 4_000,
    hold: nanoUsd(8_000_000),
    foreign: true,
    task: { class: 'complete', verb: 'explain', because: ['asks for an explanation'] },
    live: {
      usage: { input: 900, output: 320, hidden: undefined },
      cost: nanoUsd(2_100_000),
      phase: 'answering',
    },
  }),
];

const oddRows = [
  settledRow({ attemptId: 'unknown price', priceState: 'unknown', settlement: { cost: undefined } }),
  settledRow({ attemptId: 'hidden ?', settlement: { usage: { input: 900, output: 812 } } }),
  settledRow({
    attemptId: 'stopped',
    settlement: {
      end: 'stopped',
      usage: { input: 900, output: 2_340, hidden: 2_300 },
      provenance: 'estimated',
      usageProvenance: 'estimated',
    },
  }),
  settledRow({
    attemptId: 'included',
    dialect: 'custom',
    priceState: 'included',
    model: 'copilot/auto',
    settlement: { usage: {}, usageProvenance: 'estimated', cost: undefined },
  }),
  settledRow({ attemptId: 'free', priceState: 'zero', model: 'qwen3:8b', settlement: { cost: nanoUsd(0) } }),
  settledRow({ attemptId: 'billed', settlement: { provenance: 'billed', billed: nanoUsd(31_480_000) } }),
  localRow({ attemptId: 'local' }),
  { ...heldRow({ attemptId: 'refused', live: undefined }), state: 'released' as const },
];

export const states = {
  empty: snapshotOf({ budgets }),
  one: snapshotOf({ recent: [settledRow()], budgets }),
  many: snapshotOf({ recent: [...manyRows(60), ...manyRows(6, 'practice')], budgets, running }),
  practice: snapshotOf({
    recent: manyRows(9, 'practice'),
    budgets: [budget({}, 0, 0)],
    running: [heldRow({ task: { realm: 'practice' } })],
    notices: [
      {
        severity: 'error',
        text: 'switchyard.budget.perDay is “five”: write dollars as a number, for example 5. Paid calls wait.',
        setting: 'switchyard.budget.perDay',
      },
    ],
  }),
  odd: snapshotOf({ recent: oddRows, budgets: [] }),
} satisfies Record<string, DashboardSnapshot>;

export type StateName = keyof typeof states;
export const stateNames = ['empty', 'one', 'many', 'practice', 'odd'] as const satisfies readonly StateName[];

function snapshotOf(changes: Parameters<typeof snapshotInput>[0]): DashboardSnapshot {
  return buildSnapshot(snapshotInput(changes));
}
