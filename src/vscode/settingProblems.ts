/** *Show Setting Problems*: what is wrong with settings, each with the way to its place and, where it helps, one's own limit raised. */
import * as vscode from 'vscode';
import { fullName, problemText, quoted, type SettingProblem } from '../settings/settingProblem.ts';
import { showInformation, showWarning } from './messages.ts';
import type { SettingsReader } from './settingsReader.ts';
import { settingsFileOf } from './workspaceFiles.ts';

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
    detail: problemText(problem),
    run: () => openSetting(problem),
  };
}

function raiseItems(settings: SettingsReader, { raise }: SettingProblem): readonly ProblemItem[] {
  if (raise === undefined) return [];
  const wanted = raise.value === null ? 'no limit' : quoted(raise.value);
  return [
    {
      label: `$(arrow-up) Set ${fullName(raise.name)} to ${wanted} in your user settings`,
      run: async () => {
        const trouble = await settings.write(raise.name, raise.value, 'localUser');
        void (trouble === undefined
          ? showInformation(`${fullName(raise.name)} is ${wanted} in your user settings now.`)
          : showWarning(trouble));
      },
    },
  ];
}

/** The file that says it, at the line; else the Settings editor. */
export async function openSetting({ setting, where, line }: SettingProblem): Promise<void> {
  const file = settingsFileOf(where);
  if (file === undefined) {
    await vscode.commands.executeCommand('workbench.action.openSettings', setting.replace(/\*$/, ''));
    return;
  }
  const document = await vscode.workspace.openTextDocument(file);
  const found = line === undefined ? document.positionAt(document.getText().indexOf(setting)).line : line - 1;
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(found, 0, found, 0),
    preview: false,
  });
}
