/** What models say of requests of projects that they have not seen: for judging and for calibration. */
import { textFeatures } from '../../src/core/classify/features.ts';
import { type PackedWeights, textOdds, unpackWeights } from '../../src/core/classify/model.ts';
import { foldsOf, groupsOf } from './classifyGroups.ts';
import { markOf, type TrainingRow } from './classifyRows.ts';

/**
 * Uncalibrated log-odds of each collected row, in the order of `rows`, by a model that was trained
 * without its project and without what was written after a request of that project.
 */
export function unseenLogits(
  rows: readonly TrainingRow[],
  folds: number,
  seed: number,
  trainOn: (seen: readonly TrainingRow[]) => PackedWeights,
): Float64Array[] {
  const collected = rows.filter(({ origin }) => origin === 'collected');
  const foldOf = foldsOf(groupsOf(collected), folds, seed);
  const foldOfRow = new Map(collected.map((row, index) => [row, foldOf[index]]));
  const foldOfMark = new Map(collected.map((row, index) => [markOf(row.request.text), foldOf[index]]));
  const said: Float64Array[] = collected.map(() => new Float64Array(0));
  for (let fold = 0; fold < folds; fold++) {
    const seen = rows.filter(
      (row) => foldOfRow.get(row) !== fold && (row.like === undefined || foldOfMark.get(row.like) !== fold),
    );
    const weights = unpackWeights(trainOn(seen));
    for (const [index, row] of collected.entries()) {
      if (foldOf[index] === fold) said[index] = textOdds(weights, textFeatures(row.request.text)).mixed;
    }
  }
  return said;
}
