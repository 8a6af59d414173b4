/**
 * A line that parses in no language, put at the end of a text that a language server judges. What it says of
 * that line shows that it has read the text and how it words a syntax error; silence about it shows nothing.
 */
import { newProblems, type Problem, type ProblemDelta } from './newProblems.ts';

export const canary = '\n= = = ;\n';

export interface CanaryProblem extends Problem {
  /** Stands in the canary's line or after it. */
  readonly atCanary: boolean;
}

export type CanaryJudgement =
  | ({ readonly kind: 'judged' } & ProblemDelta)
  /** The canary reads otherwise after the edit: something before it is left open, or the text ends another way. */
  | { readonly kind: 'canaryGone' }
  /** Nothing tells this server's syntax errors from others. */
  | { readonly kind: 'unclear' };

/** @param before and @param after problems of texts that end in the canary. */
export function judgeByCanary(
  before: readonly CanaryProblem[],
  after: readonly CanaryProblem[],
): CanaryJudgement {
  const own = before.filter(({ atCanary }) => atCanary);
  const others = before.filter(({ atCanary }) => !atCanary);
  // Beside other errors than of syntax only the words sort the new ones: they must know the canary's own.
  const isSorted = others.every(({ syntax }) => syntax) || own.some(({ syntax }) => syntax);
  if (own.length === 0 || !isSorted) return { kind: 'unclear' };
  const isThere = own.some(({ message }) => after.some((problem) => problem.message === message));
  if (isThere) return { kind: 'judged', ...newProblems(before.map(calibrated), after.map(calibrated)) };
  const elsewhere = after.filter(({ atCanary }) => !atCanary);
  return failureIn(others, elsewhere) ?? { kind: 'canaryGone' };
}

/**
 * For a canary that is gone: what the edit leaves open stands without it too.
 *
 * @param alone problems of the edited text itself; their absence proves nothing here
 */
export function judgeWithoutCanary(
  before: readonly CanaryProblem[],
  alone: readonly CanaryProblem[],
): CanaryJudgement {
  return (
    failureIn(
      before.filter(({ atCanary }) => !atCanary),
      alone,
    ) ?? { kind: 'unclear' }
  );
}

function failureIn(before: readonly Problem[], after: readonly Problem[]): CanaryJudgement | undefined {
  const delta = newProblems(before, after);
  return delta.added.length > 0 ? { kind: 'judged', ...delta } : undefined;
}

/** Whatever its words: what stands at the canary is of syntax. */
function calibrated({ message, syntax, atCanary }: CanaryProblem): Problem {
  return { message, syntax: syntax || atCanary };
}
