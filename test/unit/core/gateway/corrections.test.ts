/** Exact figures that come after the end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resumeCorrections, type ResumeDeps } from '../../../../src/core/gateway/corrections.ts';
import type { Settlement } from '../../../../src/core/model/ledger.ts';
import { silentLog } from '../../../../src/core/model/ports.ts';
import type { UsageReport } from '../../../../src/core/model/usage.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Endpoint } from '../../../../src/core/model/provider.ts';
import { createMemoryLedger } from '../../../../src/storage/memoryLedger.ts';
import {
  createFakeClock,
  holdOption,
  holdRequest,
  noon,
  settlementOf,
} from '../../storage/ledgerFixtures.ts';
import { openYard, until, type Yard } from './yard.ts';

type LookUp = () => Promise<UsageReport | undefined>;

const exact: UsageReport = {
  usage: { input: 20, output: 900, hidden: 850 },
  billed: nanoUsd(18_040_000),
  flags: [],
  raw: {},
};
const unknown: LookUp = async () => undefined;
const known: LookUp = async () => exact;

let yard: Yard;
let asked: string[];
let answers: LookUp[];
let aborts: AbortSignal[];
beforeEach(async () => {
  [asked, answers, aborts] = [[], [], []];
  yard = await openYard({
    deps: () => ({
      lookUp: async (endpoint, responseId, signal) => {
        asked.push(`${endpoint.id} ${responseId}`);
        aborts.push(signal);
        return answers.shift()?.();
      },
    }),
  });
});
afterEach(() => yard.close());

/** A turn of the event loop, for what follows a timer or a resolved promise. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function pass(seconds: number): Promise<void> {
  yard.clock.advance(seconds * 1000);
  await turn();
}

/** Stopped in mid-stream, so that it is settled by estimate. */
async function runStopped(): Promise<void> {
  const stop = new AbortController();
  yard.server.control.queue({ kind: 'stall', at: 'midStream' });
  const ran = await yard.run({}, (event) => void (event.type === 'text' && stop.abort()), stop.signal);
  expect(ran.end.kind).toBe('stopped');
}

const settlement = async () => (await yard.rows()).at(-1)?.settlement;

describe('an attempt that ended without exact usage', () => {
  it('is looked up by the id of its response, and corrected to the bill', async () => {
    answers = [known];
    await runStopped();
    expect(await settlement()).toMatchObject({ provenance: 'estimated' });
    await pass(1.999);
    expect(asked).toEqual([]);
    await pass(0.001);
    expect(asked).toEqual(['acme practice-1']);
    expect(await settlement()).toMatchObject({
      end: 'stopped',
      usage: exact.usage,
      usageProvenance: 'exact',
      cost: 18_040_000,
      provenance: 'billed',
      notes: ['the provider told the exact figures later'],
    });
    await pass(100);
    expect(asked).toHaveLength(1);
  });

  it('is looked up three times, further and further apart, and then keeps its estimate', async () => {
    answers = [unknown, async () => Promise.reject(new Error('404')), unknown, known];
    await runStopped();
    const estimate = await settlement();
    const at: number[] = [];
    for (let second = 1; second <= 200; second += 1) {
      const before = asked.length;
      await pass(1);
      if (asked.length > before) at.push(second);
    }
    expect(at).toEqual([2, 12, 72]);
    expect(await settlement()).toEqual(estimate);
  });

  it('takes counts without a bill at their price', async () => {
    answers = [async () => ({ ...exact, billed: undefined })];
    await runStopped();
    await pass(2);
    expect(await settlement()).toMatchObject({ cost: 20 * 1000 + 900 * 10_000, provenance: 'computed' });
  });

  it('keeps its estimate where the later counts cannot be, and says so once', async () => {
    answers = [async () => ({ ...exact, usage: { input: 20, output: 90_000_000 } }), known];
    await runStopped();
    const estimate = await settlement();
    await pass(2);
    expect(await settlement()).toMatchObject({
      usage: estimate?.usage,
      cost: estimate?.cost,
      usageProvenance: 'estimated',
      notes: [expect.stringMatching(/later figures do not stand: .*90,000,000 tokens of output/)],
    });
    await pass(100);
    expect(asked).toHaveLength(1);
    expect([...yard.breaches]).toEqual([]);
  });

  it('takes the counts without a bill that cannot be', async () => {
    answers = [async () => ({ ...exact, billed: nanoUsd(1e15) })];
    await runStopped();
    await pass(2);
    expect(await settlement()).toMatchObject({
      cost: 20 * 1000 + 900 * 10_000,
      provenance: 'computed',
      notes: [expect.stringMatching(/its bill of \$1,000,000\.00 was not believed/)],
    });
  });

  it('that went over its cap is known only then', async () => {
    answers = [async () => ({ ...exact, usage: { input: 20, output: 4001 } })];
    await runStopped();
    expect([...yard.breaches]).toEqual([]);
    await pass(2);
    expect([...yard.breaches]).toEqual(['acme/fast 4000']);
  });

  it('is not looked up any more once the gateway is disposed of', async () => {
    answers = [unknown, known];
    await runStopped();
    await pass(2);
    expect(asked).toHaveLength(1);
    yard.gateway.dispose();
    await pass(100);
    expect(asked).toHaveLength(1);
    expect(aborts[0]?.aborted).toBe(true);
  });

  it('keeps its estimate where the figures come after that', async () => {
    let tell: (report: UsageReport) => void = () => {};
    answers = [() => new Promise((resolve) => (tell = resolve))];
    await runStopped();
    await pass(2);
    const estimate = await settlement();
    yard.gateway.dispose();
    tell(exact);
    await turn();
    expect(await settlement()).toEqual(estimate);
  });
});

describe('no look-up', () => {
  it('follows exact usage, nor an attempt that was never billed', async () => {
    await yard.run();
    yard.server.control.queue({ kind: 'status', status: 401 });
    await yard.run();
    await pass(100);
    expect(asked).toEqual([]);
  });

  it('follows a response that never told its id', async () => {
    yard.server.control.queue({ kind: 'status', status: 500 });
    await yard.run();
    await pass(100);
    expect(asked).toEqual([]);
  });

  it('holds up the end of a task', async () => {
    answers = [() => new Promise<never>(() => {})];
    await runStopped();
    yard.clock.advance(2000);
    await until(() => asked.length === 1);
    expect((await yard.run()).end.kind).toBe('answered');
  });
});

describe('a window that closed while it waited for exact figures', () => {
  const late = { usage: {}, usageProvenance: 'estimated', provenance: 'estimated' } as const;
  const endpoint: Endpoint = {
    id: 'acme',
    baseUrl: 'https://acme.example/v1',
    dialect: 'openrouter',
    api: 'chat',
  };

  /** What is asked for and corrected at the next start, some minutes later. */
  async function resumed(changes: Partial<Settlement>, options: { later?: number; known?: boolean } = {}) {
    const clock = createFakeClock();
    const ledger = createMemoryLedger({ clock });
    await ledger.reserve(holdRequest('a', { options: [holdOption(321_000_000, { endpointId: 'acme' })] }));
    await ledger.settle('a', settlementOf(50, { ...late, responseId: 'r-1', at: noon, ...changes }));
    clock.advance(options.later ?? 600_000);
    const ids: string[] = [];
    const deps: ResumeDeps = {
      clock,
      ledger,
      log: silentLog,
      signal: new AbortController().signal,
      endpointOf: (id) => (options.known === false || id !== 'acme' ? undefined : endpoint),
      lookUp: async (_, responseId) => {
        ids.push(responseId);
        return exact;
      },
    };
    await resumeCorrections(deps, await ledger.recent(10));
    await resumeCorrections(deps, await ledger.recent(10));
    const [row] = await ledger.recent(1);
    return { ids, cost: row?.settlement?.cost, provenance: row?.settlement?.provenance };
  }

  it('is made up for at the next start, once', async () => {
    expect(await resumed({})).toEqual({ ids: ['r-1'], cost: 18_040_000, provenance: 'billed' });
  });

  it.each([
    ['has its figures', { usageProvenance: 'exact' }, {}],
    ['has no id to ask by', { responseId: undefined }, {}],
    ['may still be asked for by the window that ran it', {}, { later: 60_000 }],
    ['is of days ago', {}, { later: 2 * 86_400_000 }],
    ['went where nothing may be asked', {}, { known: false }],
  ] as const)('is not asked for an attempt that %s', async (_, changes, options) => {
    expect(await resumed(changes, options)).toMatchObject({ ids: [], cost: 50 });
  });
});
