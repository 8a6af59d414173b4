import type { NanoUsd } from '../pricing/money.ts';

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
