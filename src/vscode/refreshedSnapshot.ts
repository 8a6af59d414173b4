/** What a request was about, looked up again before it is tried another time. */
import * as vscode from 'vscode';
import type { AnswerForm } from '../core/answer/answerForm.ts';
import { retryPlaceOf } from '../core/answer/retryPlace.ts';
import { answerColumn } from './answerColumn.ts';
import { snapshotOf, type EditorSnapshot } from './editorSnapshot.ts';

/**
 * Selects the place in the text as it is now.
 *
 * @param applied where the first try's edit stands, should one stand there.
 * @param form of the first try's answer: an insertion never goes elsewhere than where it was asked for.
 * @returns undefined where the text is gone, changed, or stands there twice.
 */
export async function refreshedSnapshot(
  snapshot: EditorSnapshot,
  applied: vscode.Range | undefined,
  form: AnswerForm,
): Promise<EditorSnapshot | undefined> {
  const editor = await editorOf(snapshot.uri);
  if (!editor) return undefined;
  const place = applied && !applied.isEmpty ? applied : placeIn(editor, snapshot, form);
  if (!place) return undefined;
  editor.selection = new vscode.Selection(place.start, place.end);
  return snapshotOf(editor);
}

function placeIn(
  { document, selection }: vscode.TextEditor,
  { before, selection: selected, after }: EditorSnapshot,
  form: AnswerForm,
): vscode.Range | undefined {
  const place = retryPlaceOf({
    document: document.getText(),
    before,
    selection: selected?.text,
    after,
    cursor: form === 'insert' ? undefined : document.offsetAt(selection.active),
  });
  return place && new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
}

async function editorOf(uri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
  const isIt = ({ document }: { document: vscode.TextDocument }): boolean =>
    document.uri.toString() === uri.toString();
  const { activeTextEditor: active, visibleTextEditors } = vscode.window;
  const visible = active && isIt(active) ? active : visibleTextEditors.find(isIt);
  if (visible) return visible;
  try {
    return await vscode.window.showTextDocument(uri, whereToShow());
  } catch {
    return undefined; // Closed for good, or deleted.
  }
}

/** A page that the person looks at, such as the dashboard, stays in sight: the text opens beside it. */
function whereToShow(): vscode.TextDocumentShowOptions {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  return activeTab?.input instanceof vscode.TabInputWebview
    ? { viewColumn: answerColumn(), preserveFocus: true }
    : {};
}
