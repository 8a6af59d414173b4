/** Ledger rows for the dashboard's tests, made by rule: the same call gives the same rows. */
import type { BudgetState } from '../../../src/core/model/budget.ts';
import type { LedgerRow, Realm, Settlement } from '../../../src/core/model/ledger.ts';
import { dayTotals } from '../../../src/core/ledger/charge.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import type { SnapshotInput } from '../../../src/dashboard/host/snapshot.ts';

/** Sunday 22 November 2026, 14:05:30 UTC. */
export const now = Date.UTC(2026, 10, 22, 14, 5, 30);
export const today = '2026-11-22';

type Changes<T> = { readonly [Key in keyof T]?: T[Key] };

export interface RowChanges extends Changes<Omit<LedgerRow, 'task' | 'settlement'>> {
  readonly task?: Changes<LedgerRow['task']>;
  readonly settlement?: Changes<Settlement>;
}

function periodKeysAt(at: number): LedgerRow['periodKeys'] {
  const day = new Date(at).toISOString().slice(0, 10);
  return { day, week: '2026-W47', month: day.slice(0, 7) };
}

/** A settled refactor on a reasoning model, a minute ago, unless told otherwise. */
export function settledRow(changes: RowChanges = {}): LedgerRow {
  const startedAt = changes.startedAt ?? now - 60_000;
  const { task, settlement, ...fields } = changes;
  return {
    attemptId: 'attempt-1',
    number: 1,
    tier: 'reasoning',
    state: 'settled',
    startedAt,
    periodKeys: periodKeysAt(startedAt),
    endpointId: 'openai',
    dialect: 'openai',
    model: 'gpt-5.4',
    effort: 'medium',
    maxOutputTokens: 16_000,
    hold: nanoUsd(180_000_000),
    priceState: 'known',
    estimatedInput: 1_180,
    outcome: 'unknown',
    foreign: false,
    ...fields,
    task: {
      taskId: `task of ${changes.attemptId ?? 'attempt-1'}`,
      realm: 'real',
      surface: 'command',
      command: 'refactor',
      class: 'refactor',
      policy: 'maybe',
      because: ['several functions selected', 'errors in the selection', 'src/auth is a high-stakes file'],
      confidence: 0.86,
      ...task,
    },
    settlement: {
      at: startedAt + 18_400,
      end: 'complete',
      usage: { input: 1_204, cacheRead: 512, output: 2_534, hidden: 2_304 },
      usageProvenance: 'exact',
      flags: [],
      cost: nanoUsd(31_480_000),
      provenance: 'computed',
      firstTokenMs: 15_200,
      thinkingMs: 14_900,
      totalMs: 18_400,
      finish: 'stop',
      notes: [],
      ...settlement,
    },
  };
}

export function localRow(changes: RowChanges = {}): LedgerRow {
  const row = settledRow({
    tier: 'local',
    tool: 'formatter',
    avoided: nanoUsd(2_100_000),
    hold: nanoUsd(0),
    priceState: 'zero',
    ...changes,
    task: {
      class: 'format',
      command: 'format',
      policy: 'avoid',
      because: ['layout is the formatter’s work'],
      ...changes.task,
    },
    settlement: { usage: {}, cost: nanoUsd(0), totalMs: 41, ...changes.settlement },
  });
  return { ...row, model: undefined, effort: undefined, endpointId: undefined };
}

export function heldRow(changes: RowChanges = {}): LedgerRow {
  const { settlement: _, ...row } = settledRow({
    attemptId: 'running-1',
    state: 'held',
    startedAt: now - 18_000,
    live: {
      usage: { input: 1_180, output: 2_140, hidden: 2_140 },
      cost: nanoUsd(29_300_000),
      phase: 'thinking',
    },
    ...changes,
  });
  return row;
}

export function budget(changes: Changes<BudgetState['limit']> = {}, spent = 1.42, held = 0.18): BudgetState {
  const limit = changes.limit ?? nanoUsd(5_000_000_000);
  const nano = (usd: number) => nanoUsd(Math.round(usd * 1e9));
  return {
    limit: {
      scope: 'user',
      period: 'day',
      whenReached: 'downgrade',
      setting: 'switchyard.budget.perDay',
      ...changes,
      limit,
    },
    spent: nano(spent),
    held: nano(held),
    left: nanoUsd(limit - nano(spent) - nano(held)),
    resetsAt: changes.period === 'request' ? undefined : Date.UTC(2026, 10, 23),
  };
}

export function snapshotInput(changes: Partial<SnapshotInput> = {}): SnapshotInput {
  const recent = changes.recent ?? [];
  const ofToday = recent.filter((row) => row.periodKeys.day === today);
  const totals = (realm: Realm) => dayTotals(realm, ofToday);
  return {
    now,
    today,
    running: [],
    hasOlder: false,
    budgets: [],
    notices: [],
    totals: { real: totals('real'), practice: totals('practice') },
    ...changes,
    recent,
  };
}
