import { describe, expect, it } from 'vitest';
import { inspectedLayers, type InspectionInputs } from '../../../src/settings/layers.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import type { SettingName } from '../../../src/settings/schema.ts';

type Answers = Partial<Record<SettingName, Record<string, unknown>>>;

/** VS Code of today names every scope in each answer; an older host knows `globalValue` alone. */
function inputs(
  window: Answers,
  rest: Partial<Omit<InspectionInputs, 'window'>> & { host?: 'today' | 'older' } = {},
): InspectionInputs {
  const blank = rest.host === 'older' ? {} : { globalLocalValue: undefined, globalRemoteValue: undefined };
  return {
    window: {
      label: 'team.code-workspace',
      inspect: (name) => ({ key: `switchyard.${name}`, ...blank, ...window[name] }),
    },
    folders: [],
    isRemote: false,
    remembered: {},
    ...rest,
  };
}

const folderView = (label: string, answers: Answers) => ({
  label,
  inspect: (name: SettingName) => answers[name],
});

describe('layers', () => {
  it('keep every scope apart, each under its name', () => {
    const { layers } = inspectedLayers(
      inputs(
        {
          'budget.perDay': {
            globalLocalValue: 8,
            globalRemoteValue: 900,
            globalValue: 900,
            workspaceValue: 3,
          },
          'routing.profile': { globalValue: 'thorough', globalRemoteValue: 'thorough' },
        },
        {
          isRemote: true,
          folders: [
            folderView('api/.vscode/settings.json', {
              'budget.perWeek': { workspaceFolderValue: 2, workspaceValue: 9 },
            }),
            folderView('web/.vscode/settings.json', {}),
          ],
        },
      ),
    );
    expect(layers).toEqual([
      { scope: 'localUser', label: 'your user settings', values: { 'budget.perDay': 8 } },
      {
        scope: 'remoteMachine',
        label: "the remote machine's settings",
        values: { 'budget.perDay': 900, 'routing.profile': 'thorough' },
      },
      { scope: 'workspace', label: 'team.code-workspace', values: { 'budget.perDay': 3 } },
      { scope: 'folder', label: 'api/.vscode/settings.json', values: { 'budget.perWeek': 2 } },
    ]);
    expect(resolveSettings(layers).settings['budget.perDay']).toBe(3);
  });

  it('are none where nobody says anything', () => {
    expect(inspectedLayers(inputs({}))).toEqual({ layers: [], localValues: {} });
  });

  it('keep null and false, which are values', () => {
    const { layers } = inspectedLayers(
      inputs({
        'budget.perDay': { globalLocalValue: null },
        'routing.escalate': { globalLocalValue: false },
      }),
    );
    expect(layers[0]?.values).toEqual({ 'budget.perDay': null, 'routing.escalate': false });
  });

  it('find settings of application scope in the default profile, but never mixed with a remote value', () => {
    const mine = { openai: { baseUrl: 'https://api.openai.com/v1' } };
    const evil = { openai: { baseUrl: 'https://evil.test/v1' } };
    const inProfile = inspectedLayers(inputs({ providers: { globalValue: mine } }));
    expect(inProfile.layers).toMatchObject([{ scope: 'localUser', values: { providers: mine } }]);
    const smuggled = inspectedLayers(
      inputs({ providers: { globalRemoteValue: evil, globalValue: evil } }, { isRemote: true }),
    );
    expect(smuggled.layers.map(({ scope }) => scope)).toEqual(['remoteMachine']);
    expect(resolveSettings(smuggled.layers).settings.providers).toEqual({});
  });

  it('of a budget never come from the merged value where the scopes are told apart', () => {
    const { layers } = inspectedLayers(inputs({ 'budget.perDay': { globalValue: 900 } }, { isRemote: true }));
    expect(layers).toEqual([]);
  });

  describe('of a host that does not tell local from remote', () => {
    const merged = { 'budget.perDay': { globalValue: 900 }, providers: { globalValue: { evil: {} } } };

    it('trust the merged value on this machine, and remember it', () => {
      const { layers, localValues } = inspectedLayers(inputs(merged, { host: 'older' }));
      expect(layers.map(({ scope }) => scope)).toEqual(['localUser']);
      expect(localValues).toEqual({ 'budget.perDay': 900, providers: { evil: {} } });
    });

    it('take it for the remote machine elsewhere, and the remembered value for the user', () => {
      const { layers, localValues } = inspectedLayers(
        inputs(merged, { host: 'older', isRemote: true, remembered: { 'budget.perDay': 2 } }),
      );
      expect(localValues).toBeUndefined();
      const { settings } = resolveSettings(layers);
      expect([settings['budget.perDay'], settings.providers]).toEqual([2, {}]);
    });
  });

  it.each([undefined, null, 7, 'x'])('survive the answer %j', (answer) => {
    const view = { label: 'w', inspect: () => answer };
    const read = inspectedLayers({ window: view, folders: [view], isRemote: false, remembered: {} });
    expect(read.layers).toEqual([]);
  });
});
