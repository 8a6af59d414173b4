/** A folder that wants to redirect requests, to overspend or to unlock, by every place that settings come from. */
import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type SettingProblem, problemText } from '../../../src/settings/settingProblem.ts';
import { parseMessageToPage } from '../../../src/dashboard/protocol.ts';
import { openWorld, type World, type WorldOptions } from '../../doubles/hostileWorld.ts';
import { dashboardOf } from '../../doubles/dashboardOf.ts';

vi.mock('vscode', () => import('../../doubles/editor.ts'));

const atAttacker = { baseUrl: 'ATTACKER/v1', dialect: 'openai' };
const redirect = { 'switchyard.providers': { home: atAttacker } };
const homely = { ended: 'answered', calls: 1, leaks: [] };

async function problemsIn({ engine }: World): Promise<readonly SettingProblem[]> {
  return (await engine.settings.current()).problems;
}

async function bodyOf({ home }: World): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(JSON.stringify(home.control.requests().at(-1)?.body ?? {}));
}

describe('an address from elsewhere is never used, and told', () => {
  it.each<[string, WorldOptions]>([
    ['a folder’s settings', { folder: redirect }],
    [
      'nested objects of a folder’s settings',
      { folder: { switchyard: { providers: { home: atAttacker } } } },
    ],
    [
      'an escaped name',
      { folder: String.raw`{"switchyard\u002eproviders": {"home": {"baseUrl": "ATTACKER/v1"}}}` },
    ],
    [
      'a name said twice',
      {
        folder: '{"switchyard.providers": {}, "switchyard.providers": {"home": {"baseUrl": "ATTACKER/v1"}}}',
      },
    ],
    ['a workspace file', { workspaceFile: redirect }],
    ['a further folder of a workspace', { otherFolder: redirect }],
    ['a dev container', { remote: redirect }],
    [
      'a provider of a new name, chosen at once',
      {
        folder: {
          'switchyard.providers': { evil: atAttacker },
          'switchyard.models.fast': 'evil/x',
          'switchyard.models.reasoning': 'evil/x',
        },
      },
    ],
    [
      'a dev container that chooses it, too',
      {
        remote: { 'switchyard.providers': { evil: atAttacker }, 'switchyard.models.fast': 'evil/x' },
      },
    ],
  ])('%s', async (_, options) => {
    const world = await openWorld(options);
    expect(await world.ask()).toMatchObject(homely);
    expect((await problemsIn(world)).map(({ kind }) => kind)).toContain('noEffect');
  });

  it('a dev container, on a host that does not tell local from remote', async () => {
    const world = await openWorld({ remote: redirect, host: 'older', key: 'none' });
    expect(await world.ask()).toMatchObject({ calls: 0, leaks: [] });
  });

  it('a language block', async () => {
    const world = await openWorld({
      folder: { '[typescript]': redirect, '[plaintext][typescript]': redirect },
    });
    expect(await world.ask()).toMatchObject(homely);
    expect((await problemsIn(world)).map(problemText).join()).toContain(
      'has no effect inside "[typescript]"',
    );
  });
});

describe('names that reach into objects', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'the provider %s is none, and nothing is polluted',
    async (id) => {
      const world = await openWorld({
        folder: `{"__proto__": {"switchyard.providers": {}}, "switchyard.${id}": {"baseUrl": "ATTACKER/v1"}, "switchyard.providers": {"${id}": {"baseUrl": "ATTACKER/v1"}}}`,
        user: { 'switchyard.models.fast': `${id}/x`, 'switchyard.models.reasoning': `${id}/x` },
      });
      expect(await world.ask()).toMatchObject({ ended: 'notSetUp', calls: 0, leaks: [] });
      expect(Reflect.get({}, 'baseUrl')).toBeUndefined();
    },
  );

  it('a provider called __proto__ is refused even from the person’s own settings', async () => {
    const providers: unknown = JSON.parse('{"__proto__": {"baseUrl": "ATTACKER/v1"}}');
    const world = await openWorld({
      user: { 'switchyard.providers': providers, 'switchyard.models.fast': '__proto__/x' },
    });
    expect(await world.ask()).toMatchObject({ ended: 'notSetUp', calls: 0, leaks: [] });
    expect(Reflect.get({}, 'baseUrl')).toBeUndefined();
  });

  it.each(['home/fast\r\nX-Evil: 1', 'home/fast\nx', 'home/', 'home/a\tb'])(
    'the model %j is none',
    async (model) => {
      const world = await openWorld({
        user: { 'switchyard.models.fast': model, 'switchyard.models.reasoning': '' },
      });
      expect(await world.ask()).toMatchObject({ ended: 'notSetUp', calls: 0, leaks: [] });
    },
  );
});

describe('a limit of the person’s own holds, whatever a workspace asks for', () => {
  const loose = {
    'switchyard.budget.perDay': null,
    'switchyard.budget.perWeek': 1_000_000,
    'switchyard.budget.perMonth': 1_000_000,
    'switchyard.budget.whenReached': 'warn',
    'switchyard.limits.costPerRequest': null,
  };

  describe.each<[string, (values: object) => WorldOptions]>([
    ['a folder', (values) => ({ folder: { ...values } })],
    ['a workspace file', (values) => ({ workspaceFile: { ...values } })],
    ['another folder', (values) => ({ otherFolder: { ...values } })],
    ['a dev container', (values) => ({ remote: { ...values } })],
  ])('%s', (_, said) => {
    it.each(['budget.perDay', 'budget.perWeek', 'budget.perMonth', 'limits.costPerRequest'])(
      'does not lift %s',
      async (name) => {
        const user = { [`switchyard.${name}`]: 0, 'switchyard.budget.whenReached': 'block' };
        const world = await openWorld({ user, ...said(loose) });
        expect(await world.ask()).toMatchObject({ ended: 'budgetRefused', calls: 0, leaks: [] });
        expect((await problemsIn(world)).map(({ raise }) => raise?.name)).toContain(name);
      },
    );

    it('does not make models free', async () => {
      const prices = { 'home/fast': { input: 0, output: 0 }, 'home/reasoning': { input: 0, output: 0 } };
      const world = await openWorld({
        user: { 'switchyard.budget.perDay': 0.000_000_1, 'switchyard.budget.whenReached': 'block' },
        ...said({ 'switchyard.models.prices': prices }),
      });
      expect(await world.ask()).toMatchObject({ ended: 'budgetRefused', calls: 0, leaks: [] });
    });

    it('does not allow a model that the person excluded', async () => {
      const world = await openWorld({
        user: { 'switchyard.models.allowed': ['home/other'] },
        ...said({ 'switchyard.models.allowed': ['home/*', 'home/fast'] }),
      });
      expect(await world.ask()).toMatchObject({ ended: 'modelNotAllowed', calls: 0, leaks: [] });
    });

    it('does not raise tokens, effort, attempts or policy', async () => {
      const world = await openWorld({
        user: {
          'switchyard.limits.fastTokens': 64,
          'switchyard.limits.maxEffort': 'none',
          'switchyard.limits.extraAttempts': 0,
          'switchyard.routing.policy.complete': 'avoid',
          'switchyard.routing.profile': 'quick',
        },
        ...said({
          'switchyard.limits.fastTokens': 1_000_000,
          'switchyard.limits.maxEffort': 'high',
          'switchyard.limits.extraAttempts': 10,
          'switchyard.routing.policy.complete': 'use',
          'switchyard.routing.profile': 'thorough',
          'switchyard.routing.escalate': true,
        }),
      });
      world.home.control.queue({ kind: 'status', status: 500 }, { kind: 'status', status: 500 });
      expect(await world.ask()).toMatchObject({ ended: 'serverError', calls: 1, leaks: [] });
      const wire = { model: 'fast', max_completion_tokens: 64, reasoning_effort: 'none' };
      expect(await bodyOf(world)).toMatchObject(wire);
    });

    it('switches nothing on that runs unasked, and asks no less', async () => {
      const world = await openWorld({
        user: { 'switchyard.budget.unknownPrice': 'block', 'switchyard.limits.requestsPerMinute': 2 },
        ...said({
          'switchyard.inlineCompletion.enabled': true,
          'switchyard.models.refreshPrices': true,
          'switchyard.budget.unknownPrice': 'ask',
          'switchyard.limits.requestsPerMinute': 600,
          'switchyard.files.neverSend': [],
        }),
      });
      const { settings } = await world.engine.settings.current();
      expect(settings['inlineCompletion.enabled']).toBe(false);
      expect(settings['models.refreshPrices']).toBe(false);
      expect(settings['files.neverSend']).toContain('**/.env*');
      const gateway = await world.engine.gatewaySettings();
      expect([gateway.unknownPrice, gateway.caps.requestsPerMinute]).toEqual(['block', 2]);
    });
  });
});

describe('in Restricted Mode', () => {
  const dearer = { 'switchyard.routing.highStakesFiles': ['**'], 'switchyard.files.neverSend': ['**/*.sql'] };

  it('a folder tightens as ever, and makes nothing dearer', async () => {
    const world = await openWorld({
      folder: { ...dearer, 'switchyard.budget.perDay': 0 },
      isRestricted: true,
    });
    const { highStakesFiles } = await world.engine.gatewaySettings();
    expect(highStakesFiles).not.toContain('**');
    const { settings, problems } = await world.engine.settings.current();
    expect(settings['files.neverSend']).toContain('**/*.sql');
    expect(problems.map(problemText).join()).toContain('no effect in Restricted Mode');
    expect(await world.ask()).toMatchObject({ ended: 'budgetRefused', calls: 0, leaks: [] });
  });

  it('the same folder adds to the list once it is trusted', async () => {
    const world = await openWorld({ folder: dearer });
    expect((await world.engine.gatewaySettings()).highStakesFiles).toContain('**');
    expect(await problemsIn(world)).toEqual([]);
  });

  it('an address of the folder’s has no more effect than ever', async () => {
    const world = await openWorld({ folder: redirect, isRestricted: true });
    expect(await world.ask()).toMatchObject(homely);
  });
});

describe('a value that nobody can read blocks paid calls', () => {
  const names = ['budget.perDay', 'limits.costPerRequest', 'limits.fastTokens', 'limits.extraAttempts'];
  const values = ['"5"', '-1', '1e999', '-1e999', '1e308', 'true', '[]', '{}', '"NaN"', '"Infinity"'];

  it.each(names.flatMap((name) => values.map((value) => [name, value] as const)))(
    'switchyard.%s: %s',
    async (name, value) => {
      const world = await openWorld({ folder: `{"switchyard.${name}": ${value}}` });
      expect(await world.ask()).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
    },
  );

  it.each([
    ['half a file', '{"switchyard.budget.perDay": 5'],
    ['a conflict', '<<<<<<< HEAD\n{"switchyard.budget.perDay": 1}\n=======\n{}\n>>>>>>> b\n'],
    ['a misspelt limit', '{"switchyard.budget.perday": 1}'],
    ['a limit in a language block', '{"[python]": {"switchyard.limits.maxEffort": "none"}}'],
    ['an unknown choice', '{"switchyard.budget.whenReached": "ignore"}'],
    ['a list that is none', '{"switchyard.files.neverSend": "all"}'],
  ])('%s', async (_, folder) => {
    const world = await openWorld({ folder });
    expect(await world.ask()).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
  });

  it('a broken workspace file', async () => {
    const world = await openWorld({
      workspaceFile: '{"folders": [], "settings": {"switchyard.budget.perDay": }}',
    });
    expect(await world.ask()).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
  });
});

describe('a settings file that is a link', () => {
  const secret = 'aws_secret_access_key switchyard. SECRET-5d1c';

  const linkTo = (target: string) => (folder: string) =>
    symlinkSync(target, path.join(folder, '.vscode/settings.json'));

  it('to a secret shows nothing of it, and blocks', async () => {
    const world = await openWorld({
      prepare(folder) {
        writeFileSync(path.join(folder, '../credentials'), secret);
        linkTo('../../credentials')(folder);
      },
    });
    const asked = await world.ask();
    expect(asked).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
    const shown = [...(await problemsIn(world)).map(problemText), ...world.logged, JSON.stringify(asked.end)];
    expect(shown.join('\n')).not.toMatch(/SECRET-5d1c|aws_secret/);
  });

  it.each(['settings.json', '/dev/zero'])(
    'to %s, which has no end, blocks instead of hanging',
    async (target) => {
      const world = await openWorld({ prepare: linkTo(target) });
      expect(await world.ask()).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
    },
  );
});

describe('a settings file beyond all measure', () => {
  it.each<[string, () => string]>([
    [
      'of 100,000 misspelt names',
      () => `{${Array.from({ length: 100_000 }, (_, at) => `"switchyard.budget.x${at}": 1`).join()}}`,
    ],
    [
      'of as many in one object',
      () => `{"switchyard": {${Array.from({ length: 100_000 }, (_, at) => `"budget${at}": 1`).join()}}}`,
    ],
    ['of one endless name', () => `{"switchyard.budget.${'x'.repeat(1_000_000)}": 1}`],
    [
      'of objects nested beyond the parser',
      () => `{"switchyard.budget.perDay": ${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
    ],
    [
      'longer than any a person writes',
      () => `{"switchyard.budget.perDay": 5, "x": "${'x'.repeat(4_100_000)}"}`,
    ],
  ])('%s blocks, and the dashboard still shows what there is', async (_, text) => {
    const world = await openWorld({ folder: text() });
    expect(await world.ask()).toMatchObject({ ended: 'settingsBroken', calls: 0, leaks: [] });
    const snapshot = await dashboardOf(world.engine).snapshot();
    expect(parseMessageToPage({ type: 'snapshot', snapshot }).valid).toBe(true);
    expect(snapshot.notices.length).toBeLessThan(60);
    expect(snapshot.notices.some(({ severity }) => severity === 'error')).toBe(true);
  });
});
