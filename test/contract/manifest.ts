/** The parts of package.json, package.nls.json and README.md that are generated, as they ought to be. */

import { configurationContribution, settingsTable } from '../../src/settings/manifest.ts';
import { commandContributions, commandTexts } from '../../src/surfaces/commands/commandManifest.ts';

const configuration = configurationContribution();

/**
 * The blocks of package.json that are generated whole. No `restrictedConfigurations`: settings that
 * say where requests go are of application scope, and all others can only tighten, so an untrusted
 * workspace may set them and must be heard. The one that cannot (src/settings/resolve.ts) is
 * left out by ourselves, so that a person is told.
 */
export const manifestBlocks = {
  activationEvents: ['onStartupFinished'],
  capabilities: {
    untrustedWorkspaces: { supported: 'limited', description: '%capabilities.untrustedWorkspaces%' },
    virtualWorkspaces: true,
  },
  contributes: { configuration: configuration.manifest, ...commandContributions() },
};

export const manifestTexts: Readonly<Record<string, string>> = {
  'capabilities.untrustedWorkspaces':
    'In Restricted Mode this workspace can still tighten your budgets and limits. Models, addresses, keys and prices come from your own user settings alone, and nothing here can make requests dearer.',
  ...commandTexts(),
  ...configuration.texts,
};

const tableStart = '<!-- settings:start -->';
const tableEnd = '<!-- settings:end -->';

/** `readme` with the settings table in its place; unchanged where it has no markers. */
export function withSettingsTable(readme: string): string {
  const start = readme.indexOf(tableStart);
  const end = readme.indexOf(tableEnd);
  if (start < 0 || end < start) return readme;
  return `${readme.slice(0, start + tableStart.length)}\n${settingsTable()}\n${readme.slice(end)}`;
}
