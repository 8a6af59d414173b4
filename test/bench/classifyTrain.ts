/** From labelled requests to packed weights: features, fit, calibration, pruning, packing. */
import {
  type Block,
  blocks,
  featureKey,
  hasMeaning,
  type TextFeatures,
  textFeatures,
} from '../../src/core/classify/features.ts';
import {
  keyText,
  outputCount,
  type PackedWeights,
  reasoningOutput,
  sigmoid,
  weightDigit,
} from '../../src/core/classify/model.ts';
import { requestClasses } from '../../src/core/request.ts';
import { type Fit, fitLogistic, type SparseRows, type Target } from './classifyFit.ts';
import { foldsOf, groupsOf } from './classifyGroups.ts';
import type { TrainingRow } from './classifyRows.ts';
import { dimensions, type WordVectors } from './classifyVectors.ts';

/** Chosen by cross-validation over whole projects; a collected row weighs by how sure its reader was. */
const weightOfConfidence = { 1: 0.5, 2: 0.8, 3: 1 } as const;
const writtenClassWeight = 0.6;
const writtenReasoningWeight = 0.15;
const inversePenalty = 1;
const iterations = 45;
/** Rows a feature must occur in to be learned. */
const leastRows: Record<Block, number> = {
  words: 2,
  characters: 3,
  families: 2,
  shape: 2,
  skeleton: 3,
  meaning: 1,
};
const meaningScale = 0.5;
/** Records kept: `weights.ts` stays below 400 kB. */
const keptRecords = 43_000;
const keptMeanings = 6_000;

export interface Trained {
  readonly packed: PackedWeights;
  /** Of the calibration folds: mean gap between said and true probability (expected calibration error). */
  readonly calibration: { readonly class: number; readonly reasoning: number } | undefined;
}

interface Matrix {
  readonly rows: SparseRows;
  readonly withMeaning: SparseRows;
  /** For each column its block and hash, and in how many rows and how strongly it occurs. */
  readonly columns: readonly Column[];
}

interface Column {
  readonly block: Block;
  readonly hash: number;
  readonly occurrences: number;
  readonly meanValue: number;
}

export function train(
  rows: readonly TrainingRow[],
  vectors: WordVectors | undefined,
  options: { readonly calibrate: boolean },
): Trained {
  const features = rows.map((row) => textFeatures(row.request.text));
  const matrix = vectorise(features, vectors);
  const targets = targetsOf(rows);
  const everything = Int32Array.from(rows.keys());
  const scaling = options.calibrate ? calibrate(rows, matrix, targets) : undefined;
  const classFit = fitLogistic(matrix.rows, everything, targets.class, inversePenalty, iterations);
  const reasoningFit = fitLogistic(
    matrix.withMeaning,
    everything,
    targets.reasoning,
    inversePenalty,
    iterations,
  );
  const meanings = vectors === undefined ? [] : meaningRecords(vectors, reasoningFit, matrix, features);
  const packed = pack(matrix.columns, classFit, reasoningFit, meanings, {
    temperature: scaling?.temperature ?? 1,
    reasoningSlope: scaling?.slope ?? 1,
    reasoningIntercept: scaling?.intercept ?? 0,
  });
  return { packed, calibration: scaling?.error };
}

function targetsOf(rows: readonly TrainingRow[]): { class: Target; reasoning: Target } {
  const weigh = (row: TrainingRow, written: number): number =>
    row.written ? written : weightOfConfidence[row.confidence];
  return {
    class: {
      classes: requestClasses.length,
      labels: Int32Array.from(rows, (row) => requestClasses.indexOf(row.class)),
      rowWeights: Float64Array.from(rows, (row) => weigh(row, writtenClassWeight)),
    },
    reasoning: {
      classes: 2,
      labels: Int32Array.from(rows, (row) => (row.deservesReasoning ? 1 : 0)),
      rowWeights: Float64Array.from(rows, (row) => weigh(row, writtenReasoningWeight)),
    },
  };
}

const hashedBlocks = blocks.filter((block) => block !== 'meaning');

function vectorise(features: readonly TextFeatures[], vectors: WordVectors | undefined): Matrix {
  const counts = new Map<number, { rows: number; total: number }>();
  const rowMaps = features.map((row) => {
    const map = new Map<number, number>();
    for (const [position, block] of hashedBlocks.entries()) {
      const { hashes, scale } = row.blocks[block];
      for (const hash of hashes) {
        const id = position * 2 ** 24 + hash;
        map.set(id, (map.get(id) ?? 0) + scale);
      }
    }
    for (const [id, value] of map) {
      const count = counts.get(id) ?? { rows: 0, total: 0 };
      count.rows++;
      count.total += value;
      counts.set(id, count);
    }
    return map;
  });
  const columns: Column[] = [];
  const columnOf = new Map<number, number>();
  for (const [id, { rows, total }] of counts) {
    const block = hashedBlocks[Math.floor(id / 2 ** 24)] ?? 'words';
    if (rows < leastRows[block]) continue;
    columnOf.set(id, columns.length);
    columns.push({ block, hash: id % 2 ** 24, occurrences: rows, meanValue: total / rows });
  }
  const hashed = rowMaps.map((map): [number, number][] =>
    [...map].flatMap(([id, value]) => {
      const column = columnOf.get(id);
      return column === undefined ? [] : [[column, value]];
    }),
  );
  const rows = sparse(hashed, columns.length);
  if (vectors === undefined) return { rows, withMeaning: rows, columns };
  const meant = hashed.map((entries, index): [number, number][] => [
    ...entries,
    ...meanVector(features[index], vectors).map((value, dimension): [number, number] => [
      columns.length + dimension,
      value,
    ]),
  ]);
  return { rows, withMeaning: sparse(meant, columns.length + dimensions), columns };
}

function meanVector(features: TextFeatures | undefined, vectors: WordVectors): number[] {
  const sum = Array.from({ length: dimensions }, () => 0);
  if (features === undefined) return sum;
  const scale = features.blocks.meaning.scale * meaningScale;
  for (const token of features.tokens) {
    const number = hasMeaning(token) ? vectors.numberOf.get(token) : undefined;
    if (number === undefined) continue;
    for (let index = 0; index < dimensions; index++) {
      sum[index] = (sum[index] ?? 0) + scale * (vectors.values[number * dimensions + index] ?? 0);
    }
  }
  return sum;
}

function sparse(entries: readonly (readonly [number, number])[][], width: number): SparseRows {
  const total = entries.reduce((sum, row) => sum + row.length, 0);
  const columns = new Int32Array(total);
  const values = new Float32Array(total);
  const ends = new Int32Array(entries.length);
  let position = 0;
  for (const [row, list] of entries.entries()) {
    for (const [column, value] of list) {
      columns[position] = column;
      values[position++] = value;
    }
    ends[row] = position;
  }
  return { ends, columns, values, width };
}

export const calibrationFolds = 5;

/** Temperature and Platt scaling on natural rows of projects the fit has not seen. */
function calibrate(
  rows: readonly TrainingRow[],
  matrix: Matrix,
  targets: { class: Target; reasoning: Target },
): { temperature: number; slope: number; intercept: number; error: { class: number; reasoning: number } } {
  const folds = foldsOf(groupsOf(rows), calibrationFolds, 1);
  const said: { logits: number[]; truth: number; reasoning: number; deserves: number; weight: number }[] = [];
  for (let fold = 0; fold < calibrationFolds; fold++) {
    const seen = Int32Array.from(
      [...rows.keys()].filter((row) => rows[row]?.written === true || folds[row] !== fold),
    );
    const classFit = fitLogistic(matrix.rows, seen, targets.class, inversePenalty, iterations);
    const reasoningFit = fitLogistic(matrix.withMeaning, seen, targets.reasoning, inversePenalty, iterations);
    for (const [index, row] of rows.entries()) {
      if (row.written || folds[index] !== fold) continue;
      said.push({
        logits: scoresOf(matrix.rows, classFit, index),
        truth: targets.class.labels[index] ?? 0,
        reasoning: scoresOf(matrix.withMeaning, reasoningFit, index)[0] ?? 0,
        deserves: targets.reasoning.labels[index] ?? 0,
        weight: weightOfConfidence[row.confidence],
      });
    }
  }
  const temperature = lowest(
    Array.from({ length: 61 }, (_, index) => 0.5 + index * 0.025),
    (candidate) =>
      said.reduce(
        (sum, { logits, truth, weight }) => sum - weight * Math.log(softmax(logits, candidate)[truth] ?? 0),
        0,
      ),
  );
  const platt = fitLogistic(
    sparse(
      said.map(({ reasoning }) => [[0, reasoning]]),
      1,
    ),
    Int32Array.from(said.keys()),
    {
      classes: 2,
      labels: Int32Array.from(said, ({ deserves }) => deserves),
      rowWeights: Float64Array.from(said, ({ weight }) => weight),
    },
    1e6,
    100,
  );
  const slope = platt.coefficients[0]?.[0] ?? 1;
  const intercept = platt.intercepts[0] ?? 0;
  const classGap = gap(
    said.map(({ logits, truth }) => {
      const probabilities = softmax(logits, temperature);
      const highest = Math.max(...probabilities);
      return { said: highest, right: probabilities[truth] === highest };
    }),
  );
  const reasoningGap = gap(
    said.map(({ reasoning, deserves }) => ({
      said: sigmoid(slope * reasoning + intercept),
      right: deserves === 1,
    })),
  );
  return { temperature, slope, intercept, error: { class: classGap, reasoning: reasoningGap } };
}

function scoresOf(data: SparseRows, fit: Fit, row: number): number[] {
  const start = row === 0 ? 0 : (data.ends[row - 1] ?? 0);
  return fit.coefficients.map((coefficients, output) => {
    let score = fit.intercepts[output] ?? 0;
    for (let entry = start; entry < (data.ends[row] ?? 0); entry++) {
      score += (data.values[entry] ?? 0) * (coefficients[data.columns[entry] ?? 0] ?? 0);
    }
    return score;
  });
}

function softmax(logits: readonly number[], temperature: number): number[] {
  const highest = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

function lowest(candidates: readonly number[], cost: (candidate: number) => number): number {
  const costs = candidates.map(cost);
  return candidates[costs.indexOf(Math.min(...costs))] ?? 1;
}

/** Expected calibration error over ten equal bins of said probability. */
function gap(rows: readonly { said: number; right: boolean }[]): number {
  const bins = Map.groupBy(rows, ({ said }) => Math.min(9, Math.floor(said * 10)));
  let sum = 0;
  for (const bin of bins.values()) {
    const said = bin.reduce((total, row) => total + row.said, 0);
    sum += Math.abs(said - bin.filter(({ right }) => right).length);
  }
  return sum / rows.length;
}

interface WeightRecord {
  readonly block: Block;
  readonly key: number;
  readonly weights: readonly number[];
  readonly importance: number;
}

/** One weight for each frequent word: its vector on the direction that the fit found. */
function meaningRecords(
  vectors: WordVectors,
  fit: Fit,
  matrix: Matrix,
  features: readonly TextFeatures[],
): WeightRecord[] {
  const coefficients = fit.coefficients[0]?.slice(matrix.columns.length) ?? new Float64Array(dimensions);
  const seen = new Map<string, number>();
  for (const { tokens } of features)
    for (const token of new Set(tokens)) seen.set(token, (seen.get(token) ?? 0) + 1);
  return vectors.words
    .filter(hasMeaning)
    .map((word): WeightRecord => {
      const number = vectors.numberOf.get(word) ?? 0;
      let weight = 0;
      for (let index = 0; index < dimensions; index++) {
        weight +=
          meaningScale * (coefficients[index] ?? 0) * (vectors.values[number * dimensions + index] ?? 0);
      }
      return {
        block: 'meaning',
        key: featureKey('meaning', word),
        weights: [0, 0, 0, 0, weight],
        // Words people use here matter most, then those frequent in general.
        importance: Math.abs(weight) * Math.sqrt((seen.get(word) ?? 0) + 2_000 / (number + 500)),
      };
    })
    .toSorted((a, b) => b.importance - a.importance || a.key - b.key)
    .slice(0, keptMeanings);
}

function pack(
  columns: readonly Column[],
  classFit: Fit,
  reasoningFit: Fit,
  meanings: readonly WeightRecord[],
  scaling: Pick<PackedWeights, 'temperature' | 'reasoningSlope' | 'reasoningIntercept'>,
): PackedWeights {
  const learned = columns
    .map(({ block, hash, occurrences, meanValue }, column): WeightRecord => {
      const classes = classFit.coefficients.map((coefficients) => coefficients[column] ?? 0);
      const weights = [...classes, reasoningFit.coefficients[0]?.[column] ?? 0];
      const largest = Math.max(...weights.map(Math.abs));
      return { block, key: hash, weights, importance: largest * meanValue * Math.sqrt(occurrences) };
    })
    .toSorted((a, b) => b.importance - a.importance || a.key - b.key)
    .slice(0, keptRecords - meanings.length);
  const byKey = new Map<number, WeightRecord>();
  for (const record of [...learned, ...meanings]) {
    if (record.key !== 0 && !byKey.has(record.key)) byKey.set(record.key, record);
  }
  const records = [...byKey.values()].toSorted((a, b) => a.key - b.key);
  const largestOf = (block: Block): number[] =>
    Array.from({ length: outputCount }, (_, output) =>
      rounded(
        records.reduce(
          (largest, record) =>
            record.block === block ? Math.max(largest, Math.abs(record.weights[output] ?? 0)) : largest,
          0,
        ),
      ),
    );
  const largest: Record<Block, number[]> = {
    words: largestOf('words'),
    characters: largestOf('characters'),
    families: largestOf('families'),
    shape: largestOf('shape'),
    skeleton: largestOf('skeleton'),
    meaning: largestOf('meaning'),
  };
  const bias = classFit.intercepts.map(rounded);
  bias[reasoningOutput] = rounded(reasoningFit.intercepts[0] ?? 0);
  return {
    features: records
      .map(
        ({ block, key, weights }) =>
          keyText(key) +
          weights.map((weight, output) => weightDigit(weight, largest[block][output] ?? 0)).join(''),
      )
      .join(''),
    largest,
    bias,
    temperature: rounded(scaling.temperature),
    reasoningSlope: rounded(scaling.reasoningSlope),
    reasoningIntercept: rounded(scaling.reasoningIntercept),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
