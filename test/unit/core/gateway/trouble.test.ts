/** Faults of our own parts: none of them loses an answer, leaves a hold, or sends what is not recorded. */
import { describe, expect, it } from 'vitest';
import { SwitchyardError } from '../../../../src/core/model/errors.ts';
import type { GatewayDeps } from '../../../../src/core/gateway/gateway.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { accountsOf, balanced, storyOf, yardOpener, type YardOptions } from './yard.ts';

const open = yardOpener();
const withLedger =
  (change: (ledger: GatewayDeps['ledger']) => Partial<GatewayDeps['ledger']>) => (deps: GatewayDeps) => ({
    ledger: { ...deps.ledger, ...change(deps.ledger) },
  });
const throws = (error: Error) => async (): Promise<never> => {
  throw error;
};
const full = new SwitchyardError('ledgerUnavailable', 'the disk is full', { unbilled: true });

describe('a ledger that fails', () => {
  it.each([
    ['says so', full],
    ['breaks', new TypeError('x is not a function')],
  ])('to reserve and %s: nothing is sent', async (_, error) => {
    const yard = await open({ deps: withLedger(() => ({ reserve: throws(error) })) });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      kind: 'failed',
      error: { code: 'ledgerUnavailable', unbilled: true },
      receipt: undefined,
    });
    expect(ran.calls).toEqual([]);
  });

  it('to reserve for a further attempt: the first one’s receipt is there', async () => {
    let reserved = 0;
    const yard = await open({
      deps: withLedger((ledger) => ({
        reserve: async (request) => ((reserved += 1) > 1 ? Promise.reject(full) : ledger.reserve(request)),
      })),
    });
    yard.server.control.queue({ kind: 'status', status: 429 });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      error: { code: 'ledgerUnavailable' },
      receipt: { attempts: [{ number: 1 }] },
    });
    expect(ran.calls).toHaveLength(1);
  });

  it('to settle: the answer is given, the trouble logged, the hold stays for the ledger to mend', async () => {
    const yard = await open({ deps: withLedger(() => ({ settle: throws(full) })) });
    yard.server.control.queue({ kind: 'answer', text: 'paid for' });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'paid for' } });
    expect(ran.end.receipt?.totals.cost).toBeGreaterThan(0);
    expect(yard.logged.filter((line) => line.startsWith('error'))).toEqual([
      'error the end of an attempt could not be written: ledgerUnavailable',
    ]);
    expect(await yard.ledger.running()).toHaveLength(1);
  });

  it('to release: the error is told all the same', async () => {
    const yard = await open({ deps: withLedger(() => ({ release: throws(full) })) });
    yard.server.control.queue({ kind: 'status', status: 401 });
    expect((await yard.run()).end).toMatchObject({ error: { code: 'unauthorized' } });
  });

  it('to hear a heartbeat, by throwing at once: the stream goes on', async () => {
    const yard = await open({
      deps: withLedger(() => ({
        heartbeat: () => {
          throw full;
        },
      })),
    });
    const ran = await yard.run({}, (event) => void (event.type === 'text' && yard.clock.advance(100)));
    expect(ran.end.kind).toBe('answered');
    expect(yard.logged).toContain('warn heartbeat: ledgerUnavailable');
  });

  it('to record what a tool did: it is done all the same', async () => {
    const yard = await open({ deps: withLedger(() => ({ recordLocal: throws(full) })) });
    const ran = await yard.run({ editor: { surface: 'command', command: 'ask', text: 'add 1 to 9900' } });
    expect(ran.end).toMatchObject({ kind: 'local', summary: 'done' });
  });
});

describe('a part that throws what nobody foresaw', () => {
  const secret = 'words of the prompt';
  const thrown = (): never => {
    throw new RangeError(secret);
  };

  it.each<[string, YardOptions]>([
    ['the settings', { deps: () => ({ settings: async () => thrown() }) }],
    ['the classifier', { deps: () => ({ classify: thrown }) }],
    ['the history', { deps: () => ({ history: thrown }) }],
  ])('%s: the task ends, and says nothing of the words', async (_, options) => {
    const yard = await open(options);
    const { end } = await yard.run();
    expect(end).toMatchObject({
      kind: 'failed',
      error: { code: 'unexpected', details: { kind: 'RangeError' } },
    });
    expect(`${JSON.stringify(end)} ${yard.logged.join()}`).not.toContain(secret);
    expect(yard.logged.join()).toMatch(/unexpected RangeError at .*trouble\.test/);
  });

  it.each([
    [
      'its form',
      {
        get selection(): never {
          return thrown();
        },
      },
    ],
    [
      'its text',
      {
        get before(): never {
          return thrown();
        },
      },
    ],
  ])('the prompt (%s): nothing is held or sent', async (_, context) => {
    const yard = await open();
    const ran = await yard.run({ content: { kind: 'editor', turns: [], context } });
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'unexpected' } });
    expect(ran.calls).toEqual([]);
    expect(await yard.rows()).toEqual([]);
    expect(yard.logged.join()).not.toContain(secret);
  });

  it('the meter: nothing was sent, and the hold is given back', async () => {
    const yard = await open({
      deps: () => ({ history: () => ({ ...emptyHistory, modelFacts: thrown }) }),
    });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'unexpected', unbilled: true } });
    expect(await storyOf(yard)).toEqual(['fast released']);
    expect(ran.calls).toEqual([]);
  });

  it('the making of a provider: nothing was sent, so nothing is paid', async () => {
    const yard = await open({ deps: () => ({ providerFor: async () => thrown() }) });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'unexpected', unbilled: true } });
    expect(await storyOf(yard)).toEqual(['fast released']);
  });

  it('a provider in mid-stream: what had come is paid, and the call is not left running', async () => {
    let aborted = false;
    const provider: Provider = {
      async *stream(_, signal) {
        signal.addEventListener('abort', () => (aborted = true));
        yield { type: 'text', text: 'half' };
        thrown();
      },
    };
    const yard = await open({ deps: () => ({ providerFor: async () => provider }) });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      kind: 'failed',
      error: { code: 'unexpected' },
      answer: { text: 'half' },
    });
    expect(aborted).toBe(true);
    expect(await storyOf(yard)).toEqual(['fast failed estimated']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('a provider that calls unbilled what it had begun to answer: it is paid', async () => {
    const provider: Provider = {
      async *stream() {
        yield { type: 'text', text: 'half' };
        throw new SwitchyardError('badRequest', 'after all', { unbilled: true });
      },
    };
    const yard = await open({ deps: () => ({ providerFor: async () => provider }) });
    const ran = await yard.run();
    expect(await storyOf(yard)).toEqual(['fast failed estimated']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('a provider that sends figures no arithmetic can work with: the worst case is paid', async () => {
    const provider: Provider = {
      async *stream() {
        yield { type: 'text', text: 'all' };
        yield {
          type: 'usage',
          report: { usage: { input: 1, output: Number.NaN }, flags: [], raw: {} },
        };
        yield { type: 'finish', reason: 'stop', raw: 'stop' };
      },
    };
    const yard = await open({ deps: () => ({ providerFor: async () => provider }) });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    const [row] = await yard.rows();
    expect(row?.settlement).toMatchObject({ cost: row?.hold, provenance: 'estimated' });
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('the memory of broken caps: the answer is given', async () => {
    const yard = await open({
      deps: ({ capBreaches }) => ({ capBreaches: { ...capBreaches, record: throws(new Error('full')) } }),
    });
    yard.server.control.queue({ kind: 'ignoreCap', extraTokens: 1 });
    expect((await yard.run()).end.kind).toBe('answered');
  });
});

describe('a local tool', () => {
  const sum = { surface: 'command', command: 'ask', text: 'add 1 to 9900' } as const;

  it('does it, for nothing, and has a row', async () => {
    const yard = await open();
    const ran = await yard.run({ editor: sum });
    expect(ran.events.map(({ type }) => type)).toEqual(['routed', 'ended']);
    expect(ran.end).toMatchObject({
      kind: 'local',
      summary: 'done',
      receipt: { tier: 'local', totals: { cost: 0 } },
    });
    expect(ran.calls).toEqual([]);
    expect(await storyOf(yard)).toEqual(['local complete computed']);
  });

  it.each([
    ['cannot', async () => ({ kind: 'cannot', why: 'no formatter' }) as const, 'no formatter'],
    ['throws', async () => Promise.reject(new Error('its words')), 'it failed'],
  ])('that %s leads to a model only on the person’s word', async (_, runTool, why) => {
    let yes = false;
    const yard = await open({ answers: () => yes });
    const refused = await yard.run({ editor: sum, runTool });
    expect(refused.end).toMatchObject({ kind: 'stopped', receipt: undefined });
    expect(refused.calls).toEqual([]);
    expect(yard.questions).toEqual([{ type: 'payInstead', tool: 'arithmetic', why }]);
    yes = true;
    expect((await yard.run({ editor: sum, runTool })).end.kind).toBe('answered');
  });

  it('that never ends can be stopped', async () => {
    const yard = await open();
    const stop = new AbortController();
    const ran = await yard.run(
      { editor: sum, runTool: () => new Promise<never>(() => {}) },
      (event) => void (event.type === 'routed' && stop.abort()),
      stop.signal,
    );
    expect(ran.end.kind).toBe('stopped');
    expect(await yard.rows()).toEqual([]);
  });
});
