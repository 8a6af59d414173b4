/** Every task leaves a record, however it ended. */
import { expect, test } from 'vitest';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { capsWith, reasoning, type Yard, yardOpener } from './yard.ts';

const open = yardOpener();

async function recordOf(yard: Yard, taskId: string) {
  return yard.ledger.task(taskId);
}

test('an answered task: facts, route with its inputs, end', async () => {
  const yard = await open();
  await yard.run({ taskId: 't', verb: 'tidy', conversation: { tier: 'fast', class: 'complete', idleMs: 9 } });
  expect(await recordOf(yard, 't')).toMatchObject({
    task: { taskId: 't', realm: 'real', class: 'refactor', policy: 'maybe', verb: 'tidy' },
    end: 'answered',
    errorCode: undefined,
    answeredBy: 1,
    steps: [],
    outcome: 'unknown',
    route: {
      tier: 'fast',
      model: 'acme/fast',
      effort: 'none',
      scores: { refactor: 1 },
      deservesReasoning: 0.1,
      basis: 'command',
      highStakes: false,
      learned: { p95Seconds: undefined, thinkingBasis: 'default', inputSamples: 0 },
      prices: [
        { model: 'acme/fast', price: { state: 'known', snapshot: { rates: { input: 1, output: 10 } } } },
        { model: 'acme/reasoning', price: { state: 'known' } },
      ],
      budgets: [{ scope: 'user', period: 'day', limit: 5_000_000_000 }],
      conversation: { tier: 'fast', class: 'complete', idleMs: 9 },
    },
  });
  expect(JSON.stringify(await recordOf(yard, 't'))).not.toContain('Tidy this');
});

test('a tool’s', async () => {
  const yard = await open();
  const editor = { surface: 'command', command: 'ask', text: 'what is 2 + 2' } as const;
  expect(findLocalTool(editor)).toBeDefined();
  await yard.run({ taskId: 't', editor });
  expect(await recordOf(yard, 't')).toMatchObject({ end: 'local', answeredBy: 1, route: { tier: 'local' } });
});

test('one that failed, and one that was refused before anything was sent', async () => {
  const yard = await open({ settings: () => ({ budgets: [limitOf(1, 'day')] }) });
  await yard.run({ taskId: 'refused', ...reasoning });
  expect(await yard.rows()).toEqual([]);
  expect(await recordOf(yard, 'refused')).toMatchObject({
    end: 'failed',
    errorCode: 'budgetRefused',
    task: { class: 'refactor' },
    route: { tier: 'reasoning', budgets: undefined },
  });
  const other = await open({ settings: () => capsWith({ extraAttempts: 0 }) });
  other.server.control.queue({ kind: 'status', status: 400 });
  await other.run({ taskId: 'failed' });
  expect(await recordOf(other, 'failed')).toMatchObject({ end: 'failed', errorCode: 'badRequest' });
});

test('one that was stopped, and one for which no model is set up', async () => {
  const yard = await open();
  await yard.run({ taskId: 'stopped' }, undefined, AbortSignal.abort());
  expect(await recordOf(yard, 'stopped')).toMatchObject({ end: 'stopped', errorCode: undefined });
  const bare = await open({ settings: () => ({ models: {} }) });
  await bare.run({ taskId: 'nowhere' });
  expect(await recordOf(bare, 'nowhere')).toMatchObject({
    end: 'failed',
    errorCode: 'notSetUp',
    task: { class: 'refactor', policy: 'maybe', because: [] },
    route: undefined,
  });
});

test('what the route saved and why it did not end at once are in it', async () => {
  const yard = await open();
  const verdicts = [{ verdict: 'failed', what: ['syntax'] } as const];
  const check = async () => verdicts.shift() ?? ({ verdict: 'passed', what: ['syntax'] } as const);
  const { end } = await yard.run({ taskId: 't', check });
  const record = await recordOf(yard, 't');
  expect(record).toMatchObject({
    answeredBy: 2,
    check: { verdict: 'passed' },
    steps: ['check failed (syntax): tried on the reasoning model'],
  });
  expect(record?.saving).toEqual(end.receipt?.saving);
  expect(record?.saving?.high).toBeLessThan(nanoUsd(0));
});

test('one that cannot be written loses no answer', async () => {
  const yard = await open();
  yard.ledger.recordTask = () => Promise.reject(new Error('the disk is full'));
  const { end } = await yard.run({ taskId: 't' });
  expect(end).toMatchObject({ kind: 'answered', receipt: { taskId: 't' } });
  await Promise.resolve();
  expect(yard.logged.join('\n')).toMatch(/task t was not recorded/);
});
