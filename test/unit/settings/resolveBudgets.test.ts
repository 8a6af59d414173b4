import { describe, expect, it } from 'vitest';
import type { SettingsLayer } from '../../../src/settings/layers.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import { folder, remote, user, workspace } from './layerOf.ts';

/** `user day 5 downgrade`, dollars for reading. */
function budgets(...layers: readonly SettingsLayer[]): readonly string[] {
  return resolveSettings(layers, { workspaceId: 'w1' }).limits.map(
    ({ scope, period, limit, whenReached, workspaceId }) =>
      [scope, period, limit / 1e9, whenReached, workspaceId].filter((part) => part !== undefined).join(' '),
  );
}

describe('budgets', () => {
  it('hold before anybody sets one', () => {
    expect(budgets()).toEqual([
      'user request 0.5 downgrade',
      'user day 5 downgrade',
      'user month 50 downgrade',
    ]);
  });

  it('of user and workspace hold together, each over its own spend', () => {
    expect(
      budgets(user({ 'budget.perDay': 8 }), workspace({ 'budget.perDay': 3, 'budget.perWeek': 10 })),
    ).toEqual([
      'user request 0.5 downgrade',
      'user day 8 downgrade',
      'workspace day 3 downgrade w1',
      'workspace week 10 downgrade w1',
      'user month 50 downgrade',
    ]);
  });

  it('of a workspace hold even where the user has none or the user is stricter', () => {
    const layers = [
      user({ 'budget.perDay': null, 'budget.perMonth': 10 }),
      workspace({ 'budget.perDay': 3, 'budget.perMonth': 20 }),
    ];
    expect(budgets(...layers)).toEqual([
      'user request 0.5 downgrade',
      'workspace day 3 downgrade w1',
      'user month 10 downgrade',
      'workspace month 20 downgrade w1',
    ]);
  });

  it('of several folders are the smallest; null sets none', () => {
    const layers = [
      folder({ 'budget.perDay': 3 }),
      folder({ 'budget.perDay': 2 }),
      folder({ 'budget.perDay': null }),
    ];
    expect(budgets(...layers)).toContain('workspace day 2 downgrade w1');
    expect(budgets(workspace({ 'budget.perDay': null }))).not.toContainEqual(
      expect.stringContaining('workspace'),
    );
  });

  it('of a remote machine tighten the user, over all spend', () => {
    expect(budgets(remote({ 'budget.perDay': 1 }))).toContain('user day 1 downgrade');
    expect(budgets(remote({ 'budget.perDay': 100, 'budget.perMonth': null }))).toContain(
      'user day 5 downgrade',
    );
  });

  it('end as the stricter says; a user who is only warned does not turn a workspace limit into an alert', () => {
    const warned = user({ 'budget.whenReached': 'warn' });
    expect(budgets(warned, workspace({ 'budget.perDay': 3 }))).toEqual([
      'user request 0.5 warn',
      'user day 5 warn',
      'workspace day 3 downgrade w1',
      'user month 50 warn',
    ]);
    expect(budgets(warned, workspace({ 'budget.perDay': 3, 'budget.whenReached': 'warn' }))).toContain(
      'workspace day 3 warn w1',
    );
    expect(budgets(workspace({ 'budget.whenReached': 'block' }))).toContain('user day 5 block');
  });

  it('of one folder are not loosened by what another says of its end', () => {
    const warned = user({ 'budget.whenReached': 'warn', 'budget.perDay': null });
    const layers = [
      folder({ 'budget.perDay': 3 }),
      folder({ 'budget.perDay': 2, 'budget.whenReached': 'warn' }),
    ];
    expect(budgets(warned, ...layers).filter((text) => text.startsWith('workspace'))).toEqual([
      'workspace day 3 downgrade w1',
      'workspace day 2 warn w1',
    ]);
    const same = [folder({ 'budget.perDay': 2 }), folder({ 'budget.perDay': 2 })];
    expect(budgets(...same).filter((text) => text.startsWith('workspace'))).toHaveLength(1);
  });

  it('name the setting', () => {
    expect(resolveSettings([]).limits.map(({ setting }) => setting)).toEqual([
      'switchyard.limits.costPerRequest',
      'switchyard.budget.perDay',
      'switchyard.budget.perMonth',
    ]);
  });

  it('of a workspace without an identity count all spend', () => {
    const { limits } = resolveSettings([workspace({ 'budget.perDay': 3 })]);
    expect(limits.find(({ scope }) => scope === 'workspace')).toMatchObject({ workspaceId: undefined });
  });
});
