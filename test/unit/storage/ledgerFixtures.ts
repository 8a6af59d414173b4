/** Requests, settlements and clocks of the ledger's tests. */
import {
  type BudgetLimit,
  type Period,
  type WhenReached,
  periodKeysAt,
} from '../../../src/core/model/budget.ts';
import type { Clock } from '../../../src/core/model/ports.ts';
import type {
  HoldOption,
  HoldRequest,
  Settlement,
  TaskFacts,
  TaskRecord,
} from '../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';

/** Local noon of a quiet day. */
export const noon = new Date(2026, 10, 18, 12).getTime();

export function taskFacts(taskId: string, changes: Partial<TaskFacts> = {}): TaskFacts {
  return {
    taskId,
    realm: 'real',
    surface: 'command',
    class: 'refactor',
    policy: 'maybe',
    because: ['diagnostics in the selection'],
    confidence: 0.8,
    ...changes,
  };
}

/** With every fact that a record may hold. */
export function taskRecord(taskId: string): TaskRecord {
  return {
    task: taskFacts(taskId, { verb: 'tidy', command: 'refactor', language: 'typescript', workspaceId: 'w1' }),
    startedAt: noon,
    endedAt: noon + 2_000,
    end: 'answered',
    errorCode: undefined,
    route: {
      tier: 'fast',
      model: 'acme/fast',
      effort: 'none',
      attemptCaps: { outputTokens: 4_000, firstTokenSeconds: 15, seconds: 30 },
      taskCaps: { attempts: 3, seconds: 150, cost: undefined },
      predicted: { cost: nanoUsd(7), seconds: undefined, basis: 'default' },
      scores: { format: 0, complete: 0.1, refactor: 0.8, architect: 0.1 },
      deservesReasoning: 0.3,
      basis: 'text',
      highStakes: true,
      learned: {
        p95Seconds: 4.2,
        thinkingPerSecond: 80,
        thinkingBasis: 'learned',
        inputFactor: 1.1,
        inputSamples: 20,
      },
      prices: [
        { model: 'acme/fast', price: { state: 'zero', reason: 'localModel' } },
        { model: 'acme/plan', price: { state: 'included', by: 'Copilot' } },
        { model: 'acme/new', price: { state: 'unknown', reason: 'not in the book' } },
        {
          model: 'acme/reasoning',
          price: {
            state: 'known',
            snapshot: {
              rates: { input: 1.25, output: 10, tiers: [{ aboveInput: 200_000, input: 2.5 }] },
              factors: [{ why: 'serviceTier', name: 'priority', factor: 2 }],
              source: 'book',
              asOf: '2026-11-01',
              matchedModel: 'reasoning',
              match: 'exact',
              winsOverBill: false,
            },
          },
        },
      ],
      budgets: [{ scope: 'user', period: 'day', limit: nanoUsd(1_000), left: nanoUsd(900) }],
      conversation: { tier: 'fast', class: 'refactor', idleMs: 1_000, promptTokens: 900 },
    },
    answeredBy: 2,
    steps: ['check failed (syntax): tried on the reasoning model'],
    notes: ['a note'],
    saving: { low: nanoUsd(-5), high: nanoUsd(9), against: 'always reasoning' },
    includedBy: 'Copilot',
    check: { verdict: 'passed', what: ['syntax'] },
    outcome: 'unknown',
  };
}

export function holdOption(hold: number, changes: Partial<HoldOption> = {}): HoldOption {
  return {
    tier: 'reasoning',
    endpointId: 'openai',
    dialect: 'openai',
    api: 'chat',
    model: 'thinker',
    effort: 'medium',
    maxOutputTokens: 16_000,
    hold: nanoUsd(hold),
    priceState: 'known',
    ...changes,
  };
}

export function limitOf(
  limit: number,
  period: Period = 'day',
  whenReached: WhenReached = 'block',
  workspaceId?: string,
): BudgetLimit {
  return {
    scope: workspaceId === undefined ? 'user' : 'workspace',
    period,
    limit: nanoUsd(limit),
    whenReached,
    setting: `switchyard.budget.${period}`,
    workspaceId,
  };
}

export function holdRequest(attemptId: string, changes: Partial<HoldRequest> = {}): HoldRequest {
  const at = changes.at ?? noon;
  return {
    attemptId,
    task: taskFacts(`task of ${attemptId}`),
    number: 1,
    at,
    periodKeys: periodKeysAt(at),
    options: [holdOption(100)],
    limits: [],
    estimatedInput: 500,
    ...changes,
  };
}

export function settlementOf(cost: number | undefined, changes: Partial<Settlement> = {}): Settlement {
  return {
    at: noon + 1_000,
    end: 'complete',
    usage: { input: 500, output: 120, hidden: 80 },
    usageProvenance: 'exact',
    rawUsage: { prompt_tokens: 500, completion_tokens: 120 },
    flags: [],
    cost: cost === undefined ? undefined : nanoUsd(cost),
    provenance: 'computed',
    totalMs: 1_000,
    notes: [],
    ...changes,
  };
}

export interface FakeClock extends Clock {
  /** Lets monotonic and wall time pass, running what falls due on the way. */
  advance(ms: number): void;
  /** Moves the wall clock alone, as a time server or a person does. */
  jump(ms: number): void;
  /** The machine sleeps: both clocks move on, nothing runs until it wakes. */
  sleep(ms: number): void;
}

export function createFakeClock(start = noon): FakeClock {
  let wall = start;
  let monotonic = 1_000;
  const due = new Set<{ at: number; task: () => void }>();

  function runUntil(end: number): void {
    for (;;) {
      const next = [...due].toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      due.delete(next);
      const step = Math.max(0, next.at - monotonic);
      wall += step;
      monotonic += step;
      next.task();
    }
    wall += end - monotonic;
    monotonic = end;
  }

  return {
    now: () => wall,
    monotonic: () => monotonic,
    schedule(task, delayMs) {
      const entry = { at: monotonic + delayMs, task };
      due.add(entry);
      return () => due.delete(entry);
    },
    advance: (ms) => runUntil(monotonic + ms),
    jump(ms) {
      wall += ms;
    },
    sleep(ms) {
      wall += ms;
      monotonic += ms;
      runUntil(monotonic);
    },
  };
}

/** Longer than the ledger ever pauses for a lock, shorter than anything else it waits for. */
const longestLockPauseMs = 100;

/**
 * A fake clock for a ledger that other threads write to as well, the one that shortens its log among them. They hold
 * its lock for real time, which no test can let pass: the pauses for it are real.
 */
export function createLedgerClock(start = noon): FakeClock {
  const clock = createFakeClock(start);
  return {
    ...clock,
    schedule: (task, delayMs) => (delayMs < longestLockPauseMs ? realClock : clock).schedule(task, delayMs),
  };
}

/** Real time, for tests that run in several processes. */
export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(task, delayMs) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
