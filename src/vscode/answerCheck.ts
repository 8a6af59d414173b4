/**
 * Judges an edit before the person sees it, at no cost: is there code, is it whole, does it change
 * anything, and does the language server find new errors in it.
 */
import * as vscode from 'vscode';
import { newProblems, type Problem } from '../core/answer/newProblems.ts';
import type { CheckResult } from '../core/route/check.ts';
import type { Scratch } from './scratch.ts';
import { typescriptLanguages, typescriptProblems } from './typescriptProblems.ts';

/**
 * A line that parses in no language. A server that reports it has read the file: its silence about
 * the rest is then an answer, and without it silence is none.
 */
const canary = '\n= = = ;\n';

export async function checkEdit(
  scratch: Scratch,
  document: vscode.TextDocument,
  original: string,
  edited: string,
  patienceMs: number,
): Promise<CheckResult> {
  const [before, after] = await Promise.all([
    problemsOf(scratch, document, original, patienceMs),
    problemsOf(scratch, document, edited, patienceMs),
  ]);
  if (!before || !after) {
    return { verdict: 'notChecked', why: `no language server judged ${document.languageId} in time` };
  }
  const { added, judgedMeaning } = newProblems(before, after);
  if (added.length > 0) return { verdict: 'failed', what: added.slice(0, 3) };
  return { verdict: 'passed', what: judgedMeaning ? ['syntax', 'no new errors'] : ['syntax'] };
}

/** undefined where no server spoke in time. */
function problemsOf(
  scratch: Scratch,
  like: vscode.TextDocument,
  text: string,
  patienceMs: number,
): Promise<readonly Problem[] | undefined> {
  if (typescriptLanguages.has(like.languageId)) {
    return scratch.with(like, text, (document) => typescriptProblems(document, patienceMs));
  }
  return scratch.with(like, text + canary, async (document) => {
    const errors = await errorsOf(document, patienceMs);
    return errors?.map((error) => ({ message: error.message, syntax: isSyntax(error) }));
  });
}

/** Servers report syntax first and meaning later: waits until the list has come to rest. */
const restMs = 700;

function errorsOf(
  document: vscode.TextDocument,
  patienceMs: number,
): Promise<readonly vscode.Diagnostic[] | undefined> {
  const read = (): vscode.Diagnostic[] =>
    vscode.languages
      .getDiagnostics(document.uri)
      .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
  return new Promise((resolve) => {
    let resting: NodeJS.Timeout | undefined;
    const finish = (): void => {
      clearTimeout(resting);
      clearTimeout(deadline);
      subscription.dispose();
      const errors = read();
      resolve(errors.length === 0 ? undefined : errors);
    };
    const deadline = setTimeout(finish, patienceMs);
    const onChange = (): void => {
      if (read().length === 0) return;
      clearTimeout(resting);
      resting = setTimeout(finish, restMs);
    };
    const subscription = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((uri) => uri.toString() === document.uri.toString())) onChange();
    });
    onChange();
  });
}

/** JSON knows no errors but those of syntax; other servers say so in words. */
function isSyntax({ source, message }: vscode.Diagnostic): boolean {
  if (source === 'json' || source === 'jsonc') return true;
  return /\b(?:syntax|unexpected|expected|unterminated|unclosed|was not closed|unindent)/i.test(message);
}
