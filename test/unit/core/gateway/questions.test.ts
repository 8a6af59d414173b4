/** What a person is asked before anything is sent, and what follows from their answer. */
import { describe, expect, it } from 'vitest';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import {
  accountsOf,
  apart,
  balanced,
  capsWith,
  checkFails,
  codeOf,
  reasoning,
  says,
  tracesOf,
  until,
  untouched,
  yardOpener,
  type YardOptions,
} from './yard.ts';

const open = yardOpener();

describe('consent', () => {
  it('is asked for once an endpoint', async () => {
    const yard = await open({ consented: false });
    expect(codeOf(await yard.run())).toBe('answered');
    expect(codeOf(await yard.run())).toBe('answered');
    expect(yard.questions.map(({ type }) => type)).toEqual(['consent']);
    expect([...yard.consents]).toEqual(['acme']);
  });

  it('that is not given sends nothing, and is asked for anew next time', async () => {
    const yard = await open({ consented: false, answers: () => false });
    expect(await tracesOf(yard, await yard.run())).toEqual(untouched('noConsent'));
    expect(await tracesOf(yard, await yard.run())).toEqual(untouched('noConsent'));
    expect(yard.questions).toHaveLength(2);
  });

  it('is one question for requests that come together', async () => {
    let answer: (yes: boolean) => void = () => {};
    const asked = new Promise<boolean>((resolve) => (answer = resolve));
    const yard = await open({ consented: false, answers: () => asked });
    const running = [yard.run(), yard.run(), yard.run()];
    await until(() => yard.questions.length > 0);
    answer(true);
    expect((await Promise.all(running)).map(codeOf)).toEqual(['answered', 'answered', 'answered']);
    expect(yard.questions).toHaveLength(1);
  });

  it('is asked for by the next in line where the first is stopped', async () => {
    const answers = [new Promise<boolean>(() => {}), Promise.resolve(true)];
    const yard = await open({ consented: false, answers: () => answers.shift() ?? false });
    const stop = new AbortController();
    const first = yard.run({}, undefined, stop.signal);
    const second = yard.run();
    await until(() => yard.questions.length > 0);
    stop.abort();
    expect([codeOf(await first), codeOf(await second)]).toEqual(['stopped', 'answered']);
    expect(yard.questions).toHaveLength(2);
  });

  it('that nobody can be asked for is none', async () => {
    const yard = await open({ consented: false, answers: () => Promise.reject(new Error('no window')) });
    expect(await tracesOf(yard, await yard.run())).toEqual(untouched('noConsent'));
  });

  it('that cannot be kept holds all the same', async () => {
    const yard = await open({
      consented: false,
      deps: () => ({
        consent: { isGiven: () => false, give: async () => Promise.reject(new Error('full')) },
      }),
    });
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('is asked for where an escalation leads to another endpoint', async () => {
    const yard = await open({ settings: apart, answers: () => false });
    yard.server.control.queue(says('one'), says('two'));
    const ran = await yard.run({ check: checkFails });
    expect(yard.questions).toMatchObject([{ type: 'consent', endpoint: { id: 'other' } }]);
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'one' } });
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it.each([true, false])('is asked for where a budget turns to another endpoint: %s', async (yes) => {
    const yard = await open({
      consented: false,
      settings: (parts) => ({ ...apart(parts), budgets: [limitOf(100_000_000, 'day', 'downgrade')] }),
      answers: (question) => question.type !== 'consent' || question.endpoint.id === 'other' || yes,
    });
    const ran = await yard.run(reasoning);
    expect(yard.questions.map((question) => question.type === 'consent' && question.endpoint.id)).toEqual([
      'other',
      'acme',
    ]);
    expect(ran.calls.map(({ model }) => model)).toEqual(yes ? ['fast'] : []);
    expect(codeOf(ran)).toBe(yes ? 'answered' : 'budgetRefused');
    expect(await yard.rows()).toHaveLength(yes ? 1 : 0);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is not asked for where the budget would refuse that model as well', async () => {
    const yard = await open({
      consented: false,
      settings: (parts) => ({ ...apart(parts), budgets: [limitOf(1_000_000, 'day', 'downgrade')] }),
    });
    expect(await tracesOf(yard, await yard.run(reasoning))).toEqual(untouched('budgetRefused'));
    expect(yard.questions).toHaveLength(1);
  });
});

describe('a price nobody knows', () => {
  const unpriced: YardOptions['settings'] = ({ model }) => ({
    models: { fast: model('fast', { ref: { provider: 'nobody', model: 'fast' } }) },
  });

  it('is asked about once a model and address, however often it is tried', async () => {
    const yard = await open({ settings: unpriced });
    yard.server.control.queue({ kind: 'status', status: 429 });
    const ran = await yard.run();
    expect(codeOf(ran)).toBe('answered');
    expect((await yard.rows()).at(-1)?.settlement?.cost).toBeUndefined();
    expect(codeOf(await yard.run())).toBe('answered');
    expect(yard.questions).toEqual([{ type: 'unknownPrice', model: 'nobody/fast' }]);
  });

  it('is one question with the first sending to its address, and none after', async () => {
    const yard = await open({ settings: unpriced, consented: false });
    expect(codeOf(await yard.run())).toBe('answered');
    expect(codeOf(await yard.run())).toBe('answered');
    expect(yard.questions).toMatchObject([
      { type: 'consent', endpoint: { id: 'acme' }, unpriced: 'nobody/fast' },
    ]);
  });

  it('is one question for requests that come together', async () => {
    const answer = Promise.withResolvers<boolean>();
    const yard = await open({ settings: unpriced, answers: () => answer.promise });
    const running = [yard.run(), yard.run(), yard.run()];
    await until(() => yard.questions.length > 0);
    answer.resolve(true);
    expect((await Promise.all(running)).map(codeOf)).toEqual(['answered', 'answered', 'answered']);
    expect(yard.questions).toHaveLength(1);
  });

  it('that is set instead is not remembered as unknown', async () => {
    const prices = { known: false };
    const allowed: string[] = [];
    const yard = await open({
      settings: unpriced,
      deps: ({ book }) => ({
        book: {
          ...book,
          priceOf: (model, at) => book.priceOf(prices.known ? { ...model, provider: 'acme' } : model, at),
        },
        unpriced: { isAllowed: () => false, allow: async (model) => void allowed.push(model) },
      }),
      answers: () => (prices.known = true),
    });
    expect(codeOf(await yard.run())).toBe('answered');
    expect(allowed).toEqual([]);
    expect((await yard.rows()).at(-1)?.priceState).toBe('known');
  });

  it.each([
    ['the person says no', 'ask'],
    ['the setting says block', 'block'],
  ] as const)('is refused where %s', async (_, unknownPrice) => {
    const yard = await open({
      settings: (parts) => ({ ...unpriced(parts), unknownPrice }),
      answers: () => false,
    });
    const ran = await yard.run();
    expect(await tracesOf(yard, ran)).toEqual(untouched('budgetRefused'));
    expect(ran.end).toMatchObject({ error: { details: { unknownPrice: true, model: 'nobody/fast' } } });
    expect(yard.questions).toHaveLength(unknownPrice === 'ask' ? 1 : 0);
  });

  it.each(['ask', 'block'] as const)(
    'is no way round a budget that is used up (%s)',
    async (unknownPrice) => {
      const yard = await open({
        settings: ({ model }) => ({
          models: {
            fast: model('fast', { ref: { provider: 'nobody', model: 'fast' } }),
            reasoning: model('reasoning'),
          },
          budgets: [limitOf(1_000_000, 'day', 'downgrade')],
          unknownPrice,
        }),
        answers: () => false,
      });
      expect(await tracesOf(yard, await yard.run(reasoning))).toEqual(untouched('budgetRefused'));
    },
  );
});

describe('a person who says no', () => {
  const unpricedFast: YardOptions['settings'] = ({ model }) => ({
    models: { fast: model('fast', { ref: { provider: 'nobody', model: 'fast' } }) },
  });
  it.each([
    ['to an address', { consented: false }],
    ['to an unknown price', { settings: unpricedFast }],
    ['to a loop', { settings: () => capsWith({ requestsPerMinute: 1 }) }],
  ] as const)('%s need not be told of it', async (_, options) => {
    const yard = await open({ ...options, answers: () => false });
    // The first one passes the brake.
    await yard.run();
    expect((await yard.run()).end).toMatchObject({ error: { details: { declined: true } } });
  });

  it('is told where nobody could ask', async () => {
    const yard = await open({ consented: false, answers: () => Promise.reject(new Error('no window')) });
    const { end } = await yard.run();
    expect(end.kind === 'failed' && end.error.details).not.toHaveProperty('declined');
  });
});

describe('a request stopped at a question', () => {
  it.each(['consent', 'unknownPrice', 'letThroughOnce'])(
    '(%s) ends, though nobody ever answers',
    async (type) => {
      const stop = new AbortController();
      const yard = await open({
        consented: type !== 'consent',
        settings: ({ model }) => ({
          models: {
            fast: model('fast', {
              ref: { provider: type === 'unknownPrice' ? 'nobody' : 'acme', model: 'fast' },
            }),
          },
          ...capsWith({ requestsPerMinute: type === 'letThroughOnce' ? 1 : 30 }),
        }),
        answers: () => new Promise<boolean>(() => {}),
      });
      if (type === 'letThroughOnce') await yard.run();
      const before = await yard.rows();
      const running = yard.run({}, undefined, stop.signal);
      await until(() => yard.questions.length > 0);
      stop.abort();
      expect(codeOf(await running)).toBe('stopped');
      expect(yard.questions.map((question) => question.type)).toEqual([type]);
      expect(await yard.rows()).toEqual(before);
    },
  );
});
