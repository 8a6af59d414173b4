import { describe, expect, it } from 'vitest';
import type { SettingsLayer } from '../../../src/settings/layers.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import { defaultSettings, type SettingName } from '../../../src/settings/schema.ts';
import { problemText } from '../../../src/settings/settingProblem.ts';
import { folder, remote, user, workspace } from './layerOf.ts';

/** Layers → effective value, one row per rule and scope. */
const effective: readonly (readonly [SettingName, readonly SettingsLayer[], unknown])[] = [
  // the user may go either way
  ['budget.perDay', [user({ 'budget.perDay': 100 })], 100],
  ['budget.perDay', [user({ 'budget.perDay': null })], null],
  ['routing.policy.format', [user({ 'routing.policy.format': 'use' })], 'use'],
  ['files.neverSend', [user({ 'files.neverSend': ['*.txt'] })], ['*.txt']],
  // smaller number, null never loosens
  ['budget.perDay', [workspace({ 'budget.perDay': 3 })], 3],
  ['budget.perDay', [workspace({ 'budget.perDay': 20 })], 5],
  ['budget.perDay', [workspace({ 'budget.perDay': null })], 5],
  ['budget.perDay', [workspace({ 'budget.perDay': 0 })], 0],
  ['budget.perWeek', [workspace({ 'budget.perWeek': 12 })], 12],
  ['budget.perDay', [remote({ 'budget.perDay': 1 })], 1],
  ['budget.perDay', [remote({ 'budget.perDay': 1000 })], 5],
  ['budget.perDay', [folder({ 'budget.perDay': 4 }), folder({ 'budget.perDay': 2 })], 2],
  ['budget.perDay', [folder({ 'budget.perDay': 2 }), folder({ 'budget.perDay': 4 })], 2],
  ['limits.reasoningTokens', [workspace({ 'limits.reasoningTokens': 999 })], 999],
  ['limits.reasoningTokens', [workspace({ 'limits.reasoningTokens': 99_999 })], 16_000],
  // avoid < maybe < use
  ['routing.policy.architect', [workspace({ 'routing.policy.architect': 'avoid' })], 'avoid'],
  ['routing.policy.refactor', [workspace({ 'routing.policy.refactor': 'use' })], 'maybe'],
  // block < downgrade < warn
  ['budget.whenReached', [workspace({ 'budget.whenReached': 'block' })], 'block'],
  ['budget.whenReached', [workspace({ 'budget.whenReached': 'warn' })], 'downgrade'],
  // less effort, quicker profile, no escalation, local tools first
  ['limits.maxEffort', [folder({ 'limits.maxEffort': 'none' })], 'none'],
  ['limits.maxEffort', [folder({ 'limits.maxEffort': 'high' })], 'medium'],
  ['routing.profile', [folder({ 'routing.profile': 'quick' })], 'quick'],
  ['routing.profile', [folder({ 'routing.profile': 'thorough' })], 'balanced'],
  ['routing.escalate', [workspace({ 'routing.escalate': false })], false],
  ['routing.escalate', [user({ 'routing.escalate': false }), workspace({ 'routing.escalate': true })], false],
  ['routing.preferLocalTools', [workspace({ 'routing.preferLocalTools': false })], true],
  // intersection, where no list means any
  ['models.allowed', [], 'any'],
  ['models.allowed', [workspace({ 'models.allowed': ['a/x', 'b/*'] })], ['a/x', 'b/*']],
  [
    'models.allowed',
    [user({ 'models.allowed': ['a/x', 'b/y', 'c/z'] }), workspace({ 'models.allowed': ['a/*', 'b/y'] })],
    ['a/x', 'b/y'],
  ],
  ['models.allowed', [user({ 'models.allowed': ['a/x'] }), workspace({ 'models.allowed': [] })], ['a/x']],
  ['models.allowed', [user({ 'models.allowed': ['a/x'] }), workspace({ 'models.allowed': ['b/y'] })], []],
  // union
  [
    'files.neverSend',
    [user({ 'files.neverSend': ['a'] }), workspace({ 'files.neverSend': ['b', 'a'] })],
    ['a', 'b'],
  ],
  ['files.neverSend', [workspace({ 'files.neverSend': [] })], defaultSettings['files.neverSend']],
  [
    'routing.highStakesFiles',
    [user({ 'routing.highStakesFiles': [] }), folder({ 'routing.highStakesFiles': ['pay'] })],
    ['pay'],
  ],
  // accepted from the local user alone
  ['models.fast', [workspace({ 'models.fast': 'evil/x' }), remote({ 'models.fast': 'evil/y' })], ''],
  ['providers', [remote({ providers: { openai: { baseUrl: 'https://evil.test' } } })], {}],
  ['budget.unknownPrice', [workspace({ 'budget.unknownPrice': 'block' })], 'ask'],
  ['inlineCompletion.enabled', [folder({ 'inlineCompletion.enabled': true })], false],
];

describe('the value that holds', () => {
  it.each(effective)('%s over %j is %j', (name, layers, expected) => {
    expect(resolveSettings(layers).settings[name]).toEqual(expected);
  });

  it('is the default where nobody says anything, without a problem', () => {
    const { settings, problems, paidCallsBlockedBy, models } = resolveSettings([]);
    expect(settings).toEqual(defaultSettings);
    expect([problems, paidCallsBlockedBy, models]).toEqual([[], [], {}]);
  });
});

describe('a bad value', () => {
  const bad: readonly (readonly [SettingName, unknown, { blocks: boolean; now: unknown }])[] = [
    ['budget.perDay', '5', { blocks: true, now: 5 }],
    ['budget.perDay', -1, { blocks: true, now: 5 }],
    ['budget.perMonth', { usd: 5 }, { blocks: true, now: 50 }],
    ['budget.perWeek', true, { blocks: true, now: null }],
    ['budget.whenReached', 'stop', { blocks: true, now: 'downgrade' }],
    ['limits.costPerRequest', Number.POSITIVE_INFINITY, { blocks: true, now: 0.5 }],
    ['limits.fastTokens', 12.5, { blocks: true, now: 4000 }],
    ['limits.fastTokens', 0, { blocks: true, now: 4000 }],
    ['limits.maxEffort', 'HIGH', { blocks: true, now: 'medium' }],
    ['limits.extraAttempts', null, { blocks: true, now: 2 }],
    ['models.allowed', 'openai/gpt-5', { blocks: true, now: 'any' }],
    ['models.allowed', ['gpt-5'], { blocks: true, now: 'any' }],
    ['files.neverSend', 'secret', { blocks: true, now: defaultSettings['files.neverSend'] }],
    ['routing.policy.refactor', 'sometimes', { blocks: false, now: 'maybe' }],
    ['routing.escalate', 'no', { blocks: false, now: true }],
    ['routing.profile', 3, { blocks: false, now: 'balanced' }],
    ['routing.highStakesFiles', [3], { blocks: false, now: defaultSettings['routing.highStakesFiles'] }],
    ['providers', ['openai'], { blocks: false, now: {} }],
    ['models.fast', 7, { blocks: false, now: '' }],
    ['models.prices', 'cheap', { blocks: false, now: {} }],
    ['budget.unknownPrice', 'shrug', { blocks: true, now: 'ask' }],
    ['inlineCompletion.enabled', 1, { blocks: false, now: false }],
  ];

  it.each(bad)(
    '%s = %j of the user is told once and falls back to the default',
    (name, value, { blocks, now }) => {
      const { settings, problems, paidCallsBlockedBy } = resolveSettings([user({ [name]: value })]);
      expect(settings[name]).toEqual(now);
      expect(problems).toHaveLength(1);
      expect(paidCallsBlockedBy).toHaveLength(blocks ? 1 : 0);
      const text = problemText(problems[0]!);
      expect(text).toContain(`switchyard.${name} in your user settings`);
      expect(text).toMatch(/must be|Write it as/);
    },
  );

  it('of a scope that can only tighten counts as the strictest there is', () => {
    const { settings, problems } = resolveSettings([workspace({ 'routing.policy.architect': 'usee' })]);
    expect(settings['routing.policy.architect']).toBe('avoid');
    expect(problemText(problems[0]!)).toBe(
      'switchyard.routing.policy.architect in team.code-workspace is "usee". It must be one of "avoid", "maybe", "use". Until then "avoid", the strictest, is used.',
    );
  });

  it('names setting, place, fault, mend and what waits', () => {
    const { paidCallsBlockedBy } = resolveSettings([folder({ 'budget.perDay': -3 })]);
    expect(paidCallsBlockedBy.map(problemText)).toEqual([
      'switchyard.budget.perDay in app/.vscode/settings.json is -3. It must be a number of US dollars from 0 to 1000000, or null for no limit. Paid calls wait until then.',
    ]);
  });
});

describe('a value from the wrong place', () => {
  it('has no effect and is told', () => {
    const { problems, paidCallsBlockedBy } = resolveSettings([
      folder({ providers: { openai: { baseUrl: 'https://evil.test/v1' } }, 'models.fast': 'openai/x' }),
    ]);
    expect(problems.map(({ kind, setting }) => [kind, setting])).toEqual([
      ['noEffect', 'switchyard.providers'],
      ['noEffect', 'switchyard.models.fast'],
    ]);
    expect(problems[0]?.message).toBe(
      'switchyard.providers has no effect in app/.vscode/settings.json: it is accepted from your user settings only.',
    );
    expect(paidCallsBlockedBy).toEqual([]);
  });
});

describe('a workspace that asks for more', () => {
  it('is told which value holds and what one click would write', () => {
    const { problems } = resolveSettings([workspace({ 'budget.perDay': 20 })]);
    expect(problems).toEqual([
      {
        kind: 'asksForMore',
        setting: 'switchyard.budget.perDay',
        where: 'team.code-workspace',
        message:
          'switchyard.budget.perDay in team.code-workspace asks for 20; the default is 5, and the stricter counts.',
        mend: 'Set it to 20 in your user settings if you agree.',
        blocksPaidCalls: false,
        raise: { name: 'budget.perDay', value: 20 },
      },
    ]);
  });

  it('is not told where the user set no limit or the same', () => {
    const layers = [
      user({ 'budget.perDay': null }),
      workspace({ 'budget.perDay': 20, 'budget.perMonth': 50 }),
    ];
    expect(resolveSettings(layers).problems).toEqual([]);
  });
});
