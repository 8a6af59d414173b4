import { describe, expect, it } from 'vitest';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import { problemText } from '../../../src/settings/settingProblem.ts';
import { user, workspace } from './layerOf.ts';

const providers = { openai: { baseUrl: 'https://api.openai.com/v1' } };

describe('chosen models', () => {
  it('are split at the first slash', () => {
    const { models, problems } = resolveSettings([
      user({
        providers: { openrouter: { baseUrl: 'https://openrouter.ai/api/v1' } },
        'models.fast': 'openrouter/google/gemini-3-flash',
        'models.reasoning': ' openrouter/anthropic/opus:thinking ',
      }),
    ]);
    expect(problems).toEqual([]);
    expect(models).toEqual({
      fast: { provider: 'openrouter', model: 'google/gemini-3-flash' },
      reasoning: { provider: 'openrouter', model: 'anthropic/opus:thinking' },
    });
  });

  it('need a provider that is set up or built in', () => {
    const layers = [
      user({ providers, 'models.fast': 'opneai/gpt-5', 'models.reasoning': 'practice/thinker' }),
    ];
    const { models, problems } = resolveSettings(layers, { builtInProviders: ['practice'] });
    expect(models).toEqual({ reasoning: { provider: 'practice', model: 'thinker' } });
    expect(problems.map(problemText)).toEqual([
      'switchyard.models.fast in your user settings names the provider "opneai", which is not set up. Add it to switchyard.providers, or run "Switchyard: Set Up Models". It knows openai, practice.',
    ]);
  });

  it('of a provider whose entry cannot be used are left out, and the entry alone is told', () => {
    const broken = { openai: { baseUrl: 'ftp://api.openai.com/v1' } };
    const { models, problems } = resolveSettings([
      user({ providers: broken, 'models.fast': 'openai/gpt-5', 'models.reasoning': 'openai/gpt-5' }),
    ]);
    expect(models).toEqual({});
    expect(problems.map(({ setting }) => setting)).toEqual(['switchyard.providers']);
  });

  it.each(['gpt-5', '/gpt-5', 'openai/', 'openai /gpt 5', 'openai/gpt\n5'])(
    'that read %j name no model',
    (text) => {
      const { models, problems } = resolveSettings([user({ providers, 'models.fast': text })]);
      expect(models).toEqual({});
      expect(problems.map(({ setting, mend }) => [setting, mend])).toEqual([
        ['switchyard.models.fast', 'Write it as "provider/model", or run "Switchyard: Set Up Models".'],
      ]);
    },
  );

  it('must be on the allow-list of every scope', () => {
    const chosen = user({ providers, 'models.fast': 'openai/gpt-5', 'models.reasoning': 'openai/o9' });
    const { models, problems } = resolveSettings([chosen, workspace({ 'models.allowed': ['openai/gpt-*'] })]);
    expect(models).toEqual({ fast: { provider: 'openai', model: 'gpt-5' } });
    expect(problems.map(problemText)).toEqual([
      'switchyard.models.reasoning in your user settings names openai/o9, which switchyard.models.allowed does not allow here. Choose an allowed model (openai/gpt-*), or add it to every list.',
    ]);
  });

  it('are all refused where two lists have nothing in common', () => {
    const { models, paidCallsBlockedBy } = resolveSettings([
      user({ providers, 'models.fast': 'openai/gpt-5', 'models.allowed': ['openai/*'] }),
      workspace({ 'models.allowed': ['mistral/*'] }),
    ]);
    expect(models).toEqual({});
    expect(paidCallsBlockedBy.map(({ kind, setting }) => [kind, setting])).toEqual([
      ['notAllowed', 'switchyard.models.allowed'],
    ]);
  });
});

describe('providers', () => {
  const faults: readonly (readonly [string, unknown, string])[] = [
    ['no address', {}, 'has a wrong "x.baseUrl". It must be a URL such as "https://api.openai.com/v1".'],
    ['no object', 'https://a.test', 'has a wrong "x". It must be an object such as'],
    ['a number', { baseUrl: 7 }, 'has a wrong "x.baseUrl"'],
    [
      'a malformed address',
      { baseUrl: 'hunter2' },
      'has a "x.baseUrl" that cannot be used. Not a URL; write it like https',
    ],
    ['no host', { baseUrl: 'https://' }, 'has a "x.baseUrl" that cannot be used'],
    [
      'a file',
      { baseUrl: 'file:///etc/hunter2' },
      'has a "x.baseUrl" that cannot be used. The scheme file:// cannot be used; write https://.',
    ],
    [
      'plain http',
      { baseUrl: 'http://api.openai.com/hunter2' },
      'has a "x.baseUrl" that cannot be used. Plain http:// would send your code unencrypted to api.openai.com; write https://api.openai.com.',
    ],
    [
      'a user in the address',
      { baseUrl: 'https://me:hunter2@a.test' },
      'has a "x.baseUrl" that cannot be used. Remove the user name',
    ],
    [
      'an unknown dialect',
      { baseUrl: 'https://a.test', dialect: 'klingon' },
      'has a wrong "x.dialect". It must be one of openai, azure',
    ],
    [
      'an unknown API',
      { baseUrl: 'https://a.test', api: 'grpc' },
      'has a wrong "x.api". It must be one of chat, responses',
    ],
    [
      'a key',
      { baseUrl: 'https://a.test', apiKey: 'hunter2' },
      'has the unknown field "apiKey" in "x". Keys never belong in settings',
    ],
    [
      'an unknown field',
      { baseUrl: 'https://a.test', colour: 'hunter2' },
      'has the unknown field "colour" in "x". Remove it: the fields are baseUrl, dialect, api, label.',
    ],
  ];

  it.each(faults)('with %s are left out alone, told, and quoted nowhere', (_, entry, text) => {
    const { settings, problems } = resolveSettings([user({ providers: { x: entry, ...providers } })]);
    expect(Object.keys(settings.providers)).toEqual(['openai']);
    expect(problems.map(problemText).join()).toContain(`switchyard.providers in your user settings ${text}`);
    expect(problems.map(problemText).join()).not.toContain('hunter2');
  });

  it.each(['practice', 'a/b', '', 'Größe', 'x'.repeat(41)])('cannot be called %j', (id) => {
    const { settings, problems } = resolveSettings([user({ providers: { [id]: providers.openai } })]);
    expect(settings.providers).toEqual({});
    expect(problems).toHaveLength(1);
  });
});

describe('a value in which somebody may have pasted a key', () => {
  it.each(['providers', 'models.fast', 'models.reasoning', 'models.prices'] as const)(
    'of %s is not quoted',
    (name) => {
      for (const value of [['hunter2'], 'hunter2', { 'a/b': 'hunter2' }, { a: { baseUrl: ['hunter2'] } }]) {
        const { problems } = resolveSettings([user({ [name]: value })]);
        expect(problems).not.toEqual([]);
        expect(problems.map(problemText).join()).not.toContain('hunter2');
      }
    },
  );
});

describe('prices', () => {
  it('are taken entry by entry, a slip of unit is told', () => {
    const { prices, settings, problems } = resolveSettings([
      user({ 'models.prices': { 'a/x': { input: 1, output: 2 }, 'a/y': { input: 0.000_002, output: 2 } } }),
    ]);
    expect([...prices.keys()]).toEqual(['a/x']);
    expect(settings['models.prices']).toEqual({ 'a/x': { input: 1, output: 2 } });
    expect(problems.map(problemText).join()).toMatch(
      /^switchyard\.models\.prices in your user settings .*a\/y\.input.*per million it would be 2/,
    );
  });
});
