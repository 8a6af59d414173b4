/** In Restricted Mode a folder is heard where it can only tighten; what could make requests dearer waits for trust. */
import { isWorkspaceLayer, type SettingsLayer } from './layers.ts';
import { infoOf, settingNames } from './schema.ts';
import { fullName, type SettingProblem } from './settingProblem.ts';

export interface HeardLayers {
  readonly layers: readonly SettingsLayer[];
  readonly problems: readonly SettingProblem[];
}

const needTrust = settingNames.filter((name) => infoOf(name).needsTrust);

export function heardInRestrictedMode(layers: readonly SettingsLayer[]): HeardLayers {
  const problems = layers.filter(isWorkspaceLayer).flatMap(({ label, values }) =>
    needTrust
      .filter((name) => values[name] !== undefined)
      .map((name): SettingProblem => ({
        kind: 'noEffect',
        setting: fullName(name),
        where: label,
        message: `${fullName(name)} in ${label} has no effect in Restricted Mode: it can make requests dearer.`,
        mend: 'Trust the folder if you know who wrote it.',
        blocksPaidCalls: false,
      })),
  );
  return {
    layers: layers.map((layer) => (isWorkspaceLayer(layer) ? withoutNeedy(layer) : layer)),
    problems,
  };
}

function withoutNeedy(layer: SettingsLayer): SettingsLayer {
  const values = { ...layer.values };
  for (const name of needTrust) delete values[name];
  return { ...layer, values };
}
