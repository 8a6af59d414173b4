/**
 * *Show Setting Problems*: what is wrong with settings, each with the way to its place and, where it helps,
 * one's own limit raised.
 */
import * as vscode from 'vscode';
import { fullName, problemText, quoted, type SettingProblem } from '../../settings/settingProblem.ts';
import { lineOfSetting } from '../../settings/settingsFile.ts';
import { showInformation, showWarning, type Offer } from '../shell/messages.ts';
import type { SettingsReader } from '../shell/settingsReader.ts';
import { settingsFileOf } from '../shell/workspaceFiles.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';

interface ProblemItem extends vscode.QuickPickItem {
  readonly run: () => Promise<void>;
}

export async function showSettingProblems(settings: SettingsReader): Promise<void> {
  const { problems } = await settings.current();
  if (problems.length === 0) {
    void showInformation('Nothing is wrong with the settings of Switchyard.');
    return;
  }
  const items = problems.flatMap((problem) => [problemItem(problem), ...raiseItems(settings, problem)]);
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Switchyard: Setting Problems',
    placeHolder: 'Enter opens the place, or does what the line says.',
    matchOnDetail: true,
  });
  await chosen?.run();
}

function problemItem(problem: SettingProblem): ProblemItem {
  return {
    label: `$(${problem.blocksPaidCalls ? 'error' : 'warning'}) ${problem.setting}`,
    description: problem.where,
    detail: shortText(problem),
    run: () => openSetting(problem),
  };
}

/** A line of the list is cut where it ends, so it does not repeat what stands above it. */
function shortText(problem: SettingProblem): string {
  const text = problemText(problem);
  const { setting, where } = problem;
  const known = [`${setting} in ${where} `, `${setting} `, `${where} `].find((start) =>
    text.startsWith(start),
  );
  return text.slice(known?.length ?? 0);
}

function raiseItems(settings: SettingsReader, { raise }: SettingProblem): readonly ProblemItem[] {
  if (raise === undefined) return [];
  const label = `$(arrow-up) Set ${fullName(raise.name)} to ${inWords(raise)} in your user settings`;
  return [{ label, run: () => raiseOwnLimit(settings, raise) }];
}

type Raise = NonNullable<SettingProblem['raise']>;

function inWords({ value }: Raise): string {
  return value === null ? 'no limit' : quoted(value);
}

async function raiseOwnLimit(settings: SettingsReader, raise: Raise): Promise<void> {
  const trouble = await settings.write(raise.name, raise.value, 'localUser');
  void (trouble === undefined
    ? showInformation(`${fullName(raise.name)} is ${inWords(raise)} now.`)
    : showWarning(trouble));
}

/** One's own limit refused what the folder would allow: one click makes it as much. */
export async function raiseOffer(settings: SettingsReader, setting: unknown): Promise<Offer | undefined> {
  const { problems } = await settings.current();
  const raise = problems.find((problem) => problem.setting === setting && problem.raise)?.raise;
  return raise && { title: `Raise Mine to ${inWords(raise)}`, run: () => raiseOwnLimit(settings, raise) };
}

/** The file that says it, at the line; else the Settings editor. */
export async function openSetting({ setting, where, line }: SettingProblem): Promise<void> {
  const file = settingsFileOf(where);
  if (file === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', setting.replace(/\*$/, ''));
    return;
  }
  const document = await vscode.workspace.openTextDocument(file);
  const kind = file.toString() === vscode.workspace.workspaceFile?.toString() ? 'workspace' : 'settings';
  const found = line ?? lineOfSetting({ text: document.getText(), kind }, setting) ?? 1;
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(found - 1, 0, found - 1, 0),
    preview: false,
  });
}

const openButton = 'Open the Setting';
const allButton = 'Show All';

/** Tells of settings for which nothing may be spent: once for each set of them, as they appear. */
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
