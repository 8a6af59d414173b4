/** Brings the code of an answer to where it belongs: into the file, before the person's eyes, or beside. */
import * as vscode from 'vscode';
import type { Verdict } from './verdict.ts';
import { practiceProviderId } from '../../settings/modelRef.ts';
import { anchoredInsertion, insertionPlaceOf } from '../../core/answer/placeOf.ts';
import type { AnswerForm } from '../../core/answer/wholeAnswer.ts';
import { extractCode } from '../../core/answer/extractCode.ts';
import type { ModelRoute } from '../../core/model/route.ts';
import { practicePlacement, sampleMarkerFile } from '../../practice/practiceModels.ts';
import { changeFrom } from './answerChange.ts';
import { showBeside } from '../shell/notes.ts';
import { applyEdit, type AppliedEdit, type EditReview } from './editReview.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';

export interface PlaceCodeDeps {
  readonly review: EditReview;
  /** Something the person must know, though the answer is there. */
  readonly tell: (message: string) => void;
}

/** @returns what the person made of it; undefined where it went elsewhere than into their file. */
export async function placeCode(
  deps: PlaceCodeDeps,
  snapshot: EditorSnapshot,
  route: ModelRoute,
  form: AnswerForm,
  answer: string,
  verdict: Verdict,
): Promise<AppliedEdit | 'discarded' | undefined> {
  const code = extractCode(answer, { languageId: snapshot.language })?.code ?? '';
  const { edit, range, original, beyondSelection } = changeFrom(snapshot, form, code);
  if (edit.type === 'unchanged') {
    deps.tell('The answer changes nothing.');
    return undefined;
  }
  if (route.model.provider === practiceProviderId && !(await practiceMayWrite(snapshot.uri))) {
    await showCode(snapshot.language, edit.text);
    deps.tell('Practice answers are canned, so your file stays as it was; this one is in a new document.');
    return undefined;
  }
  const change = { uri: snapshot.uri, range, original, replacement: edit.text };
  if (form === 'diff' || beyondSelection || verdict.current().state === 'failed') {
    const reviewed = anchored(snapshot, change);
    const title = reviewTitle(snapshot.path, route.class, beyondSelection, verdict);
    const end = reviewed && (await deps.review.review({ ...reviewed, title, verdict }));
    if (end && end !== 'refused') return end;
  } else {
    const applied = await insertAgain(snapshot, change);
    if (applied) return applied;
  }
  await showCode(snapshot.language, edit.text);
  deps.tell('The text changed while the answer came, so it is in a new document.');
  return undefined;
}

/** What failed its check goes into no file unseen, and is called so while it is looked at. */
function reviewTitle(path: string, requestClass: string, beyondSelection: boolean, verdict: Verdict): string {
  const warning = beyondSelection ? ', changes lines outside the selection' : checkWords(verdict);
  return `${path}: ${requestClass}${warning} (Apply or Discard)`;
}

function checkWords(verdict: Verdict): string {
  const check = verdict.current();
  switch (check.state) {
    case 'checked':
      return '';
    case 'failed':
      return `, check failed: ${shortened(check.what)}`;
    case 'notChecked':
      return verdict.isAwaited() ? ', not checked yet' : ', not checked';
  }
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

type PlacedChange = Parameters<typeof applyEdit>[0];

/** For a review, which may take its time: an insertion is found again by the lines around it. */
function anchored(snapshot: EditorSnapshot, change: PlacedChange): PlacedChange | undefined {
  if (change.original !== '') return change;
  const { before, after, editor } = snapshot;
  const document = editor.document.getText();
  const offset = insertionPlaceOf({ document, before, after });
  if (offset === undefined) return undefined;
  const { start, end, original, replacement } = anchoredInsertion({
    document,
    offset,
    text: change.replacement,
  });
  const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end));
  return { ...change, range, original, replacement };
}

/** An insertion has no original to be found by: the lines around the cursor must be as they were. */
async function insertAgain(
  { before, after, editor: { document } }: EditorSnapshot,
  change: PlacedChange,
): Promise<AppliedEdit | undefined> {
  if (change.original !== '') return applyEdit(change);
  const offset = insertionPlaceOf({ document: document.getText(), before, after });
  if (offset === undefined) return undefined;
  const at = document.positionAt(offset);
  return applyEdit({ ...change, range: new vscode.Range(at, at) });
}

async function practiceMayWrite(uri: vscode.Uri): Promise<boolean> {
  const placement = practicePlacement({
    scheme: uri.scheme,
    isInSampleWorkspace: await isInSampleWorkspace(uri),
  });
  return placement === 'inPlace';
}

export async function showCode(language: string, content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language, content });
  await showBeside(document);
}

/** True where the folder that holds `uri` is a copy of the sample workspace, which practice may write to. */
async function isInSampleWorkspace(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder) return false;
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder.uri, sampleMarkerFile));
    return true;
  } catch {
    return false;
  }
}
