/** Finds out whether a ledger that can be read is still all there. */
import { type HighWater, judge } from '../core/ledger/highWater.ts';
import { entriesMissing, figuresWrong, markMissing } from '../core/ledger/ledgerLoss.ts';
import { integer } from './columns.ts';
import { figuresAgree, standingOf } from './standing.ts';
import type { Statements } from './statements.ts';

/**
 * Called inside a transaction.
 *
 * @param marks read before it began: a mark follows what it tells of.
 * @returns what was lost, in the words of `ledgerLoss`.
 */
export function lossOf(statements: Statements, marks: readonly HighWater[], now: number): string | undefined {
  const file = statements.fileState.get() ?? {};
  if (marks.length === 0 && integer(file, 'marked') === 1 && integer(file, 'position') > 0) {
    return markMissing;
  }
  const losses = marks.map((mark) => lossSince(statements, mark));
  if (losses.includes(entriesMissing)) return entriesMissing;
  return losses.includes(figuresWrong) || !figuresAgree(statements, now) ? figuresWrong : undefined;
}

/** @returns what the ledger lost since it was marked, as `lossOf`; called inside a transaction. */
export function lossSince(statements: Statements, mark: HighWater): string | undefined {
  try {
    const judgement = judge(mark, standingOf(statements));
    if (judgement === 'entries missing') return entriesMissing;
    return judgement === 'figures wrong' ? figuresWrong : undefined;
  } catch (error) {
    // Figures that are none at all are no reason to fail.
    if (error instanceof TypeError) return figuresWrong;
    throw error;
  }
}
