/** The places that settings come from. Each is read apart, since VS Code's merged view hides who said what. */
import * as z from 'zod';
import { type SettingName, infoOf, settingNames } from './schema.ts';

/**
 * `localUser` is the person at this machine and sets the limits; every other scope can only tighten.
 * A dev container's file writes `remoteMachine`.
 */
export type LayerScope = 'localUser' | 'remoteMachine' | 'workspace' | 'folder';

export interface SettingsLayer {
  readonly scope: LayerScope;
  /** Names the place to a person: `your user settings`, `app/.vscode/settings.json`. */
  readonly label: string;
  /** Raw values by name without the prefix; nothing has been checked. */
  readonly values: Readonly<Partial<Record<SettingName, unknown>>>;
}

/** Narrows to the layers that budgets of workspace scope come from. */
export function isWorkspaceLayer(layer: SettingsLayer): boolean {
  return layer.scope === 'workspace' || layer.scope === 'folder';
}

// Layers from what `inspect()` of VS Code's configuration says of each setting.

/**
 * `globalLocalValue` and `globalRemoteValue` are not in VS Code's typings, hence the check. Without
 * them `globalValue` is the remote machine's where it set one.
 */
const inspectedSchema = z
  .object({
    globalLocalValue: z.unknown(),
    globalRemoteValue: z.unknown(),
    globalValue: z.unknown(),
    workspaceValue: z.unknown(),
    workspaceFolderValue: z.unknown(),
  })
  .partial();
type Inspected = z.output<typeof inspectedSchema>;
type Values = Readonly<Partial<Record<SettingName, unknown>>>;

export interface ConfigurationView {
  /** Names this view's file to a person where it is a folder's; the same for all otherwise. */
  readonly label: string;
  /** What VS Code's `inspect()` answers, unchecked. */
  readonly inspect: (name: SettingName) => unknown;
}

export interface InspectionInputs {
  /** The window as a whole. */
  readonly window: ConfigurationView;
  readonly folders: readonly ConfigurationView[];
  /** False where the window shows this machine, so that `globalValue` is the local user's for certain. */
  readonly isRemote: boolean;
  /** The local user's values when they were last seen apart from a remote machine's. */
  readonly remembered: Values;
}

export interface InspectedLayers {
  readonly layers: readonly SettingsLayer[];
  /** To be remembered for next time; undefined where the local user's values could not be told apart. */
  readonly localValues: Values | undefined;
}

export function inspectedLayers(inputs: InspectionInputs): InspectedLayers {
  const { window, folders } = inputs;
  const { local, remote, seen } = userValues(inputs);
  const layer = (scope: LayerScope, label: string, values: Values): SettingsLayer[] =>
    Object.keys(values).length === 0 ? [] : [{ scope, label, values }];
  return {
    layers: [
      ...layer('localUser', 'your user settings', local),
      ...layer('remoteMachine', "the remote machine's settings", remote),
      ...layer(
        'workspace',
        window.label,
        valuesOf(window, ({ workspaceValue }) => workspaceValue),
      ),
      ...folders.flatMap((folder) =>
        layer(
          'folder',
          folder.label,
          valuesOf(folder, ({ workspaceFolderValue }) => workspaceFolderValue),
        ),
      ),
    ],
    localValues: seen ? local : undefined,
  };
}

function valuesOf(
  view: ConfigurationView,
  pick: (inspected: Inspected, name: SettingName) => unknown,
): Values {
  const picked = settingNames.map(
    (name) => [name, pick(inspectedSchema.safeParse(view.inspect(name)).data ?? {}, name)] as const,
  );
  return Object.fromEntries(picked.filter(([, value]) => value !== undefined));
}

function userValues({ window, isRemote, remembered }: InspectionInputs): {
  readonly local: Values;
  readonly remote: Values;
  readonly seen: boolean;
} {
  const tellsApart = settingNames.some((name) => {
    const inspected = window.inspect(name);
    return typeof inspected === 'object' && inspected !== null && 'globalLocalValue' in inspected;
  });
  if (tellsApart) {
    const remote = valuesOf(window, ({ globalRemoteValue }) => globalRemoteValue);
    return { local: valuesOf(window, localOf), remote, seen: true };
  }
  const merged = valuesOf(window, ({ globalValue }) => globalValue);
  return isRemote
    ? { local: remembered, remote: merged, seen: false }
    : { local: merged, remote: {}, seen: true };
}

/**
 * In a profile, settings of application scope stand in the default profile's file and show up in
 * `globalValue` alone; it is trusted only where no remote value can be mixed into it.
 */
function localOf(inspected: Inspected, name: SettingName): unknown {
  const { globalLocalValue, globalRemoteValue, globalValue } = inspected;
  if (globalLocalValue !== undefined || infoOf(name).scope !== 'application') return globalLocalValue;
  return globalRemoteValue === undefined ? globalValue : undefined;
}
