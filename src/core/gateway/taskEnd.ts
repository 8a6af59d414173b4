/** What a task ends with: the answer it leaves, the receipt of all its attempts, and why it stopped. */
import type { AttemptOutcome } from './attemptDeps.ts';
import { SwitchyardError, expected } from '../model/errors.ts';
import { noAnswer, type Answer, type AnswerJudgement, type TaskEnd } from './contract.ts';
import type { Log } from '../model/ports.ts';
import type { Receipt, Saving } from '../model/receipt.ts';
import { checkForReceipt, receiptOf } from '../receipt/receiptOf.ts';
import type { CheckResult } from '../model/route.ts';
import { refusalInWords } from '../words/errorText.ts';

/** An attempt that ran, and what the check said of its answer. */
export interface JudgedAttempt {
  readonly outcome: AttemptOutcome;
  readonly check: CheckResult | undefined;
  /** All that the check said, for the surface. */
  readonly judgement?: AnswerJudgement | undefined;
}

export interface TaskSoFar {
  /** Oldest first. */
  readonly attempts: readonly JudgedAttempt[];
  readonly notes: readonly string[];
  /** Against always reasoning, should the task be answered. */
  readonly saving?: Saving | undefined;
}

export function hasAnswer({ answer }: AttemptOutcome): boolean {
  return answer.text.trim() !== '' || answer.toolCalls.length > 0;
}

export function failedEnd(cause: unknown, log: Log): TaskEnd {
  const error = expected(cause, log);
  if (error.code === 'aborted') return stoppedEnd;
  return { kind: 'failed', error, answer: noAnswer, receipt: undefined };
}

/** Stopped before anything was sent. */
export const stoppedEnd: TaskEnd = { kind: 'stopped', answer: noAnswer, receipt: undefined };

/**
 * @param error why there is no further attempt, where that is a refusal. An answer that came whole
 *   stands, though its check failed and what was tried after it came to nothing.
 */
export function taskEndOf(soFar: TaskSoFar, stopped: boolean, error?: SwitchyardError): TaskEnd {
  const { attempts } = soFar;
  const whole = attempts.findLast(isWhole);
  const receipt = receiptFor(soFar, whole, error);
  if (stopped) return { kind: 'stopped', answer: answerOf(attempts), receipt };
  if (whole && receipt) {
    const { outcome, judgement } = whole;
    return { kind: 'answered', answer: outcome.answer, receipt, judgement };
  }
  return { kind: 'failed', error: failureOf(soFar, error), answer: answerOf(attempts), receipt };
}

function isWhole({ outcome }: JudgedAttempt): boolean {
  const declined = outcome.finish === 'refusal' || outcome.finish === 'contentFilter';
  return outcome.error === undefined && !declined && hasAnswer(outcome);
}

function failureOf({ attempts, notes }: TaskSoFar, refusal: SwitchyardError | undefined): SwitchyardError {
  const last = attempts.at(-1)?.outcome;
  if (!last) return refusal ?? new SwitchyardError('notSetUp', 'nothing was tried', { unbilled: true });
  if (last.error) return refusal ?? last.error;
  const { model, endpointId: endpoint } = last.option;
  const details = { model, endpoint };
  if (last.finish === 'refusal') return new SwitchyardError('modelRefused', `${model} declined`, { details });
  if (last.finish === 'contentFilter') {
    return new SwitchyardError('contentFilter', `${endpoint} filtered the answer of ${model}`, { details });
  }
  const why = notes.at(-1) ?? 'the answer is empty';
  const said = refusal ? `${why}, which was refused: ${refusalInWords(refusal)}` : why;
  return new SwitchyardError('emptyAnswer', `${model} gave no answer`, {
    details: { ...details, why: said },
  });
}

function receiptFor(
  { attempts, notes, saving }: TaskSoFar,
  whole: JudgedAttempt | undefined,
  refusal: SwitchyardError | undefined,
): Receipt | undefined {
  const last = attempts.at(-1);
  if (!last) return undefined;
  const said: string[] = [];
  if (refusal) said.push(`not sent: ${refusalInWords(refusal)}`);
  if (whole && whole !== last) {
    const { number } = whole.outcome.row;
    said.push(`the answer is that of attempt ${number}: ${fateOf(last)} after it`);
  }
  return receiptOf(
    attempts.map(({ outcome }) => outcome.row),
    {
      answeredBy: (whole ?? last).outcome.row.number,
      check: checkForReceipt((whole ?? last).check),
      saving: whole && saving,
      steps: notes,
      notes: said,
      includedBy: (whole ?? last).outcome.includedBy,
    },
  );
}

function fateOf({ outcome }: JudgedAttempt): string {
  if (outcome.error) return `an error came (${outcome.error.code})`;
  return hasAnswer(outcome) ? 'the model declined' : 'nothing came';
}

/** What a task that ended badly leaves behind: the words of its last attempt that said any. */
function answerOf(attempts: readonly JudgedAttempt[]): Answer {
  const said = attempts.findLast(
    ({ outcome: { answer } }) => answer.text !== '' || answer.toolCalls.length > 0,
  );
  return (said ?? attempts.at(-1))?.outcome.answer ?? noAnswer;
}
