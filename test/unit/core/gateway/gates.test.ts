/** What is refused before any HTTP. */
import { describe, expect, it } from 'vitest';
import { uncertainFiles, type Host } from '../../../../src/core/gateway/contract.ts';
import { gatewaySettingsOf } from '../../../../src/settings/gatewaySettings.ts';
import { resolveSettings } from '../../../../src/settings/resolve.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { user, workspace } from '../../settings/layerOf.ts';
import {
  checkFails,
  codeOf,
  reasoning,
  says,
  tracesOf,
  untouched,
  yardOpener,
  type YardOptions,
} from './yard.ts';

const open = yardOpener();

describe('the never-send list', () => {
  it.each<[string, Host['mayLeave'], string]>([
    ['names the file', async () => ({ why: '.env stays here', isUncertain: false }), '.env stays here'],
    ['cannot be read', async () => Promise.reject(new Error('secret words')), 'nobody can tell which files'],
  ])('refuses where it %s', async (_, mayLeave, why) => {
    const yard = await open();
    const ran = await yard.run({ mayLeave });
    expect(await tracesOf(yard, ran)).toEqual(untouched('neverSend'));
    expect(ran.end.kind === 'failed' && ran.end.error.details['why']).toContain(why);
    expect(yard.logged.join()).not.toContain('secret words');
  });

  it('lets a file of which nobody can tell go, once the person allows it', async () => {
    const yard = await open();
    const ran = await yard.run({
      allowOnce: [uncertainFiles],
      mayLeave: async () => ({ why: 'a.md stays here', isUncertain: true }),
    });
    expect(ran.end.kind).toBe('answered');
  });

  it.each<[string, boolean, readonly string[]]>([
    ['certain', false, [uncertainFiles]],
    ['uncertain, and a limit is allowed', true, ['switchyard.budget.perDay']],
    ['uncertain, and nothing is allowed', true, []],
  ])('keeps a file where it is %s', async (_, isUncertain, allowOnce) => {
    const yard = await open();
    const ran = await yard.run({
      allowOnce,
      mayLeave: async () => ({ why: 'a.md stays here', isUncertain }),
    });
    expect(await tracesOf(yard, ran)).toEqual(untouched('neverSend'));
    expect(ran.end).toMatchObject({ error: { details: { isUncertain } } });
  });

  it('holds in practice too', async () => {
    const yard = await open({
      settings: ({ model }) => ({ models: { fast: model('fast', { realm: 'practice' }) } }),
    });
    expect(
      await tracesOf(yard, await yard.run({ mayLeave: async () => ({ why: 'a key', isUncertain: false }) })),
    ).toEqual(untouched('neverSend'));
  });
});

describe('settings that are broken', () => {
  const blockedBy = ['switchyard.budget.perDay is not a number. Mend it.'];

  it('stop what costs money', async () => {
    const yard = await open({ settings: () => ({ blockedBy }) });
    const ran = await yard.run();
    expect(await tracesOf(yard, ran)).toEqual(untouched('settingsBroken'));
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
    const ran = await yard.run({ check: checkFails });
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
    expect(await tracesOf(yard, ran)).toEqual(untouched('modelNotAllowed'));
    expect(ran.end).toMatchObject({ error: { details: { model: 'acme/fast' } } });
  });

  it('is not what is said where nothing was ever set up', async () => {
    const yard = await open({ settings: () => ({ models: {} }) });
    expect(await tracesOf(yard, await yard.run())).toEqual(untouched('notSetUp'));
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
    expect(await tracesOf(yard, ran)).toEqual(untouched('endpointRefused'));
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
    expect(await tracesOf(yard, await yard.run())).toEqual(untouched('noConsent'));
    expect(yard.questions).toMatchObject([{ type: 'consent', endpoint: { baseUrl } }]);
  });
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
    const ran = await yard.run({ check: checkFails });
    expect(ran.calls.map(({ model }) => model)).toEqual(['fast']);
  });

  it('does not stand in for a model that a budget refuses', async () => {
    const yard = await open({
      settings: (parts) => ({ ...practice(parts), budgets: [limitOf(1000, 'day', 'downgrade')] }),
    });
    expect(await tracesOf(yard, await yard.run(reasoning))).toEqual(untouched('budgetRefused'));
  });
});
