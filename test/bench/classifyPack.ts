/** Chooses the features worth their bytes and writes their weights as digits. */
import { keyText, weightDigit, outputCount, reasoningOutput } from '../../src/core/classify/keyTable.ts';
import { type Block, featureKey, hasMeaning, type TextFeatures } from '../../src/core/classify/features.ts';
import type { PackedWeights } from '../../src/core/classify/model.ts';
import type { Fit } from './classifyFit.ts';
import { type Column, type Matrix, meaningScale } from './classifyMatrix.ts';
import { dimensions, type WordVectors } from './classifyVectors.ts';

/** Records kept: `weights.ts` stays below 400 kB. */
const keptRecords = 24_500;
const keptMeanings = 4_000;

interface WeightRecord {
  readonly block: Block;
  readonly key: number;
  readonly weights: readonly number[];
  readonly importance: number;
}

/** One weight for each frequent word: its vector on the direction that the fit found. */
export function meaningRecords(
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

export function pack(
  columns: readonly Column[],
  classFit: Fit,
  reasoningFit: Fit,
  meanings: readonly WeightRecord[],
): Pick<PackedWeights, 'features' | 'largest' | 'bias'> {
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
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
