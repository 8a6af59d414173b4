/** Tells of settings for which nothing may be spent: once for each set of them, as they appear. */
import type * as vscode from 'vscode';
import type { ResolvedSettings } from '../settings/resolve.ts';
import { problemText } from '../settings/settingProblem.ts';
import { showWarning } from './messages.ts';
import { openSetting, showSettingProblems } from './settingProblems.ts';
import type { SettingsReader } from './settingsReader.ts';

const openButton = 'Open the Setting';
const allButton = 'Show All';

export async function tellOfBrokenSettings(settings: SettingsReader): Promise<vscode.Disposable> {
  let told = '';
  const tell = async ({ paidCallsBlockedBy: broken }: ResolvedSettings): Promise<void> => {
    const text = broken.map(problemText).join('\n');
    const isNew = text !== told;
    told = text;
    const [first, ...more] = broken;
    if (first === undefined || !isNew) return;
    const rest = more.length === 0 ? '' : ` And ${more.length} more.`;
    const chosen = await showWarning(
      `${problemText(first)}${rest}`,
      openButton,
      ...(more.length === 0 ? [] : [allButton]),
    );
    if (chosen === openButton) await openSetting(first);
    if (chosen === allButton) await showSettingProblems(settings);
  };
  const onChange = settings.onDidChange((resolved) => void tell(resolved));
  void tell(await settings.current());
  return onChange;
}
