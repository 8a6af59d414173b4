/** Whether an edit that was just applied is taken back at once: the plainest verdict on it there is. */
import * as vscode from 'vscode';

/** Later than this an undo says more about what was typed since. */
const watchMs = 60_000;

/** Calls back when the next change of the document, within a minute, is an undo; at most once. */
export function watchForUndo(uri: vscode.Uri, onUndo: () => void): void {
  const end = (): void => {
    clearTimeout(timer);
    subscription.dispose();
  };
  const timer = setTimeout(end, watchMs);
  const subscription = vscode.workspace.onDidChangeTextDocument(({ document, reason, contentChanges }) => {
    // Saving fires without changes.
    if (contentChanges.length === 0 || document.uri.toString() !== uri.toString()) return;
    end();
    if (reason === vscode.TextDocumentChangeReason.Undo) onUndo();
  });
}
