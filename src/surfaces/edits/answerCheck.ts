/**
 * Judges an edit before the person sees it, at no cost: does the language server find new errors in it. A server
 * that is cold or busy is waited for a little; what it says after that comes later.
 */
import * as vscode from 'vscode';
import {
  canary,
  judgeByCanary,
  judgeWithoutCanary,
  type CanaryProblem,
  newProblems,
  type Problem,
  type ProblemDelta,
} from '../../core/answer/newProblems.ts';
import type { AnswerJudgement } from '../../core/gateway/contract.ts';
import type { CheckResult } from '../../core/model/route.ts';
import type { Scratch } from '../shell/scratch.ts';
import { typescriptLanguages, typescriptProblems } from './typescriptProblems.ts';

/** Of one text, however it is edited. */
export interface EditCheck {
  judge(edited: string, patienceMs: number): Promise<AnswerJudgement>;
}

/** For a server that has to load a large project first. */
const longestMs = 60_000;

/** What a server has said of an edit so far; never rejects. */
interface Hearing {
  /** Of the grammar alone; undefined where it does not say that apart, or at all. */
  readonly syntax: Promise<CheckResult | undefined>;
  readonly whole: Promise<CheckResult>;
}

/** Asks at once what is wrong with the text as it is, so that the server is awake when an answer comes. */
export function checkOf(scratch: Scratch, document: vscode.TextDocument, original: string): EditCheck {
  const asked = { scratch, like: document };
  const readProblems = typescriptLanguages.has(document.languageId)
    ? readTypescript(asked, original)
    : readCanary(asked, original);
  const judge = async (edited: string, patienceMs: number): Promise<AnswerJudgement> => {
    const { syntax, whole } = readProblems(edited);
    let soFar: CheckResult | undefined;
    const broken = new Promise<CheckResult>((resolve) => {
      void syntax.then((result) => {
        soFar = result;
        if (result?.verdict === 'failed') resolve(result);
        return undefined;
      });
    });
    const again = (patience: number): Promise<AnswerJudgement> => judge(edited, patience);
    const inTime = await Promise.race([whole, broken, silence(patienceMs)]);
    if (inTime) return { result: inTime, again };
    return { result: soFar ?? notInTime, later: whole, again };
  };
  return { judge };
}

const notInTime: CheckResult = { verdict: 'notChecked', why: 'the language server gave no answer in time' };
const notClear: CheckResult = {
  verdict: 'notChecked',
  why: 'the language server does not tell errors of syntax apart',
};

function resultOf({ added, judgedMeaning }: ProblemDelta): CheckResult {
  if (added.length > 0) return { verdict: 'failed', what: [], quoted: added.slice(0, 3) };
  return { verdict: 'passed', what: judgedMeaning ? ['syntax', 'no new errors'] : ['syntax'] };
}

function silence(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

interface Asked {
  readonly scratch: Scratch;
  readonly like: vscode.TextDocument;
}

type Problems = readonly Problem[] | undefined;

function readTypescript({ scratch, like }: Asked, original: string): (edited: string) => Hearing {
  const look = (text: string): { syntax: Promise<Problems>; meaning: Promise<Problems> } => {
    const syntax = Promise.withResolvers<Problems>();
    const meaning = scratch
      .with(like, text, async (document) => {
        const problems = typescriptProblems(document, longestMs);
        void problems.syntax.then(syntax.resolve);
        return problems.meaning;
      })
      .catch(() => undefined)
      .finally(() => syntax.resolve(undefined));
    return { syntax: syntax.promise, meaning };
  };
  const before = look(original);
  return (edited) => {
    const after = look(edited);
    const syntax = async (): Promise<CheckResult | undefined> => {
      const [was, is] = await Promise.all([before.syntax, after.syntax]);
      return was && is && resultOf({ ...newProblems(was, is), judgedMeaning: false });
    };
    const syntaxFound = syntax();
    const whole = async (): Promise<CheckResult> => {
      const [was, is] = await Promise.all([wholeOf(before), wholeOf(after)]);
      return was && is ? resultOf(newProblems(was, is)) : ((await syntaxFound) ?? notInTime);
    };
    return { syntax: syntaxFound, whole: whole() };
  };
}

async function wholeOf(look: { syntax: Promise<Problems>; meaning: Promise<Problems> }): Promise<Problems> {
  const [syntax, meaning] = await Promise.all([look.syntax, look.meaning]);
  return syntax && meaning && [...syntax, ...meaning];
}

function readCanary(asked: Asked, original: string): (edited: string) => Hearing {
  const before = problemsOf(asked, original, canary);
  return (edited) => ({ syntax: Promise.resolve(undefined), whole: judgedByCanary(asked, before, edited) });
}

async function judgedByCanary(
  asked: Asked,
  before: Promise<readonly CanaryProblem[] | undefined>,
  edited: string,
): Promise<CheckResult> {
  const [was, is] = await Promise.all([before, problemsOf(asked, edited, canary)]);
  if (!was || !is) return notInTime;
  let judgement = judgeByCanary(was, is);
  if (judgement.kind === 'canaryGone') {
    const alone = await problemsOf(asked, edited, '');
    if (!alone) return notInTime;
    judgement = judgeWithoutCanary(was, alone);
  }
  return judgement.kind === 'judged' ? resultOf(judgement) : notClear;
}

/** undefined where no server spoke in time, or where the text could not be shown to it. */
async function problemsOf(
  { scratch, like }: Asked,
  text: string,
  end: string,
): Promise<readonly CanaryProblem[] | undefined> {
  const canaryLine = text.split(/\r\n|\r|\n/).length;
  try {
    return await scratch.with(like, text + end, async (document) => {
      const errors = await errorsOf(document, longestMs);
      return errors?.map((found) => ({
        message: found.message,
        syntax: isSyntax(found),
        atCanary: end !== '' && found.range.start.line >= canaryLine,
      }));
    });
  } catch {
    return undefined;
  }
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
