/** Layout by the registered formatter: no inference, and one undo step of the editor's own. */
import * as vscode from 'vscode';
import type { Scratch } from './scratch.ts';

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

export async function runFormatter(
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
