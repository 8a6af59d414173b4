/**
 * What the code of an answer changes, whether that is sound, and how it gets to where it belongs: into
 * the file, before the person's eyes, or beside.
 */
import { type AnswerForm, answerScope } from '../../core/answer/wholeAnswer.ts';
import { blockIndent } from '../../core/answer/indentation.ts';
import { editOf, insertionOf, type AnswerChange } from '../../core/answer/edit.ts';
import type { Policy, CheckResult } from '../../core/model/route.ts';
import { extractCode, isProse } from '../../core/answer/extractCode.ts';
import type { EditCheck } from './answerCheck.ts';
import type { AnswerJudgement, RoutedAnswer } from '../../core/gateway/contract.ts';
import { newImbalance } from '../../core/answer/newImbalance.ts';
import * as vscode from 'vscode';
import type { Verdict } from './verdict.ts';
import { practiceProviderId } from '../../settings/modelRef.ts';
import { anchoredInsertion, insertionPlaceOf } from '../../core/answer/placeOf.ts';
import { practicePlacement, sampleMarkerFile } from '../../practice/practiceModels.ts';
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
  { route, form }: RoutedAnswer,
  answerChange: AnswerChange,
  verdict: Verdict,
): Promise<AppliedEdit | 'discarded' | undefined> {
  const { edit, original, beyondSelection } = answerChange;
  if (edit.type === 'unchanged') {
    deps.tell('The answer changes nothing.');
    return undefined;
  }
  if (route.model.provider === practiceProviderId && !(await practiceMayWrite(snapshot.uri))) {
    await showCode(snapshot.language, edit.text);
    deps.tell('Practice answers are canned, so your file stays as it was; this one is in a new document.');
    return undefined;
  }
  const range = rangeOf(snapshot, answerChange);
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

/** The exact text that an answer puts in the place of the selection, or at the cursor. */
export function changeOf(snapshot: EditorSnapshot, form: AnswerForm, answer: string): AnswerChange {
  const code = extractCode(answer, { languageId: snapshot.language })?.code ?? '';
  return changeFrom(snapshot, form, code);
}

/** Where a change belongs, as long as the document is the same. */
function rangeOf(
  { editor: { document }, range, text }: EditorSnapshot,
  { beyondSelection }: AnswerChange,
): vscode.Range {
  return beyondSelection
    ? new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length))
    : range;
}

/** @param check of the snapshot's text */
export async function checkAnswer(
  check: EditCheck,
  snapshot: EditorSnapshot,
  { form, route }: RoutedAnswer,
  answer: string,
): Promise<AnswerJudgement> {
  const { language: languageId, before, after } = snapshot;
  const extracted = extractCode(answer, { languageId });
  const change = changeFrom(snapshot, form, extracted?.code ?? '');
  const judged = (result: CheckResult): AnswerJudgement => ({ result, change });
  const failed = (what: string): AnswerJudgement => judged({ verdict: 'failed', what: [what] });

  const isWords = form === 'insert' && extracted?.from === 'bare' && isProse(extracted.code, languageId);
  if (!extracted || isWords) return failed('no code in the answer');
  if (extracted.from === 'unclosed') return failed('the code is cut off');
  const { original, edit, beyondSelection } = change;
  if (edit.type === 'unchanged') return judged({ verdict: 'notChecked', why: 'the answer changes nothing' });
  if (beyondSelection) return failed('lines outside the selection changed');
  const imbalance = newImbalance({ languageId, before, original, replacement: edit.text, after });
  if (imbalance !== undefined) return failed(imbalance);
  return { ...(await check.judge(before + edit.text + after, patienceMs[route.policy])), change };
}

function changeFrom(snapshot: EditorSnapshot, form: AnswerForm, code: string): AnswerChange {
  const documentEol = snapshot.editor.document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { before, after, text, language, step } = snapshot;
  const linePrefix = before.slice(before.lastIndexOf('\n') + 1);
  const original = snapshot.selection?.text ?? '';
  if (form === 'insert' && original === '') {
    const wanted = blockIndent({ before, step, languageId: language, code });
    const edit = insertionOf({ code, linePrefix, documentEol, blockIndent: wanted });
    return { original, edit, beyondSelection: false };
  }
  const scope = answerScope({ code, before, selection: original, after });
  if (scope.covers === 'document') {
    const edit = editOf({ original: text, replacement: scope.code, documentEol, linePrefix: '' });
    return { original: text, edit, beyondSelection: true };
  }
  const edit = editOf({ original, replacement: scope.code, documentEol, linePrefix });
  return { original, edit, beyondSelection: false };
}

/**
 * An escalation hangs on the word of a language server where thinking is worth it; the rest is held up less. What it
 * says later counts all the same.
 */
const patienceMs: Readonly<Record<Policy, number>> = { avoid: 1500, maybe: 6000, use: 6000 };
