/** What follows an attempt: another one, or none, each with its own reservation and its own row. */
import { afterEach, describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../src/core/gatewaySettings.ts';
import type { GatewayTask } from '../../../src/core/gatewayTask.ts';
import { emptyHistory } from '../../../src/core/route/history.ts';
import type { Fault } from '../../../src/practice/faults.ts';
import { limitOf } from '../storage/ledgerFixtures.ts';
import {
  accountsOf,
  balanced,
  defaultCaps,
  dollars,
  openYard,
  storyOf,
  until,
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
const says = (text: string, thinkingTokens?: number): Fault => ({
  kind: 'answer',
  text,
  ...(thinkingTokens !== undefined && { thinkingTokens }),
});
const broken = 'let x = ;';
/** Fails whatever holds `broken`. */
const check: GatewayTask['check'] = async (answer) =>
  answer.includes(broken) ? { verdict: 'failed', what: ['syntax'] } : { verdict: 'passed', what: ['syntax'] };
const caps = (change: Partial<GatewaySettings['caps']>) => ({ caps: { ...defaultCaps, ...change } });

describe('a rate limit', () => {
  it('is waited out as long as the provider says, no shorter', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status: 429, retryAfterSeconds: 20 });
    const ran = await yard.run({}, (event) => {
      if (event.type !== 'waiting') return;
      yard.clock.advance(19_999);
      expect(yard.server.control.requests()).toHaveLength(1);
      yard.clock.advance(1);
    });
    expect(ran.end.kind).toBe('answered');
    expect(await storyOf(yard)).toEqual(['fast released', 'fast complete computed']);
    expect(ran.end.receipt?.notes).toContain('tried again after rateLimited');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('leaves the next attempt only what is left of the task', async () => {
    const yard = await open();
    yard.server.control.queue(
      { kind: 'status', status: 429, retryAfterSeconds: 140 },
      { kind: 'stall', at: 'midStream' },
    );
    const ran = await yard.run({}, (event) => {
      if (event.type === 'waiting') yard.clock.advance(140_000);
      if (event.type === 'text') yard.clock.advance(10_000);
    });
    expect(ran.end).toMatchObject({ error: { code: 'totalTimeout', details: { seconds: 10 } } });
  });
});

describe('an answer whose check fails', () => {
  it('goes from fast to reasoning, all of it on one receipt', async () => {
    const yard = await open();
    yard.server.control.queue(says(broken), says('let x = 1;'));
    const ran = await yard.run({ check });
    expect(ran.end).toMatchObject({
      kind: 'answered',
      answer: { text: 'let x = 1;' },
      receipt: { check: { state: 'checked' }, tier: 'reasoning' },
    });
    expect(ran.calls.map(({ model, effort }) => `${String(model)} ${String(effort)}`)).toEqual([
      'fast none',
      'reasoning low',
    ]);
    expect(ran.events.filter(({ type }) => type === 'again')).toHaveLength(1);
    expect(await storyOf(yard)).toEqual(['fast complete computed', 'reasoning complete computed']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('twice in the same way ends the task, with the answer and what is wrong with it', async () => {
    const yard = await open();
    yard.server.control.queue(says(broken), says(`again ${broken}`), says('let x = 1;'));
    const ran = await yard.run({ check });
    expect(ran.calls).toHaveLength(2);
    expect(ran.end).toMatchObject({
      kind: 'answered',
      answer: { text: `again ${broken}` },
      receipt: { check: { state: 'failed', what: 'syntax' } },
    });
  });

  it('stands where the further attempt is refused by the budget', async () => {
    const yard = await open({ settings: () => ({ budgets: [limitOf(60_000_000, 'day')] }) });
    yard.server.control.queue(says(broken), says('let x = 1;'));
    const ran = await yard.run({ check });
    expect(ran.calls).toHaveLength(1);
    expect(ran.end).toMatchObject({
      kind: 'answered',
      answer: { text: broken },
      receipt: { check: { state: 'failed' } },
    });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/not sent: the user budget per day/);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('stands where the further attempt comes to nothing', async () => {
    const yard = await open();
    yard.server.control.queue(says(broken), { kind: 'status', status: 500 });
    const ran = await yard.run({ check });
    expect(ran.end).toMatchObject({
      kind: 'answered',
      answer: { text: broken },
      receipt: { check: { state: 'failed' } },
    });
    expect(ran.end.receipt?.notes.join('\n')).toContain('the answer is that of attempt 1');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is not escalated where the model then declines, nor past what the person chose', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'refusal' });
    const declined = await yard.run({ check });
    expect(declined.calls).toHaveLength(1);
    yard.server.control.queue(says(broken));
    const chosen = await yard.run({ check, override: { tier: 'fast' } });
    expect(chosen.calls).toHaveLength(1);
  });

  it('is not taken to another model within a tool loop', async () => {
    const yard = await open();
    yard.server.control.queue(says(broken));
    const ran = await yard.run({
      check,
      request: { surface: 'modelProvider', text: 'go on', insideToolLoop: true },
      conversation: { tier: 'fast', class: 'refactor', idleMs: 0 },
    });
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
  });
});

describe('a check', () => {
  it.each([
    ['throws', async () => Promise.reject(new Error('broken checker')), 'the check itself failed'],
    ['never ends', () => new Promise<never>(() => {}), 'the check took too long'],
  ] as const)('that %s judges nothing', async (_, judge, because) => {
    const yard = await open();
    const running = yard.run({ check: judge });
    await until(() => yard.logged.some((line) => line.includes('complete')));
    yard.clock.advance(150_000);
    expect((await running).end).toMatchObject({
      kind: 'answered',
      receipt: { check: { state: 'notChecked', because } },
    });
  });
});

describe('thinking that eats the cap', () => {
  const small = caps({ tokens: { fast: 4000, reasoning: 40 } });

  it('is said in words and tried once more at lower effort, both billed', async () => {
    const yard = await open({ settings: () => small });
    yard.server.control.queue(says('42', 200), says('42', 200));
    const ran = await yard.run(reasoning);
    expect(ran.calls.map(({ effort, cap }) => `${String(effort)} ${String(cap)}`)).toEqual([
      'low 40',
      'none 40',
    ]);
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: '42' } });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/thinking ate the whole cap.*tried with less/);
    const rows = await yard.rows();
    expect(rows.map(({ settlement }) => settlement?.usage.output)).toEqual([40, 1]);
    expect(rows.every(({ settlement }) => (settlement?.cost ?? 0) > 0)).toBe(true);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('again is the end: an empty answer that was paid for', async () => {
    const yard = await open({ settings: () => small });
    yard.server.control.queue(says('42', 400), says('42', 400), says('42', 0));
    const ran = await yard.run({
      override: { upTo: { label: '5¢', cost: dollars(0.05), effort: 'medium' } },
    });
    expect(ran.calls.map(({ effort }) => effort)).toEqual(['medium', 'low']);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'emptyAnswer' } });
    expect(ran.end.receipt?.totals.output.tokens).toBe(80);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is recognised where the provider calls it a normal end', async () => {
    const wording = await open({
      settings: () => small,
      deps: ({ providerFor }) => ({
        providerFor: async (endpoint) => {
          const provider = await providerFor(endpoint);
          return {
            async *stream(attempt, signal) {
              for await (const event of provider.stream(attempt, signal)) {
                yield event.type === 'finish' ? { type: 'finish', reason: 'stop', raw: 'stop' } : event;
              }
            },
          };
        },
      }),
    });
    wording.server.control.queue(says('42', 400), says('42', 0));
    const ran = await wording.run(reasoning);
    expect(ran.calls).toHaveLength(2);
    expect(ran.end.kind).toBe('answered');
  });

  it('is not tried again where the budget has no room, and says both', async () => {
    const poor = await open({
      settings: () => ({ ...small, budgets: [limitOf(3_500_000, 'day')] }),
    });
    poor.server.control.queue(says('42', 200));
    const ran = await poor.run(reasoning);
    expect(ran.calls).toHaveLength(1);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'emptyAnswer' } });
    expect(ran.end.kind === 'failed' && ran.end.error.message).toMatch(
      /ate the whole cap.*refused: the user budget/,
    );
  });
});

describe('thinking where none was asked for', () => {
  it('is noted on the receipt', async () => {
    const yard = await open({
      settings: ({ model }) => ({
        models: { fast: model('fast', { ref: { provider: 'acme', model: 'reasoning-open' } }) },
        unknownPrice: 'ask',
      }),
      deps: ({ providerFor }) => ({
        // A server that thinks whatever it is told.
        providerFor: async (endpoint) => {
          const provider = await providerFor(endpoint);
          return { stream: (attempt, signal) => provider.stream({ ...attempt, effort: 'low' }, signal) };
        },
      }),
    });
    yard.server.control.queue(says('done', 100));
    const ran = await yard.run();
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/thought 25 tokens although none was asked for/);
  });
});

describe('a cap on the wire that is not honoured', () => {
  it('is paid, told, and blocks the model at that cap', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'ignoreCap', extraTokens: 7 });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    expect((await yard.rows())[0]?.settlement).toMatchObject({
      usage: { output: 4007 },
      provenance: 'computed',
    });
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/over a cap of 4,000 tokens/);
    expect([...yard.breaches]).toEqual(['acme/fast 4000']);

    const next = await yard.run();
    expect(next.end).toMatchObject({
      kind: 'failed',
      error: { code: 'capBreached', details: { model: 'acme/fast', cap: 4000 } },
    });
    expect(next.calls).toEqual([]);
    yard.breaches.clear();
    expect((await yard.run()).end.kind).toBe('answered');
  });

  it('does not come back in by way of a smaller budget', async () => {
    const yard = await open({
      settings: () => ({ budgets: [{ ...limitOf(100_000_000, 'day'), whenReached: 'downgrade' }] }),
    });
    yard.breaches.add('acme/fast 4000');
    const ran = await yard.run(reasoning);
    expect(ran.end).toMatchObject({ kind: 'failed', error: { code: 'budgetRefused' } });
    expect(ran.calls).toEqual([]);
  });
});

describe('a stream that grows too dear', () => {
  it('is cut once its running cost passes what is left of the limit per request', async () => {
    const limit = 200_000_000;
    const yard = await open({
      settings: () => ({
        budgets: [limitOf(limit, 'request'), limitOf(5_000_000_000, 'day')],
        caps: { ...defaultCaps, costPerRequest: dollars(0.2), tokens: { fast: 4000, reasoning: 2000 } },
      }),
    });
    // 12 000 tokens of a broken answer cost 0.12 $, most of the limit.
    yard.server.control.queue(says(`${broken} ${'word '.repeat(3900)}`), {
      kind: 'ignoreCap',
      extraTokens: 20_000,
    });
    const ran = await yard.run({ check }, (event) => {
      if (event.type === 'text') yard.clock.advance(5);
    });
    const [first, second] = (await yard.rows()).map(({ settlement }) => settlement);
    expect(first?.cost).toBeGreaterThan(35_000_000);
    expect(second).toMatchObject({ end: 'cutAtCap', errorCode: 'cutAtCap', provenance: 'estimated' });
    const total = (first?.cost ?? 0) + (second?.cost ?? 0);
    expect(total).toBeGreaterThan(limit);
    // Over by no more than what one reading brings, and far less than the first attempt cost.
    expect(total - limit).toBeLessThan((first?.cost ?? 0) / 2);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });
});

describe('a fast answer now', () => {
  it('stops the thinking, pays for it, and comes from the fast model', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' }, says('quick'));
    const ran = await yard.run(reasoning, async (event, { answerFastNow }) => {
      if (event.type !== 'admitted' || event.attempt.number > 1) return;
      await until(() => yard.server.control.requests().length === 1);
      yard.clock.advance(3000);
      answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'quick' } });
    expect(await storyOf(yard)).toEqual(['reasoning stopped estimated', 'fast complete computed']);
    expect(ran.end.receipt?.notes).toContain('you asked for a fast answer now');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is given even when the attempts are used up, once, and goes no further', async () => {
    const yard = await open({ settings: () => caps({ extraAttempts: 0 }) });
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' }, says(broken), says('never'));
    const ran = await yard.run({ ...reasoning, check }, async (event, { answerFastNow }) => {
      if (event.type !== 'admitted') return;
      await until(() => yard.server.control.requests().length === event.attempt.number);
      answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: broken } });
    expect(ran.calls.map(({ model }) => model)).toEqual(['reasoning', 'fast']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('asked for during a pause takes the fast model at once', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status: 429, retryAfterSeconds: 60 }, says('quick'));
    const ran = await yard.run(reasoning, (event, { answerFastNow }) => {
      if (event.type === 'waiting') answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'quick' } });
    expect(ran.calls.map(({ model }) => model)).toEqual(['reasoning', 'fast']);
  });

  it('changes nothing where there is no fast model', async () => {
    const yard = await open({ settings: ({ model }) => ({ models: { reasoning: model('reasoning') } }) });
    const ran = await yard.run(reasoning, (event, { answerFastNow }) => {
      if (event.type === 'admitted') answerFastNow();
    });
    expect(ran.end.kind).toBe('answered');
    expect(await storyOf(yard)).toEqual(['reasoning complete computed']);
  });
});

describe('a budget', () => {
  it.each(['block', 'downgrade'] as const)(
    'that refuses and says %s lets no request out, and is final',
    async (action) => {
      const yard = await open({
        settings: () => ({
          ...caps({ extraAttempts: 9 }),
          budgets: [limitOf(1_000_000, 'day', action)],
        }),
      });
      const ran = await yard.run();
      expect(ran.end).toMatchObject({
        kind: 'failed',
        error: {
          code: 'budgetRefused',
          retryable: false,
          unbilled: true,
          details: { period: 'day', limit: 1_000_000, left: 1_000_000, setting: 'switchyard.budget.day' },
        },
        receipt: undefined,
      });
      expect(ran.events.map(({ type }) => type)).toEqual(['routed', 'ended']);
      expect(ran.calls).toEqual([]);
      expect(await yard.rows()).toEqual([]);
    },
  );

  it('with room for the fast model alone sends that, at its own cap', async () => {
    const yard = await open({ settings: () => ({ budgets: [limitOf(100_000_000, 'day', 'downgrade')] }) });
    const ran = await yard.run(reasoning);
    expect(ran.calls).toMatchObject([{ model: 'fast', cap: 4000, effort: 'none' }]);
    expect(ran.end.receipt?.notes.join('\n')).toContain('fast instead of reasoning');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('with room for a smaller cap puts that one on the wire', async () => {
    const yard = await open({
      settings: () => ({ budgets: [limitOf(200_000_000, 'day', 'downgrade')] }),
      deps: () => ({ history: () => ({ ...emptyHistory, p95Output: () => 500 }) }),
    });
    const ran = await yard.run(reasoning);
    const admitted = ran.events.find((event) => event.type === 'admitted')?.attempt.option;
    expect(admitted).toMatchObject({ tier: 'reasoning', maxOutputTokens: 8000 });
    expect(ran.calls).toMatchObject([{ model: 'reasoning', cap: 8000 }]);
  });

  it('of the person may be gone beyond once, where they say so; a workspace’s may not', async () => {
    const own = limitOf(1_000_000, 'day');
    const yard = await open({ settings: () => ({ budgets: [own] }) });
    const ran = await yard.run({ allowOnce: own.setting });
    expect(ran.end.kind).toBe('answered');
    expect((await yard.run()).end).toMatchObject({ error: { code: 'budgetRefused' } });

    const teams = limitOf(1_000_000, 'day', 'block', 'w1');
    const shared = await open({ settings: () => ({ budgets: [teams] }) });
    const refused = await shared.run({ allowOnce: teams.setting, workspaceId: 'w1' });
    expect(refused.end).toMatchObject({ error: { code: 'budgetRefused' } });
    expect(refused.calls).toEqual([]);
  });
});
