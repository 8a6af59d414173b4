/** What an answer would change in the file, and the check of it before anyone sees it. */
import * as vscode from 'vscode';
import { type AnswerForm, answerScope } from '../../core/answer/wholeAnswer.ts';
import { blockIndent } from '../../core/answer/indentation.ts';
import { editOf, insertionOf, type Edit } from '../../core/answer/edit.ts';
import { extractCode, isProse } from '../../core/answer/extractCode.ts';
import { newImbalance } from '../../core/answer/newImbalance.ts';
import type { Policy } from '../../core/model/route.ts';
import type { EditCheck, EditJudgement } from './answerCheck.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';

export interface Change {
  readonly range: vscode.Range;
  readonly original: string;
  readonly edit: Edit;
  /** True where the answer rewrote lines that nobody selected. */
  readonly beyondSelection: boolean;
}

/** The exact text that an answer puts in the place of the selection, or at the cursor. */
export function changeFrom(snapshot: EditorSnapshot, form: AnswerForm, code: string): Change {
  const { document } = snapshot.editor;
  const documentEol = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
  const { range, before, after, text, language, step } = snapshot;
  const linePrefix = document.lineAt(range.start.line).text.slice(0, range.start.character);
  const original = snapshot.selection?.text ?? '';
  if (form === 'insert' && original === '') {
    const wanted = blockIndent({ before, step, languageId: language, code });
    const edit = insertionOf({ code, linePrefix, documentEol, blockIndent: wanted });
    return { range, original, edit, beyondSelection: false };
  }
  const scope = answerScope({ code, before, selection: original, after });
  if (scope.covers === 'document') {
    const whole = new vscode.Range(new vscode.Position(0, 0), document.positionAt(text.length));
    const edit = editOf({ original: text, replacement: scope.code, documentEol, linePrefix: '' });
    return { range: whole, original: text, edit, beyondSelection: true };
  }
  const edit = editOf({ original, replacement: scope.code, documentEol, linePrefix });
  return { range, original, edit, beyondSelection: false };
}

/**
 * An escalation hangs on the word of a language server where thinking is worth it; the rest is held up less. What it
 * says later counts all the same.
 */
const patienceMs: Readonly<Record<Policy, number>> = { avoid: 1500, maybe: 6000, use: 6000 };

/** @param check of the snapshot's text */
export async function checkAnswer(
  check: EditCheck,
  snapshot: EditorSnapshot,
  form: AnswerForm,
  answer: string,
  policy: Policy,
): Promise<Pick<EditJudgement, 'result'> & Partial<EditJudgement>> {
  const { language: languageId, before, after } = snapshot;
  const extracted = extractCode(answer, { languageId });
  const isWords = form === 'insert' && extracted?.from === 'bare' && isProse(extracted.code, languageId);
  if (!extracted || isWords) return failed('no code in the answer');
  if (extracted.from === 'unclosed') return failed('the code is cut off');
  const { original, edit, beyondSelection } = changeFrom(snapshot, form, extracted.code);
  if (edit.type === 'unchanged') {
    return { result: { verdict: 'notChecked', why: 'the answer changes nothing' } };
  }
  if (beyondSelection) return failed('lines outside the selection changed');
  const imbalance = newImbalance({ languageId, before, original, replacement: edit.text, after });
  if (imbalance !== undefined) return failed(imbalance);
  return check.judge(before + edit.text + after, patienceMs[policy]);
}

function failed(what: string): Pick<EditJudgement, 'result'> {
  return { result: { verdict: 'failed', what: [what] } };
}
