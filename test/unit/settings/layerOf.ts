import type { LayerScope, SettingsLayer } from '../../../src/settings/layers.ts';

const labels: Readonly<Record<LayerScope, string>> = {
  localUser: 'your user settings',
  remoteMachine: 'the remote machine settings',
  workspace: 'team.code-workspace',
  folder: 'app/.vscode/settings.json',
};

/** A layer as a reader would build it, from names without the prefix. */
export function layerOf(
  scope: LayerScope,
  values: SettingsLayer['values'],
  label = labels[scope],
): SettingsLayer {
  return { scope, label, values };
}

export const user = (values: SettingsLayer['values']) => layerOf('localUser', values);
export const remote = (values: SettingsLayer['values']) => layerOf('remoteMachine', values);
export const workspace = (values: SettingsLayer['values']) => layerOf('workspace', values);
export const folder = (values: SettingsLayer['values']) => layerOf('folder', values);
