/**
 * What an attempt counts for in the budgets, how a row reads once a correction is applied, what a day sums
 * to. Shared by all ledgers, so that they cannot disagree.
 */
import type { LocalTask, Correction, Settlement, DayTotals, LedgerRow, Realm } from '../model/ledger.ts';
import type { Price } from '../model/price.ts';
import { type NanoUsd, zeroNano, sumNano, saturated } from '../model/money.ts';
import { dayKeyPeriods } from '../model/budget.ts';
import type { Carried } from './highWater.ts';

/**
 * An ended attempt counts at its cost. Where the price is known but the cost is not, it counts at
 * its hold: a budget must not grow because a figure is missing.
 */
export function chargeOf(
  cost: NanoUsd | undefined,
  held: { readonly hold: NanoUsd; readonly priceState: Price['state'] },
): NanoUsd {
  return cost ?? (held.priceState === 'known' ? held.hold : zeroNano);
}

/** The owner's own end of an attempt that a reaper had ended on its behalf. */
export function lateSettlement(settlement: Settlement): Correction {
  const { at, usage, cost, provenance } = settlement;
  return { at, usage, cost, provenance, why: 'its window was still alive', settlement };
}

/** The owner of a reaped attempt says that it was never billed. */
export function lateRelease(at: number): Correction {
  return {
    at,
    usage: {},
    cost: zeroNano,
    provenance: 'computed',
    why: 'its window was still alive: the provider had refused it unbilled',
  };
}

/**
 * A settlement as it reads after its last correction. An attempt that was released and then turns
 * out to have cost something reads as settled.
 */
export function correctedSettlement(
  settlement: Settlement | undefined,
  correction: Correction | undefined,
): Settlement | undefined {
  if (correction === undefined) return settlement;
  const { at, usage, cost, provenance, why, settlement: late } = correction;
  if (late !== undefined) return { ...late, notes: [...late.notes, why] };
  const usageProvenance = provenance === 'estimated' ? 'estimated' : 'exact';
  const figures = { usage, usageProvenance, cost, provenance } as const;
  return settlement === undefined
    ? { ...figures, at, end: 'failed', flags: [], totalMs: 0, notes: [why] }
    : { ...settlement, ...figures, notes: [...settlement.notes, why] };
}

/** Totals over settled rows of one realm; running and released attempts count for nothing. */
export function dayTotals(realm: Realm, rows: readonly LedgerRow[]): DayTotals {
  const ended = rows.flatMap(({ task, priceState, settlement }) =>
    settlement === undefined || task.realm !== realm ? [] : [{ task, priceState, settlement }],
  );
  const hidden = ended
    .map(({ settlement }) => settlement.usage.hidden)
    .filter((count) => count !== undefined);
  const unknown = ended.filter(
    ({ priceState, settlement }) => settlement.cost === undefined && priceState !== 'included',
  );
  return {
    realm,
    cost: sumNano(ended.map(({ settlement }): NanoUsd => settlement.cost ?? zeroNano)),
    estimated: ended.some(({ settlement }) => settlement.provenance === 'estimated'),
    unknownCost: new Set(unknown.map(({ task }) => task.taskId)).size,
    tasks: new Set(ended.map(({ task }) => task.taskId)).size,
    output: ended.reduce((sum, { settlement }) => sum + (settlement.usage.output ?? 0), 0),
    hidden: hidden.length === 0 ? undefined : hidden.reduce((sum, count) => sum + count, 0),
  };
}

/**
 * Spending that a lost ledger had recorded and a mark still knows: one settled row, which stands for all of
 * its day.
 *
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
