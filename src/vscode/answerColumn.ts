import * as vscode from 'vscode';

/** Where words for the person open: beside what they look at, in a column that is there already if one is. */
export function answerColumn(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const active = all.indexOf(activeTabGroup);
  const neighbour = all[active + 1] ?? all[active - 1];
  return neighbour?.viewColumn ?? vscode.ViewColumn.Beside;
}

/** Shows a document of our own beside. The editor may give one up that another opening overtook: once more then. */
export async function showBeside(document: vscode.TextDocument): Promise<void> {
  const show = (): Thenable<unknown> =>
    vscode.window.showTextDocument(document, { preview: false, viewColumn: answerColumn() });
  try {
    await show();
  } catch {
    await show();
  }
}
