/** Trains anew for each fold without its projects, and judges on them: the honest figure. */
import { reasoningOutput } from '../../src/core/classify/keyTable.ts';
import { requestClasses } from '../../src/core/model/request.ts';
import { baselines } from './classifyBaselines.ts';
import { groupsOf } from './classifyGroups.ts';
import { unseenLogits } from './classifyHoldOut.ts';
import type { Judged } from './classifyMetrics.ts';
import { report, type Report } from './classifyReport.ts';
import { readTrainingRows, type TrainingRow } from './classifyRows.ts';
import { train } from './classifyTrain.ts';
import { readVectors } from './classifyVectors.ts';

/** Rows that a test suite of an assistant poses: instructions written by its makers, not by users. */
const notNatural = /stest/i;
const leastProjectRows = 40;
const seed = 7;

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
  const collected = rows.filter(({ origin }) => origin === 'collected');
  const groups = groupsOf(collected);
  const logits = unseenLogits(rows, folds, seed, (seen) => train(seen, vectors, { calibrate: false }).packed);
  const said = collected.map((row, index) => {
    const odds = [...(logits[index] ?? [])];
    const classes = odds.slice(0, reasoningOutput);
    return judge(row, groups[index] ?? '', classes.indexOf(Math.max(...classes)), odds[reasoningOutput] ?? 0);
  });
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
