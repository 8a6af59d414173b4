/**
 * Judges an edit before the person sees it, at no cost: is there code, is it whole, does it change
 * anything, and does the language server find new errors in it.
 */
import * as vscode from 'vscode';
import {
  canary,
  judgeByCanary,
  judgeWithoutCanary,
  type CanaryJudgement,
  type CanaryProblem,
} from '../core/answer/canary.ts';
import { newProblems } from '../core/answer/newProblems.ts';
import type { CheckResult } from '../core/route/check.ts';
import type { Scratch } from './scratch.ts';
import { typescriptLanguages, typescriptProblems } from './typescriptProblems.ts';

export async function checkEdit(
  scratch: Scratch,
  document: vscode.TextDocument,
  original: string,
  edited: string,
  patienceMs: number,
): Promise<CheckResult> {
  const { languageId } = document;
  const isTypescript = typescriptLanguages.has(languageId);
  const judgement = await (isTypescript ? judgedByTypescript : judgedByCanary)(
    { scratch, like: document, patienceMs },
    original,
    edited,
  );
  if (!judgement) {
    return { verdict: 'notChecked', why: `no language server judged ${languageId} in time` };
  }
  if (judgement.kind !== 'judged') {
    return {
      verdict: 'notChecked',
      why: `the language server of ${languageId} did not tell its syntax errors`,
    };
  }
  const { added, judgedMeaning } = judgement;
  if (added.length > 0) return { verdict: 'failed', what: added.slice(0, 3) };
  return { verdict: 'passed', what: judgedMeaning ? ['syntax', 'no new errors'] : ['syntax'] };
}

interface Asked {
  readonly scratch: Scratch;
  readonly like: vscode.TextDocument;
  readonly patienceMs: number;
}

/** undefined where no server spoke in time. */
async function judgedByTypescript(
  { scratch, like, patienceMs }: Asked,
  original: string,
  edited: string,
): Promise<CanaryJudgement | undefined> {
  const [before, after] = await Promise.all(
    [original, edited].map((text) =>
      scratch.with(like, text, (document) => typescriptProblems(document, patienceMs)),
    ),
  );
  return before && after && { kind: 'judged', ...newProblems(before, after) };
}

/** undefined where no server spoke in time. */
async function judgedByCanary(
  asked: Asked,
  original: string,
  edited: string,
): Promise<CanaryJudgement | undefined> {
  const [before, after] = await Promise.all([
    problemsOf(asked, original, canary),
    problemsOf(asked, edited, canary),
  ]);
  if (!before || !after) return undefined;
  const judgement = judgeByCanary(before, after);
  if (judgement.kind !== 'canaryGone') return judgement;
  const alone = await problemsOf(asked, edited, '');
  return alone && judgeWithoutCanary(before, alone);
}

function problemsOf(
  { scratch, like, patienceMs }: Asked,
  text: string,
  end: string,
): Promise<readonly CanaryProblem[] | undefined> {
  const canaryLine = text.split(/\r\n|\r|\n/).length;
  return scratch.with(like, text + end, async (document) => {
    const errors = await errorsOf(document, patienceMs);
    return errors?.map((error) => ({
      message: error.message,
      syntax: isSyntax(error),
      atCanary: end !== '' && error.range.start.line >= canaryLine,
    }));
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
