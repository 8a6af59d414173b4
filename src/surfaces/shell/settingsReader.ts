/** The settings of this window, read scope by scope and kept up to date. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { whyNoEffect } from '../../settings/resolveValue.ts';
import { fullName } from '../../settings/settingProblem.ts';
import { workspaceIdentity } from '../../core/budget/workspaceIdentity.ts';
import {
  inspectedLayers,
  type ConfigurationView,
  type LayerScope,
  type SettingsLayer,
} from '../../settings/layers.ts';
import { resolveSettings, type ResolvedSettings } from '../../settings/resolve.ts';
import { settingPrefix, type SettingName, type SettingValue } from '../../settings/schema.ts';
import { folderLabel, watchWorkspaceFiles, windowLabel, workspaceFileProblems } from './workspaceFiles.ts';

export interface SettingsReader extends vscode.Disposable {
  /** The settings of now, the files' own text included; never older than the last change. */
  current(): Promise<ResolvedSettings>;
  readonly onDidChange: vscode.Event<ResolvedSettings>;
  /**
   * Writes a setting, or removes it with `undefined`.
   *
   * @returns undefined when the value holds afterwards, else a sentence that says why it does not.
   */
  write(
    name: SettingName,
    value: SettingValue | undefined,
    target: SettingTarget,
  ): Promise<string | undefined>;
}

export type SettingTarget = 'localUser' | 'workspace' | vscode.WorkspaceFolder;

export interface SettingsReaderOptions {
  /** Remembers the local user's values for windows that cannot tell them apart. */
  readonly memory: vscode.Memento;
  /** Providers that need no entry under `switchyard.providers`. */
  readonly builtInProviders: readonly string[];
}

interface Snapshot {
  readonly layers: readonly SettingsLayer[];
  readonly resolved: ResolvedSettings;
}

const memoryKey = 'settings.localValues';

export function createSettingsReader(options: SettingsReaderOptions): SettingsReader {
  const changed = new vscode.EventEmitter<ResolvedSettings>();
  let latest = readSnapshot(options);

  const refresh = async (): Promise<void> => {
    const reading = readSnapshot(options);
    latest = reading;
    const { resolved } = await reading;
    // A newer reading tells for both.
    if (latest === reading) changed.fire(resolved);
  };
  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settingPrefix.slice(0, -1))) void refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void refresh()),
    watchWorkspaceFiles(() => void refresh()),
  );

  return {
    current: async () => (await latest).resolved,
    onDidChange: changed.event,
    async write(name, value, target) {
      try {
        await update(name, value, target);
      } catch (error) {
        return `${fullName(name)} could not be saved: ${error instanceof Error ? error.message : String(error)}`;
      }
      await refresh();
      return whyNoEffect({ name, value, ...layerOf(target) }, (await latest).layers);
    },
    dispose: () => subscriptions.dispose(),
  };
}

async function readSnapshot(options: SettingsReaderOptions): Promise<Snapshot> {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const { layers, localValues } = inspectedLayers({
    window: viewOf(undefined, windowLabel()),
    // Without a workspace file the one folder's values are the window's.
    folders:
      workspaceFile === undefined
        ? []
        : workspaceFolders.map((folder) => viewOf(folder.uri, folderLabel(folder))),
    isRemote: vscode.env.remoteName !== undefined,
    remembered: z.record(z.string(), z.unknown()).catch({}).parse(options.memory.get(memoryKey)),
  });
  if (localValues !== undefined) await remember(options.memory, localValues);
  const resolved = resolveSettings(layers, {
    workspaceId: workspaceIdentity({
      workspaceFile: workspaceFile?.toString(),
      folders: workspaceFolders.map((folder) => folder.uri.toString()),
    }),
    builtInProviders: options.builtInProviders,
    isTrusted: vscode.workspace.isTrusted,
    furtherProblems: await workspaceFileProblems(),
  });
  return { layers, resolved };
}

function viewOf(resource: vscode.Uri | undefined, label: string): ConfigurationView {
  const configuration = vscode.workspace.getConfiguration(undefined, resource ?? null);
  return { label, inspect: (name) => configuration.inspect(fullName(name)) };
}

async function update(name: SettingName, value: unknown, target: SettingTarget): Promise<void> {
  const resource = typeof target === 'object' ? target.uri : null;
  await vscode.workspace.getConfiguration(undefined, resource).update(fullName(name), value, placeOf(target));
}

/** The layer in which a written value shows up again. */
function layerOf(target: SettingTarget): { readonly scope: LayerScope; readonly label?: string } {
  if (typeof target !== 'object') return { scope: target };
  if (vscode.workspace.workspaceFile === undefined) return { scope: 'workspace' };
  return { scope: 'folder', label: folderLabel(target) };
}

function placeOf(target: SettingTarget): vscode.ConfigurationTarget {
  if (typeof target === 'object') return vscode.ConfigurationTarget.WorkspaceFolder;
  return target === 'workspace' ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
}

/** Remembering is a convenience for rare windows: a failure must not keep the settings from being read. */
async function remember(memory: vscode.Memento, values: object): Promise<void> {
  if (JSON.stringify(memory.get(memoryKey)) === JSON.stringify(values)) return;
  try {
    await memory.update(memoryKey, values);
  } catch {
    return;
  }
}
