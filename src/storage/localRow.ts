import type { LedgerRow, LocalTask, Settlement } from '../core/ledger/ledger.ts';
import { zeroNano } from '../core/pricing/money.ts';

/** A task that a local tool did: a settled row that cost nothing. */
export function localRow({ task, at, periodKeys, tool, totalMs, avoided }: LocalTask): LedgerRow & {
  readonly settlement: Settlement;
} {
  return {
    attemptId: `${task.taskId}/local`,
    number: 1,
    task,
    tier: 'local',
    state: 'settled',
    startedAt: at,
    periodKeys,
    hold: zeroNano,
    priceState: 'zero',
    settlement: {
      at: at + totalMs,
      end: 'complete',
      usage: {},
      usageProvenance: 'exact',
      flags: [],
      cost: zeroNano,
      provenance: 'computed',
      totalMs,
      notes: [],
    },
    outcome: 'unknown',
    tool,
    avoided,
    foreign: false,
  };
}
