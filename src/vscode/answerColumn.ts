import * as vscode from 'vscode';

/** Where words for the person open: beside what they look at, in a column that is there already if one is. */
export function answerColumn(): vscode.ViewColumn {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const active = all.indexOf(activeTabGroup);
  const neighbour = all[active + 1] ?? all[active - 1];
  return neighbour?.viewColumn ?? vscode.ViewColumn.Beside;
}

/**
 * Shows a document of our own beside. The editor may give one up that another opening overtook: once more then.
 *
 * @param keepsFocus for what comes by itself, some time after the person asked: what they type or choose meanwhile
 *   goes on where it is.
 */
export async function showBeside(
  document: vscode.TextDocument,
  { keepsFocus = false }: { readonly keepsFocus?: boolean } = {},
): Promise<void> {
  const show = (): Thenable<unknown> =>
    vscode.window.showTextDocument(document, {
      preview: false,
      preserveFocus: keepsFocus,
      viewColumn: answerColumn(),
    });
  try {
    await show();
  } catch {
    await show();
  }
}
