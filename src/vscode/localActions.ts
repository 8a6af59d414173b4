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
  const uses = await usesOf(symbol, snapshot);
  if (!uses) return { kind: 'cannot', why: `no language server knows a use of “${symbol}”` };
  const { place, found } = uses;
  const editor = await vscode.window.showTextDocument(place.uri, {
    selection: new vscode.Range(place.position, place.position),
  });
  const { uri } = editor.document;
  await vscode.commands.executeCommand('editor.action.showReferences', uri, place.position, found);
  return { kind: 'done', summary: `${found.length} uses of ${symbol}` };
}

interface Uses {
  readonly place: Place;
  readonly found: readonly vscode.Location[];
}

/** The first places may be words of a comment, of which the language server knows nothing. */
async function usesOf(symbol: string, snapshot: EditorSnapshot | undefined): Promise<Uses | undefined> {
  for (const place of snapshot ? inDocument(symbol, snapshot) : []) {
    const found = await referencesAt(place);
    if (found.length > 0) return { place, found };
  }
  const place = await inWorkspace(symbol);
  const found = place ? await referencesAt(place) : [];
  return place && found.length > 0 ? { place, found } : undefined;
}

async function referencesAt({ uri, position }: Place): Promise<readonly vscode.Location[]> {
  const found = await vscode.commands.executeCommand<vscode.Location[] | undefined>(
    'vscode.executeReferenceProvider',
    uri,
    position,
  );
  return found ?? [];
}

interface Place {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
}

/** Each of them is a question to the language server. */
const mostPlaces = 20;

function inDocument(symbol: string, { editor, text, uri }: EditorSnapshot): readonly Place[] {
  const name = symbol.split('.').at(-1) ?? symbol;
  const wholeName = new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  return Array.from(text.matchAll(wholeName))
    .slice(0, mostPlaces)
    .map(({ index }) => ({ uri, position: editor.document.positionAt(index) }));
}

async function inWorkspace(symbol: string): Promise<Place | undefined> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    symbol,
  );
  const exact = found?.find(({ name }) => name.replace(/\(.*$/, '') === symbol);
  return exact && { uri: exact.location.uri, position: exact.location.range.start };
}
