/** What an edit broke: problems of the edited text that the original did not have. */

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
