import { whyNoEffect } from '../../../src/settings/resolveValue.ts';
import { describe, expect, it } from 'vitest';
import { folder, user, workspace } from './layerOf.ts';

describe('a setting that was written', () => {
  it('holds where nothing is stricter', () => {
    const written = { name: 'budget.perDay', value: 20, scope: 'localUser' } as const;
    expect(whyNoEffect(written, [user({ 'budget.perDay': 20 })])).toBeUndefined();
  });

  it('that did not arrive is told', () => {
    const written = { name: 'budget.perDay', value: 20, scope: 'localUser' } as const;
    expect(whyNoEffect(written, [user({ 'budget.perDay': 5 })])).toBe(
      'switchyard.budget.perDay was not saved: that place still says something else.',
    );
    expect(whyNoEffect({ ...written, value: undefined }, [user({ 'budget.perDay': 5 })])).toContain(
      'not saved',
    );
    expect(whyNoEffect({ ...written, value: undefined }, [])).toBeUndefined();
  });

  it('that another scope makes stricter is told with that scope', () => {
    const written = { name: 'budget.perDay', value: 20, scope: 'localUser' } as const;
    expect(whyNoEffect(written, [user({ 'budget.perDay': 20 }), workspace({ 'budget.perDay': 3 })])).toBe(
      'switchyard.budget.perDay was saved as 20, but 3 holds, because team.code-workspace is stricter.',
    );
    expect(whyNoEffect({ ...written, scope: 'workspace' }, [workspace({ 'budget.perDay': 20 })])).toBe(
      'switchyard.budget.perDay was saved as 20, but 5 holds, because the default is stricter.',
    );
  });

  it('of application scope has no effect elsewhere', () => {
    const written = {
      name: 'models.fast',
      value: 'a/b',
      scope: 'folder',
      label: 'app/.vscode/settings.json',
    } as const;
    expect(whyNoEffect(written, [folder({ 'models.fast': 'a/b' })])).toBe(
      'switchyard.models.fast was saved, but it is accepted from your user settings only.',
    );
    expect(
      whyNoEffect({ ...written, scope: 'localUser', label: undefined }, [user({ 'models.fast': 'a/b' })]),
    ).toBeUndefined();
  });

  it('as a list joins the others', () => {
    const globs = { name: 'files.neverSend', value: ['*.sql'], scope: 'workspace' } as const;
    expect(whyNoEffect(globs, [workspace({ 'files.neverSend': ['*.sql'] })])).toBeUndefined();
    const allowed = { name: 'models.allowed', value: ['a/x'], scope: 'workspace' } as const;
    expect(whyNoEffect(allowed, [workspace({ 'models.allowed': ['a/x'] })])).toBeUndefined();
  });
});
