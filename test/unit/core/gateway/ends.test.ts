import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../../../src/core/gateway/contract.ts';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { defaultModelFacts, emptyHistory } from '../../../../src/core/route/history.ts';
import type { Effort } from '../../../../src/core/model/route.ts';
import type { Fault } from '../../../doubles/faults.ts';
import { startPracticeServer } from '../../../../src/practice/practiceServer.ts';
import { accountsOf, balanced, defaultCaps, openYard, storyOf, until, type Yard } from './yard.ts';

let yard: Yard;
beforeEach(async () => {
  yard = await openYard();
});
afterEach(() => yard.close());

const reasoning = { override: { tier: 'reasoning' } } as const;
const typesOf = (events: readonly GatewayEvent[]) =>
  events
    .map(({ type }) => type)
    .filter((type, index, all) => type !== all[index - 1])
    .join(' ');

describe('a good end', () => {
  it('is told, settled to the token and receipted', async () => {
    yard.server.control.queue({ kind: 'answer', text: 'one two three' });
    const ran = await yard.run();
    expect(typesOf(ran.events)).toBe('routed admitted text reading ended');
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'one two three', toolCalls: [] } });
    const [row] = await yard.rows();
    const { usage, ...settled } = row?.settlement ?? {};
    expect(settled).toMatchObject({
      end: 'complete',
      usageProvenance: 'exact',
      provenance: 'computed',
      finish: 'stop',
      servedModel: 'fast',
      cost: (usage?.input ?? 0) * 1000 + 3 * 10_000,
    });
    expect(usage).toMatchObject({ output: 3, hidden: 0 });
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('shows the exact figures as its last reading', async () => {
    const { events } = await yard.run(reasoning);
    const reading = events.findLast((event) => event.type === 'reading')?.reading;
    const [row] = await yard.rows();
    expect(reading).toMatchObject({ phase: 'done', hidden: { exact: true }, cost: row?.settlement?.cost });
    expect(reading?.hidden.tokens).toBe(row?.settlement?.usage.hidden);
  });

  it('puts the admitted cap on the wire', async () => {
    const ran = await yard.run();
    const admitted = ran.events.find((event) => event.type === 'admitted');
    expect(admitted?.attempt.option.maxOutputTokens).toBe(4000);
    expect(ran.calls).toMatchObject([{ model: 'fast', cap: 4000, effort: 'none' }]);
  });
});

interface BadEnd {
  readonly why: string;
  readonly faults: readonly Fault[];
  readonly code: string;
  readonly story: readonly string[];
  readonly tier?: 'fast' | 'reasoning';
}

const status = (code: number, more: Partial<Extract<Fault, { kind: 'status' }>> = {}): Fault => ({
  kind: 'status',
  status: code,
  ...more,
});

const badEnds: readonly BadEnd[] = [
  { why: 'HTTP 400', faults: [status(400)], code: 'badRequest', story: ['fast released'] },
  { why: 'HTTP 401', faults: [status(401)], code: 'unauthorized', story: ['fast released'] },
  { why: 'HTTP 402', faults: [status(402)], code: 'paymentRequired', story: ['fast released'] },
  { why: 'HTTP 403', faults: [status(403)], code: 'forbidden', story: ['fast released'] },
  { why: 'HTTP 404', faults: [status(404)], code: 'modelNotFound', story: ['fast released'] },
  {
    why: 'a quota used up, though it is a 429',
    faults: [status(429, { quota: true })],
    code: 'quotaExhausted',
    story: ['fast released'],
  },
  {
    why: 'a rate limit that does not end',
    faults: [status(429), status(429), status(429)],
    code: 'rateLimited',
    story: ['fast released', 'fast released', 'fast released'],
  },
  {
    why: 'a Retry-After beyond the time of the task',
    faults: [status(429, { retryAfterSeconds: 600 })],
    code: 'rateLimited',
    story: ['fast released'],
  },
  {
    why: 'an outage, told by HTTP 503',
    faults: [status(503), status(529), status(502, { retryAfterSeconds: 2 })],
    code: 'serverError',
    story: ['fast released', 'fast released', 'fast released'],
  },
  {
    why: 'a Retry-After of an outage beyond the time of the task',
    faults: [status(503, { retryAfterSeconds: 600 })],
    code: 'serverError',
    story: ['fast released'],
  },
  { why: 'HTTP 500', faults: [status(500)], code: 'serverError', story: ['fast failed estimated'] },
  {
    why: 'a dropped connection',
    faults: [{ kind: 'drop' }],
    code: 'connectionLost',
    story: ['fast connectionLost estimated'],
  },
  {
    why: 'a malformed chunk',
    faults: [{ kind: 'malformedChunk' }],
    code: 'malformedResponse',
    story: ['fast failed estimated'],
  },
  {
    why: 'an error in mid-stream',
    faults: [{ kind: 'errorInStream' }],
    code: 'serverError',
    story: ['fast failed estimated'],
  },
  {
    why: 'a page of HTML',
    faults: [{ kind: 'wrongContentType' }],
    code: 'malformedResponse',
    story: ['fast released'],
  },
  {
    why: 'a stream without finish and usage',
    faults: [{ kind: 'omit', parts: ['finish', 'usage', 'done'] }],
    code: 'incompleteStream',
    story: ['fast connectionLost estimated'],
  },
  {
    why: 'a redirect',
    faults: [{ kind: 'redirect', status: 307, location: 'http://127.0.0.1:9/' }],
    code: 'endpointRefused',
    story: ['fast released'],
  },
  {
    why: 'a content filter',
    faults: [{ kind: 'contentFilter' }],
    code: 'contentFilter',
    story: ['fast complete computed'],
  },
  {
    why: 'a refusal',
    faults: [{ kind: 'refusal' }],
    code: 'modelRefused',
    story: ['fast complete computed'],
  },
  {
    why: 'an empty answer',
    faults: [{ kind: 'emptyAnswer' }],
    code: 'emptyAnswer',
    story: ['fast complete computed'],
  },
];

describe('an end other than good', () => {
  it.each(badEnds)('$why: $code', async ({ faults, code, story }) => {
    yard.server.control.queue(...faults);
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code } });
    expect(await storyOf(yard)).toEqual(story);
    expect(ran.calls).toHaveLength(story.length);
    expect(ran.end.receipt?.attempts).toHaveLength(story.length);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('names the model that a provider no longer has', async () => {
    yard.server.control.queue(status(404));
    const { end } = await yard.run();
    expect(end).toMatchObject({ error: { details: { model: 'fast', endpoint: 'acme' } } });
  });

  it('keeps what the model said when it declined, as no part of the answer', async () => {
    yard.server.control.queue({ kind: 'refusal' });
    const { end } = await yard.run();
    expect(end).toMatchObject({ answer: { text: '', refusal: 'I cannot help with that.' } });
  });

  it('is a refused connection: tried again, never billed', async () => {
    const gone = await startPracticeServer();
    await gone.close();
    const elsewhere = await openYard({
      settings: ({ model }) => ({
        models: { fast: model('fast', { endpoint: { ...gone.endpoint, id: 'acme' } }) },
      }),
    });
    const ran = await elsewhere.run();
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'connectionRefused' } });
    expect(await storyOf(elsewhere)).toEqual(['fast released', 'fast released', 'fast released']);
    expect(await accountsOf(elsewhere, [ran])).toEqual(balanced);
    await elsewhere.close();
  });

  it.each([
    ['usage', 'fast complete estimated'],
    ['finish', 'fast complete computed'],
    ['done', 'fast complete computed'],
  ] as const)('is none where only %s is left out', async (part, story) => {
    yard.server.control.queue({ kind: 'omit', parts: [part] });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    expect(await storyOf(yard)).toEqual([story]);
    expect((await yard.rows())[0]?.settlement?.cost).toBeGreaterThan(0);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });
});

describe('a silent provider', () => {
  async function runStalled(at: 'headers' | 'firstToken', seconds: number, task = {}) {
    yard.server.control.queue({ kind: 'stall', at });
    const running = yard.run(task);
    await until(() => yard.server.control.requests().length === 1);
    yard.clock.advance(seconds * 1000 - 1);
    const before = await storyOf(yard);
    yard.clock.advance(1);
    return { ran: await running, before };
  }

  it.each(['headers', 'firstToken'] as const)(
    'that stalls at %s is left after half of the time',
    async (at) => {
      const { ran, before } = await runStalled(at, defaultCaps.seconds.fast / 2);
      expect(before).toEqual(['fast held']);
      expect(ran.end).toMatchObject({
        kind: 'failed',
        error: { code: 'firstTokenTimeout', details: { seconds: 15 } },
      });
      expect(await storyOf(yard)).toEqual(['fast timedOut estimated']);
      expect(await accountsOf(yard, [ran])).toEqual(balanced);
    },
  );

  it('that may be thinking unseen has all of its time', async () => {
    const { ran, before } = await runStalled('headers', defaultCaps.seconds.reasoning, reasoning);
    expect(before).toEqual(['reasoning held']);
    expect(ran.end).toMatchObject({ error: { code: 'totalTimeout', details: { seconds: 120 } } });
    const [row] = await yard.rows();
    expect(row?.settlement).toMatchObject({ end: 'timedOut', usageProvenance: 'estimated' });
    // Two minutes of thinking at the default rate.
    expect(row?.settlement?.usage.hidden).toBeGreaterThan(5000);
  });
});

describe('a provider that was silent at effort none', () => {
  async function hiddenAfterStall(silent: Yard) {
    silent.server.control.queue({ kind: 'stall', at: 'firstToken' });
    const running = silent.run({ override: { tier: 'fast' } });
    await until(() => silent.server.control.requests().length === 1);
    silent.clock.advance((defaultCaps.seconds.fast / 2) * 1000);
    const ran = await running;
    expect(ran.end).toMatchObject({ error: { code: 'firstTokenTimeout' } });
    expect(await accountsOf(silent, [ran])).toEqual(balanced);
    return (await silent.rows())[0]?.settlement?.usage.hidden;
  }

  it('has thought, where its model is known to think unasked', async () => {
    const thinkingRate = { tokensPerSecond: 80, basis: 'learned' } as const;
    const modelFacts = (_model: string, effort: Effort) => ({
      ...defaultModelFacts,
      ...(effort === 'none' && { thinkingRate }),
    });
    const silent = await openYard({ deps: () => ({ history: () => ({ ...emptyHistory, modelFacts }) }) });
    // Fifteen seconds less those of the prompt's way.
    expect(await hiddenAfterStall(silent)).toBe(1152);
    await silent.close();
  });

  it('has thought, where its model is sent an effort all the same', async () => {
    const silent = await openYard({
      settings: ({ model, endpoint }) => ({
        models: {
          fast: model('fast', {
            endpoint: { ...endpoint('acme'), dialect: 'perplexity' },
            ref: { provider: 'acme', model: 'sonar-deep-research' },
          }),
        },
      }),
      deps: () => ({
        book: createPriceBook({
          overrides: new Map([
            ['acme/sonar-deep-research', { rates: { input: 1, output: 10 }, winsOverBill: false }],
          ]),
        }),
      }),
    });
    expect(await hiddenAfterStall(silent)).toBeGreaterThan(1000);
    await silent.close();
  });

  it('has not, where nothing is known', async () => {
    expect(await hiddenAfterStall(yard)).toBeUndefined();
  });
});

describe('a stream that stops moving', () => {
  it('is cut when the time is up, and its words are kept', async () => {
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const ran = await yard.run({}, (event) => {
      if (event.type === 'text') yard.clock.advance(defaultCaps.seconds.fast * 1000);
    });
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'totalTimeout' } });
    expect(ran.end.kind === 'failed' && ran.end.answer.text).not.toBe('');
    expect(await storyOf(yard)).toEqual(['fast timedOut estimated']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });
});

describe('a task that its person stops', () => {
  it('before it began sends nothing', async () => {
    const ran = await yard.run({}, undefined, AbortSignal.abort());
    expect(ran.end).toMatchObject({
      kind: 'stopped',
      answer: { text: '', thinking: '', toolCalls: [] },
      receipt: undefined,
      finished: { attempts: [], record: { end: 'stopped' } },
    });
    expect(ran.calls).toEqual([]);
    expect(await yard.rows()).toEqual([]);
  });

  it('while it streams keeps and pays what had come', async () => {
    const stop = new AbortController();
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    const ran = await yard.run({}, (event) => void (event.type === 'text' && stop.abort()), stop.signal);
    expect(ran.end.kind === 'stopped' && ran.end.answer.text).not.toBe('');
    expect(await storyOf(yard)).toEqual(['fast stopped estimated']);
    expect((await yard.rows())[0]?.settlement?.cost).toBeGreaterThan(0);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('while it waits to try again is not tried again', async () => {
    const stop = new AbortController();
    yard.server.control.queue(status(429, { retryAfterSeconds: 5 }));
    const ran = await yard.run({}, (event) => void (event.type === 'waiting' && stop.abort()), stop.signal);
    expect(ran.end.kind).toBe('stopped');
    expect(ran.calls).toHaveLength(1);
    expect(await storyOf(yard)).toEqual(['fast released']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('by not reading on is stopped too', async () => {
    yard.server.control.queue({ kind: 'stall', at: 'midStream' });
    for await (const event of yard.start()) if (event.type === 'text') break;
    await until(() => yard.logged.some((line) => line.includes('stopped')));
    expect(await storyOf(yard)).toEqual(['fast stopped estimated']);
    expect(await yard.ledger.running()).toEqual([]);
  });
});
