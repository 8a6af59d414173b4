/**
 * Budgets as data: limits, their calendar periods, how they stand, when a person is told, and the limits
 * that providers hold for a key.
 */
import type { NanoUsd } from './money.ts';

export const periods = ['request', 'day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

export const budgetScopes = ['user', 'workspace'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

export const whenReachedActions = ['warn', 'downgrade', 'block'] as const;
export type WhenReached = (typeof whenReachedActions)[number];

/**
 * A dollar limit for a scope and a period, per developer and machine. One that only warns is called
 * an alert on screen and never refuses.
 */
export interface BudgetLimit {
  readonly scope: BudgetScope;
  readonly period: Period;
  readonly limit: NanoUsd;
  readonly whenReached: WhenReached;
  /** The setting that says so, e.g. `switchyard.budget.perDay`. */
  readonly setting: string;
  /** Which spend counts: all of the user's on this machine, or this workspace's alone. */
  readonly workspaceId?: string | undefined;
}

/** Local calendar keys of an instant: `2026-11-22`, `2026-W47`, `2026-11`. Judged at admission. */
export interface PeriodKeys {
  readonly day: string;
  readonly week: string;
  readonly month: string;
}

/** How a limit stands: what is spent, what running attempts hold, what is left. */
export interface BudgetState {
  readonly limit: BudgetLimit;
  readonly spent: NanoUsd;
  readonly held: NanoUsd;
  /** limit − spent − held; negative only after a provider broke the cap on the wire. */
  readonly left: NanoUsd;
  /** When the period ends, ms since the epoch; undefined for `request`. */
  readonly resetsAt?: number | undefined;
}

// Calendar periods in the local time of this machine. Built on `Date`'s local calendar and never on 24-hour
// arithmetic, so that days of 23, 25 or 0 hours (daylight saving, date-line moves) come out right.

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** ISO 8601: a week belongs to the year of its Thursday; UTC serves as a calendar without time zones. */
function isoWeekKey(local: Date): string {
  const thursday = new Date(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const dayOfYear = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return `${year}-W${pad(Math.floor(dayOfYear / 7) + 1)}`;
}

/** @param at ms since the epoch. */
export function periodKeysAt(at: number): PeriodKeys {
  const local = new Date(at);
  const month = `${local.getFullYear()}-${pad(local.getMonth() + 1)}`;
  return { day: `${month}-${pad(local.getDate())}`, week: isoWeekKey(local), month };
}

/** @returns the keys of a day in the calendar; undefined for what is no key of a day. */
export function dayKeyPeriods(day: string): PeriodKeys | undefined {
  const [year, month, date] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  // Noon is in every day, whatever daylight saving does to its ends.
  const keys = periodKeysAt(new Date(year, month - 1, date, 12).getTime());
  return keys.day === day ? keys : undefined;
}

/**
 * The first instant of the period after the one that holds `at`, in ms since the epoch; undefined
 * for `request`, which no waiting renews.
 */
export function resetsAt(period: Period, at: number): number | undefined {
  const local = new Date(at);
  const [year, month, day] = [local.getFullYear(), local.getMonth(), local.getDate()];
  switch (period) {
    case 'request':
      return undefined;
    case 'day':
      return new Date(year, month, day + 1).getTime();
    case 'week':
      return new Date(year, month, day + 8 - (local.getDay() || 7)).getTime();
    case 'month':
      return new Date(year, month + 1, 1).getTime();
  }
}

/** Told at 80 % and at the end, once per period and limit; never in between. */
export interface BudgetAlert {
  readonly at: 'near' | 'end';
  readonly state: BudgetState;
  /** Equal in all windows and for the whole period: what `Ledger.claimNotice` takes. */
  readonly key: string;
}

/** Share of the limit at which a person is told that it nears its end. */
export const nearShare = 0.8;

/** `near` from four fifths on, what running attempts hold included: they may come to spend it. */
export function budgetStanding({ limit, spent, held, left }: BudgetState): 'fine' | 'near' | 'reached' {
  if (limit.period === 'request') return 'fine';
  if (left <= 0) return 'reached';
  return spent + held >= limit.limit * nearShare ? 'near' : 'fine';
}

/**
 * Counts settled cost alone: a hold is a worst case that mostly comes back, and an alarm that takes
 * itself back is none. Limits per request and limits of zero have nothing to approach.
 */
export function alertsDue(states: readonly BudgetState[], keys: PeriodKeys): readonly BudgetAlert[] {
  return states.flatMap((state): BudgetAlert[] => {
    const { limit, spent } = state;
    if (limit.period === 'request' || limit.limit <= 0) return [];
    const at = spent >= limit.limit ? 'end' : spent >= limit.limit * nearShare ? 'near' : undefined;
    if (at === undefined) return [];
    const parts = [limit.scope, limit.workspaceId ?? '', limit.period, keys[limit.period], limit.limit, at];
    return [{ at, state, key: parts.join('|') }];
  });
}

/** The hard limit that a provider or gateway holds for a key: it binds a team, unlike our budgets. */
export interface KeyLimit {
  /** undefined = the key has no limit of its own. */
  readonly limit: NanoUsd | undefined;
  readonly remaining: NanoUsd | undefined;
}

/** The limit that a provider holds for a key, in words: it binds everybody who uses the key, unlike our budgets. */
export interface KnownLimit extends KeyLimit {
  readonly endpointId: string;
}
