/** From labelled requests to packed weights: features, fits, calibration, packing. */
import { type TextFeatures, textFeatures } from '../../src/core/classify/features.ts';
import type { PackedWeights } from '../../src/core/classify/model.ts';
import { requestClasses } from '../../src/core/model/request.ts';
import { type Calibration, calibrate } from './classifyCalibrate.ts';
import { fitLogistic, type Target } from './classifyFit.ts';
import { unseenLogits } from './classifyHoldOut.ts';
import { vectorise } from './classifyMatrix.ts';
import { meaningRecords, pack } from './classifyPack.ts';
import type { Origin, TrainingRow } from './classifyRows.ts';
import type { WordVectors } from './classifyVectors.ts';
import { networkInput, trainNetwork } from './networkTrain.ts';

/** Chosen by cross-validation over whole projects; a row also weighs by how sure its reader was. */
const weightOfConfidence = { 1: 0.5, 2: 0.8, 3: 1 } as const;
const classWeight: Record<Origin, number> = { collected: 1, short: 0.6, alike: 0.4, session: 0.4 };
const reasoningWeight: Record<Origin, number> = { collected: 1, short: 0.15, alike: 0.5, session: 0.5 };
const inversePenalty = 1;
const iterations = 45;
export const calibrationFolds = 3;
const calibrationSeed = 1;

export interface Trained {
  readonly packed: PackedWeights;
  /** Of rows of projects not seen: mean gap between said and true probability. */
  readonly calibration: Calibration['error'] | undefined;
}

export function train(
  rows: readonly TrainingRow[],
  vectors: WordVectors | undefined,
  options: { readonly calibrate: boolean },
): Trained {
  const calibration = options.calibrate ? calibrateUnseen(rows, vectors) : undefined;
  const features = rows.map((row) => textFeatures(row.request.text));
  const targets = targetsOf(rows);
  const network = trainNetwork(networkInput(features, vectors), Int32Array.from(rows.keys()), targets);
  return {
    packed: { ...fitLinear(features, targets, vectors), ...scaling(calibration), network },
    calibration: calibration?.error,
  };
}

function fitLinear(
  features: readonly TextFeatures[],
  targets: { readonly class: Target; readonly reasoning: Target },
  vectors: WordVectors | undefined,
): Pick<PackedWeights, 'features' | 'largest' | 'bias'> {
  const matrix = vectorise(features, vectors);
  const everything = Int32Array.from(features.keys());
  const classFit = fitLogistic(matrix.rows, everything, targets.class, inversePenalty, iterations);
  const reasoningFit = fitLogistic(
    matrix.withMeaning,
    everything,
    targets.reasoning,
    inversePenalty,
    iterations,
  );
  const meanings = vectors === undefined ? [] : meaningRecords(vectors, reasoningFit, matrix, features);
  return pack(matrix.columns, classFit, reasoningFit, meanings);
}

function calibrateUnseen(rows: readonly TrainingRow[], vectors: WordVectors | undefined): Calibration {
  const collected = rows.filter(({ origin }) => origin === 'collected');
  const said = unseenLogits(
    rows,
    calibrationFolds,
    calibrationSeed,
    (seen) => train(seen, vectors, { calibrate: false }).packed,
  );
  return calibrate(
    collected.map((row, index) => ({
      logits: said[index] ?? new Float64Array(0),
      class: requestClasses.indexOf(row.class),
      deservesReasoning: row.deservesReasoning,
      weight: weightOfConfidence[row.confidence],
    })),
  );
}

function scaling(
  calibration: Calibration | undefined,
): Pick<PackedWeights, 'temperature' | 'reasoningSlope' | 'reasoningIntercept'> {
  return {
    temperature: rounded(calibration?.temperature ?? 1),
    reasoningSlope: rounded(calibration?.slope ?? 1),
    reasoningIntercept: rounded(calibration?.intercept ?? 0),
  };
}

function targetsOf(rows: readonly TrainingRow[]): { class: Target; reasoning: Target } {
  const weigh = ({ origin, confidence }: TrainingRow, weights: Record<Origin, number>): number =>
    weights[origin] * weightOfConfidence[confidence];
  return {
    class: {
      classes: requestClasses.length,
      labels: Int32Array.from(rows, (row) => requestClasses.indexOf(row.class)),
      rowWeights: Float64Array.from(rows, (row) => weigh(row, classWeight)),
    },
    reasoning: {
      classes: 2,
      labels: Int32Array.from(rows, (row) => (row.deservesReasoning ? 1 : 0)),
      rowWeights: Float64Array.from(rows, (row) => weigh(row, reasoningWeight)),
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
