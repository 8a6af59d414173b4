import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/model/ports.ts';
import {
  createDashboardSession,
  type DashboardAction,
  type DashboardSource,
} from '../../../src/dashboard/host/dashboardSession.ts';
import type { MessageToPage } from '../../../src/dashboard/protocol.ts';
import { buildLive, buildSnapshot } from '../../../src/dashboard/host/snapshot.ts';
import { snapshotInput } from './ledgerRows.ts';

function manualClock() {
  let now = 0;
  let tasks: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    schedule(run, delayMs) {
      const task = { at: now + delayMs, run };
      tasks.push(task);
      return () => {
        tasks = tasks.filter((other) => other !== task);
      };
    },
  };
  return {
    clock,
    advance: async (ms: number): Promise<void> => {
      now += ms;
      const due = tasks.filter((task) => task.at <= now);
      tasks = tasks.filter((task) => task.at > now);
      for (const task of due) task.run();
      await settled();
    },
  };
}

/** Lets everything that waits on promises alone come to rest. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function startSession(changes: Partial<DashboardSource> = {}) {
  const posted: MessageToPage[] = [];
  const handled: DashboardAction[] = [];
  const warnings: string[] = [];
  const errors: string[] = [];
  const listeners = new Set<(what: 'ledger' | 'meters') => void>();
  const { clock, advance } = manualClock();
  const input = snapshotInput();
  const session = createDashboardSession({
    source: {
      snapshot: () => Promise.resolve(buildSnapshot(input)),
      live: () => Promise.resolve(buildLive(input)),
      onDidChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      handle: (action) => {
        handled.push(action);
        return Promise.resolve();
      },
      ...changes,
    },
    post: (message) => posted.push(message),
    clock,
    log: {
      trace() {},
      info() {},
      warn: (message) => warnings.push(message),
      error: (message) => errors.push(message),
    },
  });
  return {
    session,
    posted: () => posted.map(({ type }) => type),
    handled,
    warnings,
    errors,
    listeners,
    change: (what: 'ledger' | 'meters') => {
      for (const listener of listeners) listener(what);
    },
    advance,
  };
}

describe('what is pushed', () => {
  test('nothing before the page is ready, then a whole snapshot', async () => {
    const { session, posted, change } = startSession();
    change('ledger');
    await settled();
    expect(posted()).toEqual([]);
    session.receive({ type: 'ready' });
    await settled();
    expect(posted()).toEqual(['snapshot']);
  });

  test('at most two snapshots and four live views a second, and the last change is never lost', async () => {
    const { session, posted, change, advance } = startSession();
    session.receive({ type: 'ready' });
    await settled();
    await advance(10_000);
    const before = posted().length;
    for (let ms = 0; ms < 10_000; ms += 10) {
      change('ledger');
      change('meters');
      await advance(10);
    }
    await advance(1_000);
    const counts = posted().slice(before);
    const count = (type: string) => counts.filter((other) => other === type).length;
    expect(count('snapshot')).toBeGreaterThanOrEqual(20);
    expect(count('snapshot')).toBeLessThanOrEqual(21);
    expect(count('live')).toBeGreaterThanOrEqual(40);
    expect(count('live')).toBeLessThanOrEqual(41);
  });

  test('a slow ledger is not asked twice at a time', async () => {
    let asked = 0;
    const { session, change, advance } = startSession({
      snapshot: () => {
        asked += 1;
        return new Promise(() => {});
      },
    });
    session.receive({ type: 'ready' });
    for (let ms = 0; ms < 5_000; ms += 500) {
      change('ledger');
      await advance(500);
    }
    expect(asked).toBe(1);
  });

  test('a page that was thrown away gets nothing until it is back, then everything', async () => {
    const { session, posted, change, advance } = startSession();
    session.receive({ type: 'ready' });
    await settled();
    session.pageGone();
    change('ledger');
    await advance(5_000);
    expect(posted()).toEqual(['snapshot']);
    session.receive({ type: 'ready' });
    await settled();
    expect(posted()).toEqual(['snapshot', 'snapshot']);
  });

  test('a ledger that cannot be read is told and logged, and asked again at the next change', async () => {
    let isBroken = true;
    const { session, posted, errors, change, advance } = startSession({
      snapshot: () =>
        isBroken ? Promise.reject(new Error('disk gone')) : Promise.resolve(buildSnapshot(snapshotInput())),
    });
    session.receive({ type: 'ready' });
    await settled();
    expect(posted()).toEqual(['trouble']);
    expect(errors).toEqual(['dashboard: Reading the ledger failed: disk gone']);
    isBroken = false;
    change('ledger');
    await advance(500);
    expect(posted()).toEqual(['trouble', 'snapshot']);
  });

  test('after its end nothing listens and nothing is sent', async () => {
    const { session, posted, listeners, change, advance } = startSession();
    session.receive({ type: 'ready' });
    change('ledger');
    session.dispose();
    await advance(5_000);
    expect(listeners.size).toBe(0);
    expect(posted()).toEqual([]);
  });
});

describe('what comes from the page', () => {
  test('is handed on when it parses', async () => {
    const { session, handled } = startSession();
    session.receive({ type: 'stop', taskId: 't' });
    await settled();
    expect(handled).toEqual([{ type: 'stop', taskId: 't' }]);
  });

  test('has no effect when it is forged, and leaves a note without what it said', async () => {
    const { session, handled, warnings } = startSession();
    session.receive({ type: 'stop', taskId: 't', and: 'sk-secret' });
    session.receive('run this');
    session.receive(undefined);
    await settled();
    expect(handled).toEqual([]);
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).not.toContain('sk-secret');
  });

  test('an action that fails is told on the page', async () => {
    const { session, posted, errors } = startSession({ handle: () => Promise.reject(new Error('no')) });
    session.receive({ type: 'ready' });
    session.receive({ type: 'copy', attemptId: 'a' });
    await settled();
    expect(posted()).toContain('trouble');
    expect(errors).toEqual(['dashboard: Copying the receipt failed: no']);
  });
});
