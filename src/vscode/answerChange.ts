/** What an answer would change in the file, and the check of it before anyone sees it. */
import * as vscode from 'vscode';
import type { AnswerForm } from '../core/answer/answerForm.ts';
import { blockIndent } from '../core/answer/blockIndent.ts';
import { editOf, insertionOf, type Edit } from '../core/answer/edit.ts';
import { extractCode } from '../core/answer/extractCode.ts';
import { isProse } from '../core/answer/prose.ts';
import { answerScope } from '../core/answer/wholeAnswer.ts';
import type { CheckResult } from '../core/route/check.ts';
import type { Policy } from '../core/route/route.ts';
import { checkEdit } from './answerCheck.ts';
import type { EditorSnapshot } from './editorSnapshot.ts';
import type { Scratch } from './scratch.ts';

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

/** A language server needs seconds where an escalation hangs on its word, and may not hold up the rest. */
const patienceMs: Readonly<Record<Policy, number>> = { avoid: 1500, maybe: 5000, use: 5000 };

export async function checkAnswer(
  scratch: Scratch,
  snapshot: EditorSnapshot,
  form: AnswerForm,
  answer: string,
  policy: Policy,
): Promise<CheckResult> {
  const extracted = extractCode(answer, { languageId: snapshot.language });
  const isWords =
    form === 'insert' && extracted?.from === 'bare' && isProse(extracted.code, snapshot.language);
  if (!extracted || isWords) return { verdict: 'failed', what: ['no code in the answer'] };
  if (extracted.from === 'unclosed') return { verdict: 'failed', what: ['the code is cut off'] };
  const { edit, beyondSelection } = changeFrom(snapshot, form, extracted.code);
  if (edit.type === 'unchanged') return { verdict: 'notChecked', why: 'the answer changes nothing' };
  if (beyondSelection) return { verdict: 'failed', what: ['lines outside the selection changed'] };
  const edited = snapshot.before + edit.text + snapshot.after;
  return checkEdit(scratch, snapshot.editor.document, snapshot.text, edited, patienceMs[policy]);
}
