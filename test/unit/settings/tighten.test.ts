import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { efforts, policies, profiles } from '../../../src/core/model/route.ts';
import { isModelAllowed } from '../../../src/settings/tighten.ts';
import type { SettingsLayer } from '../../../src/settings/layers.ts';
import { resolveSettings, type ResolvedSettings } from '../../../src/settings/resolve.ts';
import { settingNames, type SettingName } from '../../../src/settings/schema.ts';
import { problemText } from '../../../src/settings/settingProblem.ts';
import { folder, remote, user, workspace } from './layerOf.ts';

const dollars = fc.option(fc.double({ min: 0, max: 1000, noNaN: true }), { nil: null });
const count = fc.integer({ min: 16, max: 500 });
const models = ['a/x', 'a/y', 'b/x', 'b/y', 'ab/x'];
const globs = fc.array(fc.constantFrom('*.a', '*.b', '*.c'), { maxLength: 3 });

/** Good values of every setting that a workspace may set. */
const good: Readonly<Partial<Record<SettingName, fc.Arbitrary<unknown>>>> = {
  'models.allowed': fc.array(fc.constantFrom(...models, 'a/*', 'b/*', 'a/x*', 'z/z'), { maxLength: 4 }),
  'routing.profile': fc.constantFrom(...profiles),
  'routing.policy.format': fc.constantFrom(...policies),
  'routing.policy.complete': fc.constantFrom(...policies),
  'routing.policy.refactor': fc.constantFrom(...policies),
  'routing.policy.architect': fc.constantFrom(...policies),
  'routing.preferLocalTools': fc.boolean(),
  'routing.escalate': fc.boolean(),
  'routing.highStakesFiles': globs,
  'limits.costPerRequest': dollars,
  'limits.fastTokens': count,
  'limits.reasoningTokens': count,
  'limits.maxEffort': fc.constantFrom(...efforts),
  'limits.fastSeconds': count,
  'limits.reasoningSeconds': count,
  'limits.extraAttempts': fc.integer({ min: 0, max: 10 }),
  'limits.requestsPerMinute': count,
  'budget.perDay': dollars,
  'budget.perWeek': dollars,
  'budget.perMonth': dollars,
  'budget.whenReached': fc.constantFrom('warn', 'downgrade', 'block'),
  'files.neverSend': globs,
};

const anything = fc.oneof(fc.anything(), fc.constantFrom(null, -1, '5', 'use', [], {}, [''], Number.NaN));

function valuesOf(from: 'good' | 'any'): fc.Arbitrary<SettingsLayer['values']> {
  const one = (name: SettingName) => (from === 'good' ? (good[name] ?? fc.constant(undefined)) : anything);
  return fc.record(Object.fromEntries(settingNames.map((name) => [name, one(name)])), { requiredKeys: [] });
}

const loose = Number.POSITIVE_INFINITY;
const asLimit = (value: number | null) => value ?? loose;

/** Every way in which `after` allows what `before` did not. */
function loosened(before: ResolvedSettings, after: ResolvedSettings): readonly string[] {
  const found: string[] = [];
  const [a, b] = [before.settings, after.settings];
  for (const name of [
    'limits.costPerRequest',
    'budget.perDay',
    'budget.perWeek',
    'budget.perMonth',
  ] as const) {
    if (asLimit(b[name]) > asLimit(a[name])) found.push(name);
  }
  for (const name of [
    'limits.fastTokens',
    'limits.reasoningTokens',
    'limits.fastSeconds',
    'limits.reasoningSeconds',
    'limits.extraAttempts',
    'limits.requestsPerMinute',
  ] as const) {
    if (b[name] > a[name]) found.push(name);
  }
  for (const each of ['format', 'complete', 'refactor', 'architect'] as const) {
    const name = `routing.policy.${each}` as const;
    if (policies.indexOf(b[name]) > policies.indexOf(a[name])) found.push(name);
  }
  if (efforts.indexOf(b['limits.maxEffort']) > efforts.indexOf(a['limits.maxEffort']))
    found.push('maxEffort');
  if (profiles.indexOf(b['routing.profile']) > profiles.indexOf(a['routing.profile'])) found.push('profile');
  if (b['routing.escalate'] && !a['routing.escalate']) found.push('escalate');
  if (!b['routing.preferLocalTools'] && a['routing.preferLocalTools']) found.push('preferLocalTools');
  for (const model of models) {
    if (isModelAllowed(model, b['models.allowed']) && !isModelAllowed(model, a['models.allowed']))
      found.push(model);
  }
  if (a['files.neverSend'].some((glob) => !b['files.neverSend'].includes(glob))) found.push('neverSend');
  for (const name of [
    'providers',
    'models.fast',
    'models.reasoning',
    'models.prices',
    'budget.unknownPrice',
    'inlineCompletion.enabled',
  ] as const) {
    if (JSON.stringify(a[name]) !== JSON.stringify(b[name])) found.push(name);
  }
  const actions = ['block', 'downgrade', 'warn'];
  for (const limit of before.limits) {
    const held = after.limits.some(
      (other) =>
        other.scope === limit.scope &&
        other.period === limit.period &&
        other.limit <= limit.limit &&
        actions.indexOf(other.whenReached) <= actions.indexOf(limit.whenReached),
    );
    if (!held) found.push(`${limit.scope} ${limit.period}`);
  }
  if (before.paidCallsBlockedBy.length > 0 && after.paidCallsBlockedBy.length === 0) found.push('blocked');
  return found;
}

const others = [remote, workspace, folder];
const layers = fc.array(fc.tuple(fc.constantFrom(...others), fc.oneof(valuesOf('good'), valuesOf('any'))), {
  maxLength: 3,
});

describe('whatever a scope other than the local user says', () => {
  it('only tightens', () => {
    fc.assert(
      fc.property(
        valuesOf('good'),
        layers,
        fc.constantFrom(...others),
        fc.oneof(valuesOf('good'), valuesOf('any')),
        (own, rest, add, values) => {
          const before = [user(own), ...rest.map(([make, said]) => make(said))];
          const after = [...before, add(values)];
          expect(loosened(resolveSettings(before), resolveSettings(after))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts the same in any order', () => {
    fc.assert(
      fc.property(valuesOf('good'), valuesOf('good'), valuesOf('good'), (own, one, two) => {
        const forth = resolveSettings([user(own), folder(one), folder(two)]);
        const back = resolveSettings([folder(two), folder(one), user(own)]);
        expect([loosened(forth, back), loosened(back, forth)]).toEqual([[], []]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('every problem', () => {
  it('names its setting, its place and the mend, once', () => {
    fc.assert(
      fc.property(valuesOf('any'), valuesOf('any'), (own, team) => {
        const { problems } = resolveSettings([user(own), workspace(team)]);
        for (const { setting, where, message, mend } of problems) {
          expect(message).toContain(setting);
          expect(message).toContain(where);
          expect(message).toMatch(/\.$/);
          expect(mend).toMatch(/^[A-Z].*\.$/s);
        }
        const texts = problems.map(problemText);
        expect(new Set(texts).size).toBe(texts.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('an allow-list', () => {
  it('of two scopes allows what both allow, no more and no less', () => {
    const list = fc.array(fc.constantFrom(...models, 'a/*', 'b/*', 'a/x*'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(list, list, fc.constantFrom(...models), (own, team, model) => {
        const { settings } = resolveSettings([
          user({ 'models.allowed': own }),
          workspace({ 'models.allowed': team }),
        ]);
        expect(isModelAllowed(model, settings['models.allowed'])).toBe(
          isModelAllowed(model, own) && isModelAllowed(model, team),
        );
      }),
    );
  });
});
