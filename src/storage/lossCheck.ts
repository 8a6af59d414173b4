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
  const standing = standingOf(statements);
  const judgements = marks.map((mark) => judgeSafely(mark, standing));
  if (judgements.includes('entries missing')) return entriesMissing;
  if (judgements.includes('figures wrong') || !figuresAgree(statements, now)) return figuresWrong;
  return undefined;
}

/** Figures that are none at all are no reason to fail. */
function judgeSafely(...question: Parameters<typeof judge>): ReturnType<typeof judge> {
  try {
    return judge(...question);
  } catch (error) {
    if (error instanceof TypeError) return 'figures wrong';
    throw error;
  }
}
