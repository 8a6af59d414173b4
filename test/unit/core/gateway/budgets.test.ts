/** What a budget refuses, and what it makes of a wish that is too dear. */
import { describe, expect, it } from 'vitest';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { accountsOf, balanced, capsWith, reasoning, yardOpener } from './yard.ts';

const open = yardOpener();

describe('a budget', () => {
  it.each(['block', 'downgrade'] as const)(
    'that refuses and says %s lets no request out, and is final',
    async (action) => {
      const yard = await open({
        settings: () => ({
          ...capsWith({ extraAttempts: 9 }),
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

  it('with room for what less thinking needs thinks less, within that cap', async () => {
    const needs = { none: undefined, low: 2000, medium: 12_000, high: undefined };
    const yard = await open({
      settings: () => ({
        budgets: [limitOf(200_000_000, 'day', 'downgrade')],
        policies: { format: 'avoid', complete: 'avoid', refactor: 'use', architect: 'use' },
      }),
      deps: () => ({
        history: () => ({
          ...emptyHistory,
          p95Output: (_class, { model, effort }) => (model === 'acme/reasoning' ? needs[effort] : undefined),
        }),
      }),
    });
    const ran = await yard.run(reasoning);
    expect(ran.calls).toMatchObject([{ model: 'reasoning', cap: 8000, effort: 'low' }]);
    expect(ran.end.receipt?.notes.join('\n')).toContain('effort low instead of medium');
    expect(await accountsOf(yard, [ran])).toEqual(balanced);
  });

  it('makes no smaller cap for a model that broke one before', async () => {
    const yard = await open({
      settings: () => ({ budgets: [limitOf(200_000_000, 'day', 'downgrade')] }),
      deps: () => ({ history: () => ({ ...emptyHistory, p95Output: () => 500 }) }),
    });
    yard.breaches.add('acme/reasoning 8000');
    const ran = await yard.run(reasoning);
    expect(ran.end).toMatchObject({ error: { code: 'capBreached', details: { cap: 8000 } } });
    expect(ran.calls).toEqual([]);
  });

  it('that only warns lets all through, and is on the receipt', async () => {
    const yard = await open({ settings: () => ({ budgets: [limitOf(1_000_000, 'day', 'warn')] }) });
    const ran = await yard.run();
    expect(ran.end.kind).toBe('answered');
    expect(ran.end.receipt?.notes.join('\n')).toContain(
      'the user budget per day (switchyard.budget.day), which only warns',
    );
  });

  it('of the person may be gone beyond once, where they say so; a workspace’s may not', async () => {
    const own = limitOf(1_000_000, 'day');
    const yard = await open({ settings: () => ({ budgets: [own] }) });
    const ran = await yard.run({ allowOnce: [own.setting] });
    expect(ran.end.kind).toBe('answered');
    expect((await yard.run()).end).toMatchObject({ error: { code: 'budgetRefused' } });

    const teams = limitOf(1_000_000, 'day', 'block', 'w1');
    const shared = await open({ settings: () => ({ budgets: [teams] }) });
    const refused = await shared.run({ allowOnce: [teams.setting], workspaceId: 'w1' });
    expect(refused.end).toMatchObject({ error: { code: 'budgetRefused' } });
    expect(refused.calls).toEqual([]);
  });
});
