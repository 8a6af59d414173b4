/** Time: whose it is, who waits for whom, and what is told meanwhile. */
import { describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../../../src/core/gateway/contract.ts';
import type { LiveUsage } from '../../../../src/core/model/ledger.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { firstTokenSeconds } from '../../../../src/core/route/policy.ts';
import {
  accountsOf,
  balanced,
  reasoning,
  storyOf,
  tracesOf,
  until,
  untouched,
  yardOpener,
  type YardOptions,
} from './yard.ts';

const open = yardOpener();

describe('the first token', () => {
  it('may take half of the time, or all of it where silence is normal', () => {
    expect(firstTokenSeconds(30, 'none', false)).toBe(15);
    expect(firstTokenSeconds(120, 'low', false)).toBe(120);
    expect(firstTokenSeconds(30, 'none', true)).toBe(30);
  });

  it('counts when it is thinking that is shown', async () => {
    const yard = await open({
      settings: ({ model }) => ({
        models: { fast: model('fast', { ref: { provider: 'acme', model: 'reasoning-open' } }) },
      }),
      deps: ({ providerFor }) => ({
        providerFor: async (endpoint) => {
          const provider = await providerFor(endpoint);
          return { stream: (attempt, signal) => provider.stream({ ...attempt, effort: 'low' }, signal) };
        },
      }),
    });
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const ran = await yard.run({}, (event) => {
      if (event.type === 'thinking') yard.clock.advance(30_000);
    });
    expect(ran.end).toMatchObject({ error: { code: 'totalTimeout' } });
  });
});

describe('a person who ponders a question', () => {
  it('costs the task none of its time', async () => {
    const yard = await open({
      consented: false,
      answers: () => {
        yard.clock.advance(3_600_000);
        return true;
      },
    });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    expect(ran.calls).toHaveLength(1);
  });

  it('that another request has put costs it none either', async () => {
    let answer: (yes: boolean) => void = () => {};
    const asked = new Promise<boolean>((resolve) => (answer = resolve));
    const yard = await open({ consented: false, answers: () => asked });
    const running = [yard.run(), yard.run()];
    await until(() => yard.questions.length > 0);
    await new Promise((resolve) => setImmediate(resolve));
    yard.clock.advance(3_600_000);
    answer(true);
    expect((await Promise.all(running)).map(({ end }) => end.kind)).toEqual(['answered', 'answered']);
  });
});

describe('a task whose time is up before it could send', () => {
  it('sends nothing, and holds nothing', async () => {
    const yard = await open();
    const ran = await yard.run({
      mayLeave: async () => {
        yard.clock.advance(200_000);
        return undefined;
      },
    });
    expect(await tracesOf(yard, ran)).toEqual(untouched('totalTimeout'));
    expect(await yard.rows()).toEqual([]);
  });
});

describe('a provider that does not listen', () => {
  const deaf: Provider = {
    async *stream() {
      yield { type: 'text', text: 'so far' };
      await new Promise<never>(() => {});
    },
  };

  it('is left behind soon after the time is up, and what it said is paid', async () => {
    const yard = await open({ deps: () => ({ providerFor: async () => deaf }) });
    const ran = await yard.run({}, (event) => {
      if (event.type === 'text') yard.clock.advance(31_000);
    });
    expect(ran.end).toMatchObject({
      error: { code: 'totalTimeout', details: { endpoint: 'acme', model: 'fast' } },
      answer: { text: 'so far' },
    });
    expect(await storyOf(yard)).toEqual(['fast timedOut estimated']);
  });

  it('or is never there is left too, and costs nothing', async () => {
    const yard = await open({
      deps: () => ({
        providerFor: () => {
          setImmediate(() => yard.clock.advance(15_000));
          return new Promise<never>(() => {});
        },
      }),
    });
    expect((await yard.run()).end).toMatchObject({ error: { code: 'firstTokenTimeout' } });
    expect(await storyOf(yard)).toEqual(['fast released']);
  });
});

describe('a model of this machine', () => {
  const local: YardOptions['settings'] = ({ model }) => ({
    models: { fast: model('fast'), reasoning: model('reasoning', { local: true }) },
  });

  it('thinks about one request at a time, and the next is told', async () => {
    const yard = await open({ settings: local });
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const stop = new AbortController();
    const first = yard.run(reasoning, undefined, stop.signal);
    await until(() => yard.server.control.requests().length === 1);
    const told: GatewayEvent[] = [];
    const second = yard.run(reasoning, (event) => void told.push(event));
    await until(() => told.some(({ type }) => type === 'waiting'));
    expect(yard.server.control.requests()).toHaveLength(1);
    expect(await yard.ledger.running()).toHaveLength(1);
    stop.abort();
    expect((await first).end.kind).toBe('stopped');
    expect((await second).end.kind).toBe('answered');
    expect(told.find(({ type }) => type === 'waiting')).toEqual({
      type: 'waiting',
      because: 'acme/reasoning runs on this machine and thinks about another request',
    });
  });

  it('is not waited for beyond the time of the task, nor by one that is stopped or wants to be fast', async () => {
    const yard = await open({ settings: local });
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const stopFirst = new AbortController();
    const stop = new AbortController();
    const first = yard.run(reasoning, undefined, stopFirst.signal);
    await until(() => yard.server.control.requests().length === 1);
    let waiting = 0;
    const note = (event: GatewayEvent): void => void (event.type === 'waiting' && (waiting += 1));
    const stopped = yard.run(reasoning, note, stop.signal);
    const impatient = yard.run(reasoning, (event, run) => {
      note(event);
      if (event.type === 'waiting') run.answerFastNow();
    });
    const late = yard.run(reasoning, note);
    await until(() => waiting === 3);
    expect((await impatient).end).toMatchObject({ kind: 'answered', receipt: { tier: 'fast' } });
    stop.abort();
    expect((await stopped).end).toMatchObject({ kind: 'stopped', receipt: undefined });
    yard.clock.advance(150_000);
    expect((await late).end).toMatchObject({
      kind: 'failed',
      error: { code: 'totalTimeout', unbilled: true },
    });
    const ran = [await first, await stopped, await impatient, await late];
    expect(await accountsOf(yard, ran)).toEqual(balanced);
    expect((await yard.run(reasoning)).end.kind).toBe('answered');
  });

  it('answers fast requests meanwhile', async () => {
    const yard = await open({ settings: local });
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    void yard.run(reasoning);
    await until(() => yard.server.control.requests().length === 1);
    expect((await yard.run()).end.kind).toBe('answered');
  });
});

describe('while it runs', () => {
  it('the ledger hears a heartbeat a second with what was used so far', async () => {
    const beats: LiveUsage[] = [];
    const yard = await open({
      deps: ({ ledger }) => ({
        ledger: {
          ...ledger,
          heartbeat: async (id, live) => {
            beats.push(live);
            await ledger.heartbeat(id, live);
          },
        },
      }),
    });
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' });
    const running = yard.run(reasoning);
    await until(() => yard.server.control.requests().length === 1);
    yard.clock.advance(10_400);
    const [row] = await yard.ledger.running();
    expect(beats).toHaveLength(11);
    expect(beats[0]?.phase).toBe('waiting');
    expect(row?.live).toEqual(beats.at(-1));
    expect(row?.live).toMatchObject({ phase: 'thinking' });
    expect(row?.live?.usage.hidden).toBeGreaterThan(400);
    expect(row?.live?.cost).toBeGreaterThan(400 * 20_000);
    yard.clock.advance(110_000);
    await running;
    const ended = beats.length;
    yard.clock.advance(10_000);
    expect(beats).toHaveLength(ended);
  });

  it('no reading of an attempt comes after its end', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status: 429, retryAfterSeconds: 3 });
    const ran = await yard.run({}, (event) => {
      if (event.type === 'waiting') yard.clock.advance(3000);
    });
    const order = ran.events.flatMap((event) => {
      if (event.type === 'reading') return [`reading ${event.attempt.number}`];
      return event.type === 'admitted' || event.type === 'again' ? [event.type] : [];
    });
    const again = order.indexOf('again');
    expect(order.slice(again)).not.toContain('reading 1');
    expect(order.at(-1)).toBe('reading 2');
  });
});
