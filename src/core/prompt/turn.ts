/** What an earlier request came to, for one that goes on with it: in memory alone, in no log and no ledger. */
import type { AnswerForm } from '../answer/answerForm.ts';
import type { Exchange } from './promptInput.ts';

export interface Turn extends Exchange {
  readonly form: AnswerForm;
  /** The address of the document that it was about, parts of which may stand in the answer. */
  readonly file?: string | undefined;
}

/** The first says what it is all about, the last ones where it has got to. */
const mostTurns = 3;
/** Characters that are kept of an answer. */
const mostOfAnswer = 12_000;
/** Providers turn down an empty message. */
const nothingCame = '(No answer came.)';

/** An answer that is longer loses its middle: plans begin with what matters, and code goes on from its end. */
export function turnOf(question: string, answer: string, about: Pick<Turn, 'form' | 'file'>): Turn {
  const half = mostOfAnswer / 2;
  const kept =
    answer.length > mostOfAnswer ? `${answer.slice(0, half)}\n[…]\n${answer.slice(-half)}` : answer;
  return { question, answer: kept.trim() === '' ? nothingCame : kept, ...about };
}

/** The turns that a next request would go on with. */
export function withTurn(turns: readonly Turn[], turn: Turn): readonly Turn[] {
  const [first, ...rest] = turns;
  return first === undefined ? [turn] : [first, ...rest, turn].toSpliced(1, rest.length + 2 - mostTurns);
}
