/** Does what a local tool decided: at $0, in the editor. */
import * as vscode from 'vscode';
import type { LocalOutcome } from '../core/gatewayTask.ts';
import type { LocalTool } from '../core/tools/localTool.ts';
import { applyEdit, type AppliedEdit } from './editReview.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';
import { runFormatter } from './formatter.ts';
import type { Scratch } from './scratch.ts';

export async function runLocalAction(
  { action }: LocalTool,
  snapshot: EditorSnapshot | undefined,
  scratch: Scratch,
  onApplied: (edit: AppliedEdit) => void,
): Promise<LocalOutcome> {
  switch (action.kind) {
    case 'answer':
      void showAnswer(action);
      return { kind: 'done', summary: action.text };
    case 'replaceSelection':
      return replaceSelection(snapshot, action.text, onApplied);
    case 'formatter':
      return format(snapshot, scratch);
    case 'references':
      return showReferences(action.symbol, snapshot);
  }
}

async function replaceSelection(
  snapshot: EditorSnapshot | undefined,
  text: string,
  onApplied: (edit: AppliedEdit) => void,
): Promise<LocalOutcome> {
  if (!snapshot?.selection) return { kind: 'cannot', why: 'nothing is selected' };
  const { uri, range, selection } = snapshot;
  const applied = await applyEdit({ uri, range, original: selection.text, replacement: text });
  if (!applied) return { kind: 'cannot', why: 'the selection changed meanwhile' };
  onApplied(applied);
  return { kind: 'done', summary: 'changed the selection' };
}

async function format(snapshot: EditorSnapshot | undefined, scratch: Scratch): Promise<LocalOutcome> {
  if (!snapshot) return { kind: 'cannot', why: 'no editor is open' };
  const outcome = await runFormatter(snapshot.editor, snapshot.selection !== undefined, scratch);
  switch (outcome.kind) {
    case 'formatted':
      return { kind: 'done', summary: 'formatted' };
    case 'alreadyFormatted':
      return { kind: 'done', summary: 'already formatted' };
    case 'noFormatter':
      return { kind: 'cannot', why: `no formatter for ${snapshot.language} answered` };
  }
}

/** A small result needs no document: Enter copies it. */
async function showAnswer({ text, result }: { text: string; result: string }): Promise<void> {
  const chosen = await vscode.window.showQuickPick(
    [{ label: `$(check) ${text}`, detail: 'Computed here, $0. Enter copies it.' }],
    { title: 'Switchyard' },
  );
  if (chosen) await vscode.env.clipboard.writeText(result);
}

async function showReferences(symbol: string, snapshot: EditorSnapshot | undefined): Promise<LocalOutcome> {
  const place = (snapshot && inDocument(symbol, snapshot)) ?? (await inWorkspace(symbol));
  if (!place) return { kind: 'cannot', why: `no language server knows “${symbol}”` };
  const found = await vscode.commands.executeCommand<vscode.Location[] | undefined>(
    'vscode.executeReferenceProvider',
    place.uri,
    place.position,
  );
  if (!found || found.length === 0) return { kind: 'cannot', why: `no uses of “${symbol}” were found` };
  const editor = await vscode.window.showTextDocument(place.uri, {
    selection: new vscode.Range(place.position, place.position),
  });
  const { uri } = editor.document;
  await vscode.commands.executeCommand('editor.action.showReferences', uri, place.position, found);
  return { kind: 'done', summary: `${found.length} uses of ${symbol}` };
}

interface Place {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

function inDocument(symbol: string, { editor, text, uri }: EditorSnapshot): Place | undefined {
  const name = symbol.split('.').at(-1) ?? symbol;
  const index = text.search(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`));
  return index < 0 ? undefined : { uri, position: editor.document.positionAt(index) };
}

async function inWorkspace(symbol: string): Promise<Place | undefined> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    symbol,
  );
  const exact = found?.find(({ name }) => name.replace(/\(.*$/, '') === symbol);
  return exact && { uri: exact.location.uri, position: exact.location.range.start };
}
