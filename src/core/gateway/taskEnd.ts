/** What a task ends with: the answer it leaves, why it stopped, and what its record is to tell. */
import type { AttemptOutcome } from './attemptDeps.ts';
import type { Saving, TaskRecord } from '../model/ledger.ts';
import { SwitchyardError, expected } from '../model/errors.ts';
import { noAnswer, type Answer, type AnswerJudgement } from './contract.ts';
import type { Log } from '../model/ports.ts';
import { refusalInWords } from '../words/errorText.ts';
import type { FinishedAttempt } from '../model/receipt.ts';
import { type CheckResult, keptPhrase } from '../model/route.ts';

/** An attempt that ran, and what the check said of its answer. */
export interface JudgedAttempt {
  readonly outcome: AttemptOutcome;
  readonly check: CheckResult | undefined;
  /** All that the check said, for the surface. */
  readonly judgement?: AnswerJudgement | undefined;
}

/** Why a task did not end with an attempt. */
export interface TaskStep {
  readonly because: string;
  /** Of the attempt before it, which the words may quote. */
  readonly check?: CheckResult | undefined;
}

export interface TaskSoFar {
  /** Oldest first. */
  readonly attempts: readonly JudgedAttempt[];
  readonly steps: readonly TaskStep[];
  /** Against always reasoning, should the task be answered. */
  readonly saving?: Saving | undefined;
}

/** What a record tells of how a task came to its end. */
export interface EndFacts extends Pick<
  TaskRecord,
  'answeredBy' | 'steps' | 'notes' | 'saving' | 'includedBy' | 'check'
> {
  /** The steps as the ledger may keep them. */
  readonly keptSteps: readonly string[];
}

/** How a task ended, before that is recorded and its receipt read off the record. */
export type UnrecordedEnd = (
  | {
      readonly kind: 'answered';
      readonly answer: Answer;
      readonly judgement?: AnswerJudgement | undefined;
    }
  | { readonly kind: 'local'; readonly summary: string }
  | { readonly kind: 'stopped'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly error: SwitchyardError; readonly answer: Answer }
) & {
  /** None where nothing was sent. */
  readonly attempts: readonly FinishedAttempt[];
  readonly facts: EndFacts;
};

export const nothingToTell: EndFacts = { steps: [], keptSteps: [], notes: [] };

export function hasAnswer({ answer }: AttemptOutcome): boolean {
  return answer.text.trim() !== '' || answer.toolCalls.length > 0;
}

export function failedEnd(cause: unknown, log: Log): UnrecordedEnd {
  const error = expected(cause, log);
  if (error.code === 'aborted') return stoppedEnd;
  return { kind: 'failed', error, answer: noAnswer, attempts: [], facts: nothingToTell };
}

/** Stopped before anything was sent. */
export const stoppedEnd: UnrecordedEnd = {
  kind: 'stopped',
  answer: noAnswer,
  attempts: [],
  facts: nothingToTell,
};

/**
 * @param error why there is no further attempt, where that is a refusal. An answer that came whole
 *   stands, though its check failed and what was tried after it came to nothing.
 */
export function taskEndOf(soFar: TaskSoFar, stopped: boolean, error?: SwitchyardError): UnrecordedEnd {
  const whole = soFar.attempts.findLast(isWhole);
  const attempts = soFar.attempts.map(({ outcome }) => outcome.row);
  const told = { attempts, facts: factsOfEnd(soFar, whole, error) };
  if (stopped) return { kind: 'stopped', answer: answerOf(soFar.attempts), ...told };
  if (whole) {
    const { outcome, judgement } = whole;
    return { kind: 'answered', answer: outcome.answer, judgement, ...told };
  }
  return { kind: 'failed', error: failureOf(soFar, error), answer: answerOf(soFar.attempts), ...told };
}

function isWhole({ outcome }: JudgedAttempt): boolean {
  const declined = outcome.finish === 'refusal' || outcome.finish === 'contentFilter';
  return outcome.error === undefined && !declined && hasAnswer(outcome);
}

function failureOf({ attempts, steps }: TaskSoFar, refusal: SwitchyardError | undefined): SwitchyardError {
  const last = attempts.at(-1)?.outcome;
  if (!last) return refusal ?? new SwitchyardError('notSetUp', 'nothing was tried', { unbilled: true });
  if (last.error) return refusal ?? last.error;
  const { model, endpointId: endpoint } = last.option;
  const details = { model, endpoint };
  if (last.finish === 'refusal') return new SwitchyardError('modelRefused', `${model} declined`, { details });
  if (last.finish === 'contentFilter') {
    return new SwitchyardError('contentFilter', `${endpoint} filtered the answer of ${model}`, { details });
  }
  const why = steps.at(-1)?.because ?? 'the answer is empty';
  const said = refusal ? `${why}, which was refused: ${refusalInWords(refusal)}` : why;
  return new SwitchyardError('emptyAnswer', `${model} gave no answer`, {
    details: { ...details, why: said },
  });
}

function factsOfEnd(
  { attempts, steps, saving }: TaskSoFar,
  whole: JudgedAttempt | undefined,
  refusal: SwitchyardError | undefined,
): EndFacts {
  const last = attempts.at(-1);
  const notes: string[] = [];
  if (last && refusal) notes.push(`not sent: ${refusalInWords(refusal)}`);
  if (last && whole && whole !== last) {
    const { number } = whole.outcome.row;
    notes.push(`the answer is that of attempt ${number}: ${fateOf(last)} after it`);
  }
  const told = whole ?? last;
  return {
    answeredBy: told?.outcome.row.number,
    check: told?.check,
    saving: whole && saving,
    steps: steps.map(({ because }) => because),
    keptSteps: steps.map(({ because, check }) => keptPhrase(because, check)),
    notes,
    includedBy: told?.outcome.includedBy,
  };
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
