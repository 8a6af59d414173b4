/** The places that settings come from. Each is read apart, since VS Code's merged view hides who said what. */

import type { SettingName } from './schema.ts';

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
