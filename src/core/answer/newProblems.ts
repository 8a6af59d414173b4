/**
 * What an edit broke: problems of the edited text that the original did not have, and how a language server
 * that says nothing is made to speak.
 */

export interface Problem {
  readonly message: string;
  /** A parse error, which says something whatever surrounds the text. */
  readonly syntax: boolean;
}

export interface ProblemDelta {
  /** Empty where nothing new is wrong. */
  readonly added: readonly string[];
  /** False where the original had errors of its own, so that only its syntax could be judged. */
  readonly judgedMeaning: boolean;
}

/**
 * Compares by message, each as often as it stands there: positions move with an edit. Beyond syntax
 * only a baseline without errors tells anything, since a scratch file lacks its neighbours.
 */
export function newProblems(before: readonly Problem[], after: readonly Problem[]): ProblemDelta {
  const judgedMeaning = before.every(({ syntax }) => syntax);
  const known = new Map<string, number>();
  for (const { message } of before) known.set(message, (known.get(message) ?? 0) + 1);
  const added: string[] = [];
  for (const { message, syntax } of after) {
    const left = known.get(message) ?? 0;
    if (left > 0) known.set(message, left - 1);
    else if (syntax || judgedMeaning) added.push(message);
  }
  return { added, judgedMeaning };
}

/**
 * A line that parses in no language, put at the end of a text that a language server judges. What it says of
 * that line shows that it has read the text and how it words a syntax error; silence about it shows nothing.
 */
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
