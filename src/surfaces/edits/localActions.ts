/** Does what a local tool decided: at $0, in the editor. Layout goes to the registered formatter. */
import * as vscode from 'vscode';
import type { LocalOutcome } from '../../core/gateway/contract.ts';
import type { LocalTool } from '../../core/tools/localTool.ts';
import { applyEdit, type AppliedEdit } from './editReview.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';
import type { Scratch } from '../shell/scratch.ts';

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

/** Layout by the registered formatter: no inference, and one undo step of the editor's own. */
export type FormatterOutcome =
  | { readonly kind: 'formatted' }
  /** The formatter is there and wants no change. */
  | { readonly kind: 'alreadyFormatted' }
  /** Nobody lays out this language, or nobody answers: paying needs the person's word. */
  | { readonly kind: 'noFormatter' };

/**
 * `executeFormatDocumentProvider` answers undefined both for "no formatter" and for "no edits", so a
 * mis-indented copy tells the two apart: whoever lays out the language has something to mend there.
 */
export async function formatterPresent(document: vscode.TextDocument, scratch: Scratch): Promise<boolean> {
  const options = formattingOptions(document.uri);
  if ((await documentEdits(document.uri, options)).length > 0) return true;
  return scratch.with(
    document,
    misindented(document.getText()),
    async (probe) => (await documentEdits(probe.uri, options)).length > 0,
  );
}

async function runFormatter(
  editor: vscode.TextEditor,
  selectionOnly: boolean,
  scratch: Scratch,
): Promise<FormatterOutcome> {
  const before = editor.document.version;
  const present = selectionOnly
    ? (await rangeEdits(editor)).length > 0 || (await formatterPresent(editor.document, scratch))
    : await formatterPresent(editor.document, scratch);
  if (!present) return { kind: 'noFormatter' };
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
  // The editor's own command honours `editor.defaultFormatter`; the provider commands do not.
  await vscode.commands.executeCommand(
    selectionOnly ? 'editor.action.formatSelection' : 'editor.action.formatDocument',
  );
  return editor.document.version === before ? { kind: 'alreadyFormatted' } : { kind: 'formatted' };
}

async function documentEdits(
  uri: vscode.Uri,
  options: vscode.FormattingOptions,
): Promise<readonly vscode.TextEdit[]> {
  const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatDocumentProvider',
    uri,
    options,
  );
  return edits ?? [];
}

async function rangeEdits(editor: vscode.TextEditor): Promise<readonly vscode.TextEdit[]> {
  const edits = await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
    'vscode.executeFormatRangeProvider',
    editor.document.uri,
    editor.selection,
    formattingOptions(editor.document.uri),
  );
  return edits ?? [];
}

function formattingOptions(uri: vscode.Uri): vscode.FormattingOptions {
  const settings = vscode.workspace.getConfiguration('editor', uri);
  return {
    tabSize: settings.get<number>('tabSize', 4),
    insertSpaces: settings.get<boolean>('insertSpaces', true),
  };
}

/** Uneven indentation and stray space before line ends: no formatter leaves all of them alone. */
function misindented(text: string): string {
  const lines = text.split(/\r?\n/).slice(0, 200);
  return lines.map((line, index) => `${' '.repeat((index % 3) + 1)}${line.trimStart()}   `).join('\n');
}
