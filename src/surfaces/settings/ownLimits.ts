/** *Change My Limits*: one's own dollar limits, where a refusal or a gauge asks for it. */
import * as vscode from 'vscode';
import { formatLimit } from '../../core/words/figures.ts';
import { nanoPerUsd } from '../../core/model/money.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';
import type { SettingName } from '../../settings/schema.ts';
import { fullName } from '../../settings/settingProblem.ts';
import { showInformation, showWarning } from '../shell/messages.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';

const ownLimits = {
  'limits.costPerRequest': 'per request',
  'budget.perDay': 'per day',
  'budget.perWeek': 'per week',
  'budget.perMonth': 'per month',
} as const satisfies Partial<Record<SettingName, string>>;
type OwnLimit = keyof typeof ownLimits;

function isOwnLimit(name: string): name is OwnLimit {
  return Object.hasOwn(ownLimits, name);
}

/** @param refused full name of the setting to begin with; without it the person picks one. */
export async function changeOwnLimit(settings: SettingsReader, refused?: string): Promise<void> {
  const refusedName = refused?.replace(/^switchyard\./, '') ?? '';
  const name = isOwnLimit(refusedName) ? refusedName : await pickLimit(settings);
  if (name === undefined) return;
  const held = ownLimit(await settings.current(), name);
  const text = await vscode.window.showInputBox({
    title: `Your limit ${ownLimits[name]}, in US dollars`,
    prompt: 'Per developer and machine. Empty for no limit. A workspace can still set a stricter one.',
    value: held === null ? '' : String(held),
    // It is opened from notices, and as their list closes the editor takes the focus.
    ignoreFocusOut: true,
    validateInput: (typed) =>
      dollars(typed) === undefined
        ? 'A number of dollars, such as 5 or 0.50; empty for no limit.'
        : undefined,
  });
  const value = text === undefined ? undefined : dollars(text);
  if (value === undefined || value === held) return;
  const trouble = await settings.write(name, value, 'localUser');
  const limit = value === null ? 'You have no limit' : `Your limit is ${formatLimit(value)}`;
  void (trouble === undefined ? showInformation(`${limit} ${ownLimits[name]} now.`) : showWarning(trouble));
}

async function pickLimit(settings: SettingsReader): Promise<OwnLimit | undefined> {
  const resolved = await settings.current();
  const items = Object.keys(ownLimits)
    .filter(isOwnLimit)
    .map((name) => {
      const value = ownLimit(resolved, name);
      return { label: `Most ${ownLimits[name]}`, description: inWords(value), name };
    });
  const title = 'Switchyard: Change My Limits';
  const placeHolder = 'In your user settings, per developer and machine.';
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.name;
}

/** Dollars; null: no limit. */
function ownLimit({ limits }: ResolvedSettings, name: OwnLimit): number | null {
  const held = limits.find(({ scope, setting }) => scope === 'user' && setting === fullName(name));
  return held === undefined ? null : held.limit / nanoPerUsd;
}

function inWords(value: number | null): string {
  return value === null ? 'no limit' : formatLimit(value);
}

/** null: no limit; undefined: not an amount. */
function dollars(text: string): number | null | undefined {
  const plain = text.trim().replace(/^\$/, '');
  if (plain === '') return null;
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : undefined;
}
