/** What the editor knows at the moment of a request, before anything is awaited. */
import * as vscode from 'vscode';
import { mentionedFiles } from '../../core/files/shownPaths.ts';
import { isBlank } from '../../core/answer/indentation.ts';
import { contextBudget } from '../../core/prompt/fitContext.ts';
import type {
  CursorContext,
  EditorRequest,
  RequestDiagnostic,
  RequestSelection,
} from '../../core/model/request.ts';
import type { AnswerForm } from '../../core/answer/wholeAnswer.ts';
import { retryPlaceOf } from '../../core/answer/placeOf.ts';
import { answerColumn } from '../shell/notes.ts';

/** The target of a request: enough to build a prompt, and to see later whether the text changed. */
export interface EditorSnapshot {
  readonly editor: vscode.TextEditor;
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly language: string;
  readonly version: number;
  readonly range: vscode.Range;
  readonly selection: RequestSelection | undefined;
  readonly cursor: CursorContext | undefined;
  readonly text: string;
  readonly before: string;
  readonly after: string;
  /** One level of indentation, as the editor types it. */
  readonly step: string;
  readonly diagnostics: readonly RequestDiagnostic[];
}

const severities = ['error', 'warning', 'information', 'hint'] as const;

export function snapshotOf(editor: vscode.TextEditor): EditorSnapshot {
  const { document, selection } = editor;
  const range = new vscode.Range(selection.start, selection.end);
  const text = document.getText();
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return {
    editor,
    uri: document.uri,
    path: vscode.workspace.asRelativePath(document.uri, false),
    language: document.languageId,
    version: document.version,
    range,
    selection: selection.isEmpty ? undefined : selectionOf(editor),
    cursor: selection.isEmpty ? cursorContext(document, selection.active) : undefined,
    text,
    before: text.slice(0, start),
    after: text.slice(end),
    step: stepOf(editor),
    diagnostics: diagnosticsOf(document, selection.isEmpty ? undefined : range),
  };
}

type Described = Pick<
  EditorSnapshot,
  'language' | 'selection' | 'cursor' | 'diagnostics' | 'path' | 'before' | 'after'
> & { readonly uri: Pick<vscode.Uri, 'path'> };

export function requestOf(
  snapshot: Described | undefined,
  rest: Pick<EditorRequest, 'surface' | 'command' | 'text'> & Partial<EditorRequest>,
): EditorRequest {
  const mentioned = mentionedFiles(rest.text);
  if (!snapshot) return { ...(mentioned.length > 0 && { files: mentioned }), ...rest };
  return {
    language: snapshot.language,
    selection: snapshot.selection,
    cursor: snapshot.cursor,
    diagnostics: snapshot.diagnostics,
    files: [snapshot.path, ...mentioned.filter((file) => file !== snapshot.path)],
    fullPath: snapshot.uri.path,
    contextCharacters: sentCharacters(snapshot),
    ...rest,
  };
}

/** The selection is sent whole, what surrounds it only as far as the prompt has room. */
function sentCharacters({ before, selection, after }: Described): number {
  return Math.min(before.length + after.length, contextBudget) + (selection?.text.length ?? 0);
}

function stepOf({ options: { insertSpaces, tabSize } }: vscode.TextEditor): string {
  return insertSpaces === false ? '\t' : ' '.repeat(typeof tabSize === 'number' ? tabSize : 4);
}

function selectionOf({ document, selection, selections }: vscode.TextEditor): RequestSelection {
  const text = document.getText(selection);
  const endsAtLineStart = selection.end.character === 0 && selection.end.line > selection.start.line;
  return {
    text,
    lines: selection.end.line - selection.start.line + (endsAtLineStart ? 0 : 1),
    cutsLines: cutsLines(document, selection),
    shape: selections.length > 1 ? 'several' : looksLikeSymbol(text) ? 'symbol' : 'lines',
  };
}

function cutsLines(document: vscode.TextDocument, { start, end }: vscode.Selection): boolean {
  const atStart = isBlank(document.lineAt(start.line).text.slice(0, start.character));
  return !atStart || (end.character > 0 && !isBlank(document.lineAt(end.line).text.slice(end.character)));
}

/** A declaration with its body: what "extract", "rename" and "document" usually mean. */
function looksLikeSymbol(text: string): boolean {
  const trimmed = text.trim();
  return (
    /^(?:export\s+|default\s+|public\s+|private\s+|protected\s+|static\s+|async\s+|pub\s+)*(?:function|class|interface|def|fn|func|struct|enum|type|impl|trait)\b/.test(
      trimmed,
    ) && trimmed.includes('\n')
  );
}

function diagnosticsOf(
  document: vscode.TextDocument,
  range: vscode.Range | undefined,
): readonly RequestDiagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter((diagnostic) => range === undefined || diagnostic.range.intersection(range) !== undefined)
    .map(({ severity, source, message }) => ({
      severity: severities[severity] ?? 'information',
      source,
      message,
    }));
}

function cursorContext(document: vscode.TextDocument, position: vscode.Position): CursorContext | undefined {
  const line = document.lineAt(position.line).text;
  const before = line.slice(0, position.character).trimEnd();
  const after = line.slice(position.character).trim();
  const next = document.lineAt(Math.min(position.line + 1, document.lineCount - 1)).text.trim();
  const opened = /[{:(]\s*$/.test(before) || (before === '' && opensBlock(document, position.line - 1));
  if (opened && (after.startsWith('}') || next.startsWith('}') || next === '')) return 'emptyBody';
  const comment = before === '' && position.line > 0 ? document.lineAt(position.line - 1).text : before;
  if (
    /^\s*(?:\/\/|#|--|\*)\s*(?:todo\b|implement|write|create|add|should|return|compute|given)/i.test(comment)
  ) {
    return 'askingComment';
  }
  return /\)\s*(?::\s*[\w<>[\], |.]+|->\s*[\w<>[\], |.]+)?\s*[{:]?$/.test(before)
    ? 'afterSignature'
    : undefined;
}

function opensBlock(document: vscode.TextDocument, line: number): boolean {
  return line >= 0 && /[{:]\s*$/.test(document.lineAt(line).text);
}

/**
 * What a request was about, looked up again before it is tried another time: selects the place in the text
 * as it is now.
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
