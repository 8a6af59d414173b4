/** What is refused before any HTTP, and what a person is asked first. */
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../src/core/gatewaySettings.ts';
import type { GatewayTask, TaskEnd } from '../../../src/core/gatewayTask.ts';
import { gatewaySettingsOf } from '../../../src/settings/gatewaySettings.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import type { Fault } from '../../../src/practice/faults.ts';
import { limitOf } from '../storage/ledgerFixtures.ts';
import { user, workspace } from '../settings/layerOf.ts';
import {
  accountsOf,
  balanced,
  defaultCaps,
  openYard,
  until,
  type Ran,
  type Yard,
  type YardOptions,
} from './yard.ts';

const yards: Yard[] = [];
afterEach(async () => {
  for (const yard of yards.splice(0)) await yard.close();
});
async function open(options: YardOptions = {}): Promise<Yard> {
  const yard = await openYard(options);
  yards.push(yard);
  return yard;
}

const reasoning = { override: { tier: 'reasoning' } } as const;
const status500: Fault = { kind: 'status', status: 500 };
const codeOf = ({ end }: { end: TaskEnd }) => (end.kind === 'failed' ? end.error.code : end.kind);

/** Refused, and nothing at all happened: no call, no row, no receipt. */
async function expectRefused(yard: Yard, ran: Ran, code: string): Promise<void> {
  expect(codeOf(ran)).toBe(code);
  expect(ran.calls).toEqual([]);
  expect(ran.end.receipt).toBeUndefined();
  expect(ran.end).toMatchObject({ error: { unbilled: true, retryable: false } });
  expect((await yard.rows()).filter(({ settlement }) => settlement)).toEqual([]);
  expect(await yard.ledger.running()).toEqual([]);
}

/** Two endpoints: `acme` has the fast model, `other` the reasoning one. */
const apart: YardOptions['settings'] = ({ model, endpoint }) => ({
  models: { fast: model('fast'), reasoning: model('reasoning', { endpoint: endpoint('other') }) },
});
const says = (text: string): Fault => ({ kind: 'answer', text });
const fails: GatewayTask['check'] = async () => ({ verdict: 'failed', what: ['syntax'] });

describe('the never-send list', () => {
  it.each<[string, GatewayTask['whyNeverSent'], string]>([
    ['names the file', async () => '.env stays here', '.env stays here'],
    ['cannot be read', async () => Promise.reject(new Error('secret words')), 'the list of files'],
  ])('refuses where it %s', async (_, whyNeverSent, why) => {
    const yard = await open();
    const ran = await yard.run({ whyNeverSent });
    await expectRefused(yard, ran, 'neverSend');
    expect(ran.end.kind === 'failed' && ran.end.error.details['why']).toContain(why);
    expect(yard.logged.join()).not.toContain('secret words');
  });

  it('holds in practice too', async () => {
    const yard = await open({
      settings: ({ model }) => ({ models: { fast: model('fast', { realm: 'practice' }) } }),
    });
    await expectRefused(yard, await yard.run({ whyNeverSent: async () => 'a key' }), 'neverSend');
  });
});

describe('settings that are broken', () => {
  const blockedBy = ['switchyard.budget.perDay is not a number. Mend it.'];

  it('stop what costs money', async () => {
    const yard = await open({ settings: () => ({ blockedBy }) });
    const ran = await yard.run();
    await expectRefused(yard, ran, 'settingsBroken');
    expect(ran.end).toMatchObject({ error: { details: { why: blockedBy[0] } } });
  });

  it('do not stop what is free', async () => {
    const yard = await open({
      settings: ({ model, endpoint }) => ({
        blockedBy,
        models: {
          fast: model('fast', {
            endpoint: { ...endpoint('acme'), dialect: 'ollama' },
            ref: { provider: 'mine', model: 'fast' },
          }),
        },
      }),
    });
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('stop an escalation to a model that costs money', async () => {
    const yard = await open({
      settings: ({ model, endpoint }) => ({
        blockedBy,
        models: {
          fast: model('fast', {
            endpoint: { ...endpoint('acme'), dialect: 'ollama' },
            ref: { provider: 'mine', model: 'fast' },
          }),
          reasoning: model('reasoning'),
        },
      }),
    });
    const ran = await yard.run({ check: fails });
    expect(codeOf(ran)).toBe('answered');
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
    expect(ran.end.receipt?.notes.join()).toContain(`not sent: ${blockedBy[0]}`);
  });
});

describe('models.allowed', () => {
  it('leaves nothing to run a model on that it does not name', async () => {
    const layers = [
      user({
        providers: { acme: { baseUrl: 'https://llm.example.com/v1' } },
        'models.fast': 'acme/fast',
        'models.reasoning': 'acme/reasoning',
      }),
      workspace({ 'models.allowed': ['acme/other'] }),
    ];
    const settings = gatewaySettingsOf({ resolved: resolveSettings(layers), rules: [], practice: undefined });
    const yard = await open({ settings: () => settings });
    const ran = await yard.run();
    await expectRefused(yard, ran, 'modelNotAllowed');
    expect(ran.end).toMatchObject({ error: { details: { model: 'acme/fast' } } });
  });

  it('is not what is said where nothing was ever set up', async () => {
    const yard = await open({ settings: () => ({ models: {} }) });
    await expectRefused(yard, await yard.run(), 'notSetUp');
  });
});

describe('an endpoint’s address', () => {
  it.each([
    'ftp://example.com/v1',
    'https://user:secret@example.com/v1',
    'https://exa\u200bmple.com/v1',
    'http://example.com/v1',
    'nonsense',
    'file:///etc/passwd',
    'data:text/plain,x',
  ])('%s is refused with the mend', async (baseUrl) => {
    const yard = await open({
      settings: ({ model, endpoint }) => ({
        models: { fast: model('fast', { endpoint: { ...endpoint('acme'), baseUrl } }) },
      }),
    });
    const ran = await yard.run();
    await expectRefused(yard, ran, 'endpointRefused');
    expect(ran.end.kind === 'failed' && String(ran.end.error.details['problem']).length).toBeGreaterThan(5);
    expect(JSON.stringify(ran.end)).not.toContain('secret');
    expect(yard.questions).toEqual([]);
  });

  it('over plain http in a private network is asked about, and sent to only on a yes', async () => {
    const baseUrl = 'http://192.168.7.7:8080/v1';
    const yard = await open({
      consented: false,
      answers: () => false,
      settings: ({ model, endpoint }) => ({
        models: { fast: model('fast', { endpoint: { ...endpoint('lan'), baseUrl } }) },
      }),
    });
    await expectRefused(yard, await yard.run(), 'noConsent');
    expect(yard.questions).toMatchObject([{ type: 'consent', endpoint: { baseUrl } }]);
  });
});

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
    await expectRefused(yard, await yard.run(), 'noConsent');
    await expectRefused(yard, await yard.run(), 'noConsent');
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
    await expectRefused(yard, await yard.run(), 'noConsent');
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
    const ran = await yard.run({ check: fails });
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
    if (!yes) await expectRefused(yard, ran, 'budgetRefused');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is not asked for where the budget would refuse that model as well', async () => {
    const yard = await open({
      consented: false,
      settings: (parts) => ({ ...apart(parts), budgets: [limitOf(1_000_000, 'day', 'downgrade')] }),
    });
    await expectRefused(yard, await yard.run(reasoning), 'budgetRefused');
    expect(yard.questions).toHaveLength(1);
  });
});

describe('a price nobody knows', () => {
  const unpriced: YardOptions['settings'] = ({ model }) => ({
    models: { fast: model('fast', { ref: { provider: 'nobody', model: 'fast' } }) },
  });

  it('is asked about once a task, however often it is tried', async () => {
    const yard = await open({ settings: unpriced });
    yard.server.control.queue({ kind: 'status', status: 429 });
    const ran = await yard.run();
    expect(codeOf(ran)).toBe('answered');
    expect(yard.questions).toEqual([{ type: 'unknownPrice', model: 'nobody/fast' }]);
    expect((await yard.rows()).at(-1)?.settlement?.cost).toBeUndefined();
    await yard.run();
    expect(yard.questions).toHaveLength(2);
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
    await expectRefused(yard, ran, 'budgetRefused');
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
      await expectRefused(yard, await yard.run(reasoning), 'budgetRefused');
    },
  );
});

describe('an endpoint that fails again and again', () => {
  async function openFailing(options: YardOptions = {}): Promise<Yard> {
    const yard = await open(options);
    yard.server.control.queue(status500, status500, status500);
    for (let index = 0; index < 3; index += 1) await yard.run();
    return yard;
  }

  it('rests, and says for how long', async () => {
    const yard = await openFailing();
    const before = await yard.rows();
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      kind: 'failed',
      error: { code: 'circuitOpen', details: { endpoint: 'acme', retryAfterMs: 15_000 } },
    });
    expect(ran.calls).toEqual([]);
    expect(await yard.rows()).toEqual(before);
  });

  it('is asked once after its rest, and is back after one good answer', async () => {
    const yard = await openFailing();
    yard.clock.advance(15_000);
    yard.server.control.queue({ kind: 'stall', at: 'headers' });
    const probe = yard.run();
    await until(() => yard.server.control.requests().length === 4);
    expect(codeOf(await yard.run())).toBe('circuitOpen');
    yard.clock.advance(15_000);
    expect(codeOf(await probe)).toBe('firstTokenTimeout');
    yard.clock.advance(30_000);
    expect(codeOf(await yard.run())).toBe('answered');
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('keeps its one call where a later gate refuses', async () => {
    let yes = false;
    const yard = await openFailing({ answers: () => yes });
    yard.consents.clear();
    yard.clock.advance(15_000);
    expect(codeOf(await yard.run())).toBe('noConsent');
    yes = true;
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('keeps its one call where the budget refuses', async () => {
    let budgets: GatewaySettings['budgets'] = [];
    const yard = await openFailing({
      deps: (deps) => ({ settings: async (task) => ({ ...(await deps.settings(task)), budgets }) }),
    });
    budgets = [limitOf(1000, 'day')];
    yard.clock.advance(15_000);
    expect(codeOf(await yard.run())).toBe('budgetRefused');
    budgets = [];
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('does not stop a model at another endpoint', async () => {
    const yard = await openFailing({
      settings: ({ model, endpoint }) => ({
        models: {
          fast: model('fast'),
          reasoning: model('reasoning', {
            endpoint: { ...endpoint('acme'), baseUrl: `${endpoint('acme').baseUrl}/` },
          }),
        },
      }),
    });
    expect(codeOf(await yard.run())).toBe('circuitOpen');
    expect(codeOf(await yard.run(reasoning))).not.toBe('circuitOpen');
  });

  it('says nothing of itself by refusing a request', async () => {
    const yard = await open();
    const refusals = [400, 401, 402, 403, 404].map((status): Fault => ({ kind: 'status', status }));
    yard.server.control.queue(...refusals);
    for (const _ of refusals) await yard.run();
    expect(codeOf(await yard.run())).toBe('answered');
  });
});

describe('the brake on loops', () => {
  const same: Partial<GatewayTask> = {
    messagesFor: () => [{ role: 'user', parts: [{ type: 'text', text: 'again' }] }],
  };

  it('slows the same request down, then asks, and lets it through once', async () => {
    let yes = false;
    const yard = await open({ answers: () => yes });
    const waits: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      const ran = await yard.run(same, (event) => {
        if (event.type !== 'waiting') return;
        waits.push(event.because);
        yard.clock.advance(10_000);
      });
      expect(codeOf(ran)).toBe('answered');
    }
    expect(waits).toEqual(['the same request 4 times in a row', 'the same request 5 times in a row']);
    const refused = await yard.run(same);
    expect(refused.end).toMatchObject({
      error: { code: 'tooManyRequests', details: { why: 'the same request 6 times in a row' } },
    });
    expect(refused.calls).toEqual([]);
    yes = true;
    expect(codeOf(await yard.run(same))).toBe('answered');
    yes = false;
    expect(codeOf(await yard.run(same))).toBe('tooManyRequests');
    expect(codeOf(await yard.run())).toBe('answered');
  });

  it('does not take a growing conversation for the same request', async () => {
    const yard = await open();
    for (let turn = 1; turn < 10; turn += 1) {
      const messages = Array.from({ length: turn }, (_, index) => ({
        role: 'tool' as const,
        toolCallId: 'c',
        text: `result ${index}`,
      }));
      const ran = await yard.run({
        messagesFor: () => [{ role: 'user', parts: [{ type: 'text', text: 'again' }] }, ...messages],
      });
      expect(codeOf(ran)).toBe('answered');
    }
    expect(yard.questions).toEqual([]);
  });

  it('holds the number of requests a minute, and asks before a long wait', async () => {
    const yard = await open({
      settings: () => ({
        caps: { ...defaultCaps, requestsPerMinute: 2 },
      }),
      answers: () => false,
    });
    await yard.run();
    await yard.run();
    const refused = await yard.run();
    expect(codeOf(refused)).toBe('tooManyRequests');
    expect(yard.questions).toMatchObject([
      { type: 'letThroughOnce', why: expect.stringContaining('requestsPerMinute') },
    ]);
    yard.clock.advance(50_000);
    const waited = await yard.run();
    expect(waited.events.map(({ type }) => type)).toContain('waiting');
    expect(codeOf(waited)).toBe('answered');
  });

  it('lets go of a request that is stopped while it waits', async () => {
    const yard = await open();
    for (let index = 0; index < 3; index += 1) await yard.run(same);
    const stop = new AbortController();
    const ran = await yard.run(same, (event) => void (event.type === 'waiting' && stop.abort()), stop.signal);
    expect(codeOf(ran)).toBe('stopped');
    expect(ran.calls).toEqual([]);
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
          caps: { ...defaultCaps, requestsPerMinute: type === 'letThroughOnce' ? 1 : 30 },
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

describe('practice', () => {
  const practice: YardOptions['settings'] = ({ model }) => ({
    models: {
      fast: model('fast', { realm: 'practice', ref: { provider: 'practice', model: 'fast' } }),
      reasoning: model('reasoning'),
    },
  });

  it('needs no consent, no budget and no price', async () => {
    const yard = await open({
      consented: false,
      settings: (parts) => ({ ...practice(parts), budgets: [limitOf(0, 'day')], blockedBy: ['broken'] }),
    });
    expect(codeOf(await yard.run())).toBe('answered');
    expect(yard.questions).toEqual([]);
    expect((await yard.rows()).map(({ task }) => task.realm)).toEqual(['practice']);
  });

  it('is never escalated to a model that costs money', async () => {
    const yard = await open({ settings: practice });
    yard.server.control.queue(says('one'), says('two'));
    const ran = await yard.run({ check: fails });
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
  });

  it('does not stand in for a model that a budget refuses', async () => {
    const yard = await open({
      settings: (parts) => ({ ...practice(parts), budgets: [limitOf(1000, 'day', 'downgrade')] }),
    });
    await expectRefused(yard, await yard.run(reasoning), 'budgetRefused');
  });
});
