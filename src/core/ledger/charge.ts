/**
 * What an attempt counts for in the budgets, and how a row reads once a correction is applied. Shared
 * by all ledgers, so that they cannot disagree.
 */
import type { Price } from '../pricing/price.ts';
import { type NanoUsd, zeroNano } from '../pricing/money.ts';
import type { Correction, Settlement } from './ledger.ts';

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
