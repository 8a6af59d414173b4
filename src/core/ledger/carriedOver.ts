/** Spending that a lost ledger had recorded and a mark still knows: one settled row, which stands for all of its day. */
import { dayKeyPeriods } from '../budget/periodKeys.ts';
import { saturated } from '../pricing/money.ts';
import type { Carried } from './highWater.ts';
import type { LedgerRow, Settlement } from './ledger.ts';

/**
 * @param at ms since the epoch: when the person said so.
 * @returns undefined where the day is none, so that no budget can ask about it.
 */
export function carriedRow(
  { workspaceId, day, spent }: Carried,
  id: string,
  at: number,
): (LedgerRow & { readonly settlement: Settlement }) | undefined {
  const periodKeys = dayKeyPeriods(day);
  if (periodKeys === undefined) return undefined;
  return {
    attemptId: id,
    number: 1,
    task: {
      taskId: id,
      realm: 'real',
      surface: 'command',
      class: 'complete',
      policy: 'avoid',
      because: ['spent before the ledger file was lost'],
      confidence: 1,
      workspaceId,
    },
    tier: 'local',
    state: 'settled',
    startedAt: at,
    periodKeys,
    hold: saturated(0),
    priceState: 'known',
    settlement: {
      at,
      end: 'complete',
      usage: {},
      usageProvenance: 'estimated',
      flags: [],
      cost: saturated(spent),
      provenance: 'estimated',
      totalMs: 0,
      notes: [
        `spent on ${day}, before the ledger file was lost; what ran at that moment counts at its worst case`,
      ],
    },
    outcome: 'unknown',
    tool: 'carried over',
    foreign: false,
  };
}
