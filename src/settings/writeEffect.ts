/** Whether a setting that was just written does what the person meant. */

import type { LayerScope, SettingsLayer } from './layers.ts';
import { readValue } from './readValue.ts';
import { resolveValue } from './resolveValue.ts';
import { infoOf, type SettingName } from './schema.ts';
import { fullName, quoted } from './settingProblem.ts';

export interface WrittenSetting {
  readonly name: SettingName;
  /** undefined where the setting was removed. */
  readonly value: unknown;
  readonly scope: LayerScope;
  /** The folder's, where several layers have that scope. */
  readonly label?: string | undefined;
}

/**
 * @param layers as read again after the write.
 * @returns undefined when the value now holds, else a sentence that says why it does not.
 */
export function whyNoEffect(written: WrittenSetting, layers: readonly SettingsLayer[]): string | undefined {
  const { name, value } = written;
  const isTarget = (layer: SettingsLayer) =>
    layer.scope === written.scope && (written.label === undefined || layer.label === written.label);
  const found = layers.find(isTarget)?.values[name];
  if (!isSame(found, value)) return `${fullName(name)} was not saved: that place still says something else.`;
  const { rule } = infoOf(name).combine;
  if (value === undefined || rule === 'union') return undefined;
  if (rule === 'userOnly') {
    if (written.scope === 'localUser') return undefined;
    return `${fullName(name)} was saved, but it is accepted from your user settings only.`;
  }
  const resolved = resolveValue(name, layers).value;
  const meant = readValue(name, value).value;
  if (isSame(resolved, meant)) return undefined;
  const stricter = layers
    .filter((layer) => !isTarget(layer) && layer.values[name] !== undefined)
    .map((layer) => layer.label);
  const holder = stricter.length === 0 ? 'the default' : stricter.join(' and ');
  return `${fullName(name)} was saved as ${quoted(value)}, but ${quoted(resolved)} holds, because ${holder} is stricter.`;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
