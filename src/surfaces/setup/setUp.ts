/** *Set Up Models*: a key, a local server, or practice; one choice sets both tiers. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import { practiceProviderId } from '../../settings/modelRef.ts';
import { checkEndpointUrl } from '../../core/model/endpointUrl.ts';
import { presets, type Preset } from '../../core/providers/presets.ts';
import type { Endpoint } from '../../core/model/provider.ts';
import { findLocalServers, type LocalServer } from '../../practice/localServers.ts';
import { endpointOf } from '../../settings/gatewaySettings.ts';
import { editorFetch } from '../shell/editorFetch.ts';
import { showError, showWarning } from '../shell/messages.ts';
import { offeredModels, pickModel, type ModelPick } from './modelPick.ts';

interface SourceItem extends vscode.QuickPickItem {
  readonly run?: () => Promise<boolean>;
}

/** @returns true when models are set up afterwards. */
export async function setUpModels(engine: Engine): Promise<boolean> {
  const pick = vscode.window.createQuickPick<SourceItem>();
  pick.title = 'Switchyard: Set Up Models';
  pick.placeholder = 'Where shall requests go? One choice serves both tiers; keys stay in the secret store.';
  pick.busy = true;
  const base = [...presets.map((preset) => presetItem(engine, preset)), practiceItem(engine)];
  pick.items = base;
  const chosen = new Promise<SourceItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  // Local servers answer within half a second or are not there.
  void findLocalServers({ fetch: editorFetch }).then((servers) => {
    pick.busy = false;
    pick.items = [...servers.map((server) => localItem(engine, server)), ...base];
    return undefined;
  });
  const item = await chosen;
  pick.dispose();
  return (await item?.run?.()) ?? false;
}

function presetItem(engine: Engine, preset: Preset): SourceItem {
  const { models, keyUrl, label } = preset;
  return {
    label: `$(${keyUrl ? 'key' : 'server'}) ${label}`,
    description: keyUrl ? 'with a key' : 'no key',
    ...(models && {
      detail: models.fast === models.reasoning ? models.fast : `${models.fast} · ${models.reasoning}`,
    }),
    run: () => setUpPreset(engine, preset),
  };
}

function localItem(engine: Engine, server: LocalServer): SourceItem {
  const preset = presets.find(({ id }) => id === server.kind);
  return {
    label: `$(server-process) ${preset?.label ?? server.kind} is running here`,
    description: 'no key, no cost',
    detail: server.models.slice(0, 4).join(' · '),
    async run() {
      const model = await pickModel({
        title: 'The model for both tiers: thinking off and on',
        models: server.models,
      });
      if (model === undefined) return false;
      const { kind, baseUrl } = server;
      // It answered as a server of its kind, so the dialect is known and the model costs nothing.
      return save(engine, { id: kind, baseUrl, dialect: kind }, { fast: model, reasoning: model });
    },
  };
}

function practiceItem(engine: Engine): SourceItem {
  return {
    label: '$(beaker) Practice',
    description: 'no key, no charge',
    detail: 'Canned answers through the whole machinery: no model is called, no money is spent.',
    async run() {
      await engine.settings.write('models.fast', undefined, 'localUser');
      await engine.settings.write('models.reasoning', undefined, 'localUser');
      return true;
    },
  };
}

async function setUpPreset(engine: Engine, preset: Preset): Promise<boolean> {
  const baseUrl = preset.baseUrl === '' ? await askUrl() : preset.baseUrl;
  if (baseUrl === undefined) return false;
  const id = preset.baseUrl === '' ? idFromHost(baseUrl) : preset.id;
  // Of an address alone the dialect is a guess, made anew at each reading and never written as known.
  const provider = preset.baseUrl === '' ? { id, baseUrl } : { id, baseUrl, dialect: preset.dialect };
  const endpoint = endpointOf(id, { providers: { [id]: provider } });
  if (!endpoint) return false;
  if (preset.keyUrl !== undefined || preset.baseUrl === '') {
    if (!(await enterKey(engine, endpoint, preset))) return false;
  }
  const offered = await offeredModels(engine, endpoint);
  const models = await chooseModels(preset, offered, { endpoint, book: engine.book() });
  return models === undefined ? false : save(engine, provider, models);
}

async function chooseModels(
  preset: Preset,
  offered: readonly string[],
  at: ModelPick['at'],
): Promise<{ fast: string; reasoning: string } | undefined> {
  const typical = preset.models;
  if (
    typical &&
    (offered.length === 0 || (offered.includes(typical.fast) && offered.includes(typical.reasoning)))
  ) {
    return typical;
  }
  const fast = await pickModel({ title: 'The fast model: everyday requests', models: offered, at });
  if (fast === undefined) return undefined;
  const reasoning = await pickModel({
    title: 'The reasoning model: may be the same',
    models: [fast, ...offered.filter((id) => id !== fast)],
    at,
  });
  return reasoning === undefined ? undefined : { fast, reasoning };
}

async function askUrl(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Base URL of an OpenAI-compatible API',
    placeHolder: 'https://gateway.example.com/v1',
    ignoreFocusOut: true,
    validateInput(value) {
      const check = checkEndpointUrl(value);
      return check.ok ? undefined : check.problem;
    },
  });
  if (text === undefined) return undefined;
  const check = checkEndpointUrl(text);
  return check.ok ? check.url : undefined;
}

/** @returns false where the person left; an empty key is one's word that none is needed. */
async function enterKey(engine: Engine, endpoint: Endpoint, preset?: Preset): Promise<boolean> {
  const check = checkEndpointUrl(endpoint.baseUrl);
  if (!check.ok) {
    void showError(`${endpoint.id}: ${check.problem}`);
    return false;
  }
  const where = preset?.keyUrl ? ` Make one at ${preset.keyUrl}.` : '';
  const key = await vscode.window.showInputBox({
    title: `API key for ${preset?.label ?? endpoint.id}`,
    prompt: `Kept in the secret store and sent to ${check.origin} only.${where}`,
    password: true,
    ignoreFocusOut: true,
    ...(preset?.keyUrl && {
      validateInput: (value: string) => (value.trim() === '' ? 'Paste the key, or press Escape.' : undefined),
    }),
  });
  if (key === undefined) return false;
  if (key.trim() !== '') await engine.keys.set(endpoint.id, { origin: check.origin, key: key.trim() });
  return true;
}

function idFromHost(baseUrl: string): string {
  return new URL(baseUrl).hostname.replaceAll(/[^a-z0-9.-]/g, '-').slice(0, 40);
}

async function save(
  engine: Engine,
  provider: { readonly id: string; readonly baseUrl: string; readonly dialect?: Endpoint['dialect'] },
  models: { readonly fast: string; readonly reasoning: string },
): Promise<boolean> {
  const { settings } = engine;
  const { providers } = (await settings.current()).settings;
  const { id, baseUrl, dialect } = provider;
  const problems = [
    await settings.write(
      'providers',
      { ...providers, [id]: { baseUrl, ...(dialect && { dialect }) } },
      'localUser',
    ),
    await settings.write('models.fast', `${id}/${models.fast}`, 'localUser'),
    await settings.write('models.reasoning', `${id}/${models.reasoning}`, 'localUser'),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) void showWarning(problems.join(' '));
  return problems.length === 0;
}

async function pickProvider(engine: Engine, title: string): Promise<Endpoint | undefined> {
  const { settings } = await engine.settings.current();
  const ids = Object.keys(settings.providers).filter((id) => id !== practiceProviderId);
  if (ids.length === 0) {
    await setUpModels(engine);
    return undefined;
  }
  const id = ids.length === 1 ? ids[0] : await vscode.window.showQuickPick(ids, { title });
  return id === undefined ? undefined : endpointOf(id, settings);
}

export async function setApiKey(engine: Engine): Promise<void> {
  const endpoint = await pickProvider(engine, 'Whose key?');
  if (endpoint)
    await enterKey(
      engine,
      endpoint,
      presets.find(({ id }) => id === endpoint.id),
    );
}

export async function removeApiKey(engine: Engine): Promise<void> {
  const endpoint = await pickProvider(engine, 'Whose key shall be removed?');
  if (endpoint) await engine.keys.remove(endpoint.id);
}
