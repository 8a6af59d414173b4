/** Ledger rows for the dashboard's tests, made by rule: the same call gives the same rows. */
import type { BudgetState } from '../../../src/core/budget/limit.ts';
import type { LedgerRow, Realm, Settlement } from '../../../src/core/ledger/ledger.ts';
import { dayTotals } from '../../../src/core/ledger/dayTotals.ts';
import { nanoUsd } from '../../../src/core/pricing/money.ts';
import type { SnapshotInput } from '../../../src/dashboard/snapshot.ts';

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

/** Small numbers without a pattern, the same on every run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

interface Kind {
  readonly class: LedgerRow['task']['class'];
  readonly verb?: string;
  readonly tier: LedgerRow['tier'];
  readonly model: string;
  readonly because: readonly string[];
  readonly output: number;
  readonly hiddenShare: number | undefined;
  readonly usdPerMillion: number;
  readonly seconds: number;
}

const kinds: readonly Kind[] = [
  {
    class: 'complete',
    tier: 'fast',
    model: 'gpt-5.4-mini',
    because: ['completion at the cursor', 'quick profile'],
    output: 140,
    hiddenShare: 0,
    usdPerMillion: 2,
    seconds: 1.4,
  },
  {
    class: 'complete',
    verb: 'explain',
    tier: 'fast',
    model: 'deepseek-chat',
    because: ['asks for an explanation', 'one function'],
    output: 420,
    hiddenShare: 0,
    usdPerMillion: 0.42,
    seconds: 4,
  },
  {
    class: 'refactor',
    tier: 'reasoning',
    model: 'gpt-5.4',
    because: ['several functions selected', 'errors in the selection', 'src/auth is a high-stakes file'],
    output: 2_600,
    hiddenShare: 0.88,
    usdPerMillion: 10,
    seconds: 21,
  },
  {
    class: 'refactor',
    tier: 'fast',
    model: 'gpt-5.4-mini',
    because: ['rename in one file', 'p95 of reasoning is over the wait'],
    output: 700,
    hiddenShare: 0.1,
    usdPerMillion: 2,
    seconds: 6,
  },
  {
    class: 'architect',
    verb: 'plan',
    tier: 'reasoning',
    model: 'deepseek-reasoner',
    because: ['asks for a design', 'several files'],
    output: 6_400,
    hiddenShare: 0.74,
    usdPerMillion: 1.2,
    seconds: 74,
  },
  {
    class: 'complete',
    verb: 'ask',
    tier: 'fast',
    model: 'llama-4-scout',
    because: ['short question'],
    output: 260,
    hiddenShare: undefined,
    usdPerMillion: 0.6,
    seconds: 2,
  },
  {
    class: 'format',
    tier: 'local',
    model: '',
    because: ['layout is the formatter’s work'],
    output: 0,
    hiddenShare: 0,
    usdPerMillion: 0,
    seconds: 0.04,
  },
];

/** A fortnight and more of mixed work, newest first. */
export function manyRows(count: number, realm: Realm = 'real'): LedgerRow[] {
  const random = numbers(count + 7);
  const next = () => random.next().value;
  const gap = Math.min(3_000_000, (13 * 86_400_000) / count);
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[Math.floor(next() * kinds.length)] ?? kinds[0];
    if (kind === undefined) throw new RangeError('no kinds');
    const startedAt = Math.round(now - 90_000 - index * gap);
    const attemptId = `${realm}-${count - index}`;
    const task = {
      realm,
      class: kind.class,
      verb: kind.verb,
      because: kind.because,
      confidence: 0.55 + next() * 0.44,
    };
    if (kind.tier === 'local') return localRow({ attemptId, startedAt, task });
    const output = Math.round(kind.output * (0.4 + next() * 1.4));
    const hidden =
      kind.hiddenShare === undefined
        ? undefined
        : Math.round(output * Math.min(0.98, kind.hiddenShare * (0.8 + next() * 0.3)));
    const outcome =
      (['unknown', 'accepted', 'accepted', 'edited', 'undone'] as const)[Math.floor(next() * 5)] ?? 'unknown';
    const row: RowChanges = {
      attemptId,
      startedAt,
      tier: kind.tier,
      model: kind.model,
      effort: kind.tier === 'reasoning' ? 'medium' : 'none',
      outcome,
      task,
    };
    const totalMs = Math.round(kind.seconds * 1_000 * (0.5 + next() * 1.3));
    const usage = { input: Math.round(400 + next() * 5_000), output, hidden };
    const cost = nanoUsd(
      Math.round(output * kind.usdPerMillion * 1_000 + usage.input * kind.usdPerMillion * 125),
    );
    const luck = next();
    if (luck > 0.97) {
      return settledRow({
        ...row,
        settlement: {
          usage,
          cost,
          totalMs,
          end: 'stopped',
          provenance: 'estimated',
          usageProvenance: 'estimated',
        },
      });
    }
    if (luck > 0.95)
      return settledRow({ ...row, priceState: 'unknown', settlement: { usage, cost: undefined, totalMs } });
    const provenance = kind.model.startsWith('deepseek') ? 'computed' : luck > 0.5 ? 'billed' : 'computed';
    return settledRow({ ...row, settlement: { usage, cost, totalMs, provenance } });
  });
}
