/** Trains anew for each fold without its projects, and judges on them: the honest figure. */
import { textFeatures } from '../../src/core/classify/features.ts';
import { reasoningOutput, textLogits, unpackWeights } from '../../src/core/classify/model.ts';
import { requestClasses } from '../../src/core/request.ts';
import { baselines } from './classifyBaselines.ts';
import { foldsOf, groupsOf } from './classifyGroups.ts';
import type { Judged } from './classifyMetrics.ts';
import { report, type Report } from './classifyReport.ts';
import { readTrainingRows, type TrainingRow } from './classifyRows.ts';
import { train } from './classifyTrain.ts';
import { readVectors } from './classifyVectors.ts';

/** Rows that a test suite of an assistant poses: instructions written by its makers, not by users. */
const notNatural = /stest/i;
const leastProjectRows = 40;

export interface CrossValidation extends Report {
  readonly folds: number;
  /** Every row of the file, those included that are no natural requests. */
  readonly allRows: Report;
  readonly baselines: Readonly<Record<string, Report>>;
  readonly bySource: Readonly<Record<string, Report>>;
  readonly byProject: Readonly<Record<string, Report>>;
}

export function crossValidate(file: string, folds: number, vectorFile: string | undefined): CrossValidation {
  const rows = readTrainingRows([file]);
  const vectors = vectorFile === undefined ? undefined : readVectors(vectorFile);
  const collected = rows.filter((row) => !row.written);
  const written = rows.filter((row) => row.written);
  const groups = groupsOf(collected);
  const foldOf = foldsOf(groups, folds, 7);
  const said = collected.map((row, index) => judge(row, groups[index] ?? '', 0, 0));
  for (let fold = 0; fold < folds; fold++) {
    const seen = collected.filter((_, index) => foldOf[index] !== fold);
    const weights = unpackWeights(train([...seen, ...written], vectors, { calibrate: false }).packed);
    for (const [index, row] of collected.entries()) {
      if (foldOf[index] !== fold) continue;
      const logits = [...textLogits(weights, textFeatures(row.request.text))];
      const classLogits = logits.slice(0, reasoningOutput);
      const predicted = classLogits.indexOf(Math.max(...classLogits));
      said[index] = judge(row, groups[index] ?? '', predicted, logits[reasoningOutput] ?? 0);
    }
  }
  const natural = (_: unknown, index: number): boolean => !notNatural.test(collected[index]?.source ?? '');
  const part = (keep: (row: TrainingRow) => boolean): Judged[] =>
    said.filter((_, index) => {
      const row = collected[index];
      return row !== undefined && keep(row);
    });
  return {
    folds,
    ...report(said.filter(natural)),
    allRows: report(said),
    baselines: Object.fromEntries(
      Object.entries(baselines).map(([name, guess]) => [
        name,
        report(
          collected
            .map((row, index) => {
              const { class: label, reasoningScore } = guess(row.request.text);
              return judge(row, groups[index] ?? '', requestClasses.indexOf(label), reasoningScore);
            })
            .filter(natural),
        ),
      ]),
    ),
    bySource: reports(
      namesOf(collected, (row) => row.source, 1),
      (name) => part((row) => row.source === name),
    ),
    byProject: reports(
      namesOf(collected, (row) => row.project, leastProjectRows),
      (name) => part((row) => row.project === name),
    ),
  };
}

function judge(row: TrainingRow, group: string, predicted: number, reasoningScore: number): Judged {
  return {
    group,
    truth: requestClasses.indexOf(row.class),
    predicted,
    deservesReasoning: row.deservesReasoning,
    reasoningScore,
  };
}

function namesOf(
  rows: readonly TrainingRow[],
  nameOf: (row: TrainingRow) => string,
  least: number,
): string[] {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(nameOf(row), (sizes.get(nameOf(row)) ?? 0) + 1);
  return [...sizes]
    .filter(([name, size]) => name !== '' && size >= least)
    .map(([name]) => name)
    .toSorted();
}

function reports(names: readonly string[], rowsOf: (name: string) => Judged[]): Record<string, Report> {
  return Object.fromEntries(names.map((name) => [name, report(rowsOf(name))]));
}
