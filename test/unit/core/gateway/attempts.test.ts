/** What follows an attempt: another one, or none, each with its own reservation and its own row. */
import { describe, expect, it } from 'vitest';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import {
  accountsOf,
  balanced,
  broken,
  capsWith,
  checkCode,
  reasoning,
  says,
  storyOf,
  until,
  yardOpener,
} from './yard.ts';

const open = yardOpener();

describe('a rate limit', () => {
  it.each([
    [429, 'rateLimited'],
    [503, 'serverError'],
    [500, 'serverError'],
  ])('(HTTP %i) is waited out as long as the provider says, no shorter', async (status, code) => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status, retryAfterSeconds: 20 });
    let waits = false;
    const running = yard.run({}, (event) => {
      waits ||= event.type === 'waiting';
    });
    await until(() => waits);
    for (let second = 0; second < 21; second += 1) {
      yard.clock.advance(1_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const ran = await running;
    expect(ran.end.kind).toBe('answered');
    const [first, second] = await yard.rows();
    expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBe(20_000);
    expect(await storyOf(yard)).toEqual(['fast released', 'fast complete computed']);
    expect(ran.end.receipt?.notes).toContain(`tried again after ${code}`);
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
    const ran = await yard.run({ check: checkCode });
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
    const ran = await yard.run({ check: checkCode });
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
    const ran = await yard.run({ check: checkCode });
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
    const ran = await yard.run({ check: checkCode });
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
    const declined = await yard.run({ check: checkCode });
    expect(declined.calls).toHaveLength(1);
    yard.server.control.queue(says(broken));
    const chosen = await yard.run({ check: checkCode, override: { tier: 'fast' } });
    expect(chosen.calls).toHaveLength(1);
  });

  it('is not taken to another model within a tool loop', async () => {
    const yard = await open();
    yard.server.control.queue(says(broken));
    const ran = await yard.run({
      check: checkCode,
      editor: { surface: 'modelProvider', text: 'go on', insideToolLoop: true },
      conversation: { tier: 'fast', class: 'refactor', idleMs: 0 },
    });
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
  });
});

describe('an answer that the cap cuts off', () => {
  const plan = 'First we move the tables, then the writers, and last of all the readers of';
  const passes = async () => ({ verdict: 'passed', what: ['syntax'] }) as const;

  it('fails its check, and comes from the model that may write more', async () => {
    const yard = await open({ settings: () => capsWith({ tokens: { fast: 8, reasoning: 4000 } }) });
    yard.server.control.queue(says(plan), says(plan));
    const ran = await yard.run({ check: passes });
    expect(ran.end).toMatchObject({ answer: { text: plan }, receipt: { check: { state: 'checked' } } });
    expect(ran.end.receipt?.notes).toContain('the answer was cut off at 8 tokens');
    expect(await storyOf(yard)).toEqual(['fast complete computed', 'reasoning complete computed']);
  });

  it('is told where no model may write more, and on the receipt where nothing checks', async () => {
    const yard = await open({ settings: () => capsWith({ tokens: { fast: 8, reasoning: 8 } }) });
    yard.server.control.queue(says(plan), says(plan));
    const ran = await yard.run({ check: passes });
    expect(ran.end).toMatchObject({
      kind: 'answered',
      receipt: { check: { state: 'failed', what: 'cut off at 8 tokens' } },
    });
    const unchecked = await yard.run();
    expect(unchecked.end.receipt?.notes).toContain('the answer was cut off at 8 tokens');
    expect(await storyOf(yard)).toEqual(['fast complete computed', 'fast complete computed']);
  });

  it('is whole where the provider did not keep the cap', async () => {
    const yard = await open({ settings: () => capsWith({ tokens: { fast: 300, reasoning: 300 } }) });
    yard.server.control.queue({ kind: 'ignoreCap', extraTokens: 5 });
    const ran = await yard.run({ check: passes });
    expect(ran.end.receipt).toMatchObject({ check: { state: 'checked' } });
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

describe('a fast answer now', () => {
  it('stops the thinking, pays for it, and comes from the fast model', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' }, says('quick'));
    const ran = await yard.run(reasoning, async (event, run) => {
      if (event.type !== 'admitted' || event.attempt.number > 1) return;
      await until(() => yard.server.control.requests().length === 1);
      yard.clock.advance(3000);
      run.answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'quick' } });
    expect(await storyOf(yard)).toEqual(['reasoning stopped estimated', 'fast complete computed']);
    expect(ran.end.receipt?.notes).toContain('you asked for a fast answer now');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is given even when the attempts are used up, once, and goes no further', async () => {
    const yard = await open({ settings: () => capsWith({ extraAttempts: 0 }) });
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' }, says(broken), says('never'));
    const ran = await yard.run({ ...reasoning, check: checkCode }, async (event, run) => {
      if (event.type !== 'admitted') return;
      await until(() => yard.server.control.requests().length === event.attempt.number);
      run.answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: broken } });
    expect(ran.calls.map(({ model }) => model)).toEqual(['reasoning', 'fast']);
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('is not taken to the reasoning model again, whatever the check says', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'stall', at: 'firstToken' }, says(broken), says('never'));
    const ran = await yard.run({ ...reasoning, check: checkCode }, async (event, run) => {
      if (event.type !== 'admitted' || event.attempt.number > 1) return;
      await until(() => yard.server.control.requests().length === 1);
      run.answerFastNow();
    });
    expect(ran.calls.map(({ model }) => model)).toEqual(['reasoning', 'fast']);
    expect(ran.end).toMatchObject({ kind: 'answered', receipt: { check: { state: 'failed' } } });
  });

  it('asked for during a pause takes the fast model at once', async () => {
    const yard = await open();
    yard.server.control.queue({ kind: 'status', status: 429, retryAfterSeconds: 60 }, says('quick'));
    const ran = await yard.run(reasoning, (event, run) => {
      if (event.type === 'waiting') run.answerFastNow();
    });
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: 'quick' } });
    expect(ran.calls.map(({ model }) => model)).toEqual(['reasoning', 'fast']);
  });

  it('changes nothing where there is no fast model', async () => {
    const yard = await open({ settings: ({ model }) => ({ models: { reasoning: model('reasoning') } }) });
    const ran = await yard.run(reasoning, (event, run) => {
      if (event.type === 'admitted') run.answerFastNow();
    });
    expect(ran.end.kind).toBe('answered');
    expect(await storyOf(yard)).toEqual(['reasoning complete computed']);
  });
});
