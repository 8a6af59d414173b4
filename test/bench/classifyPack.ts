/** Chooses the features worth their bytes, makes digits of weights, and writes `weights.bin`. */
import {
  digitBits,
  outputCount,
  type PackedRecords,
  reasoningOutput,
  weightDigit,
} from '../../src/core/classify/keyTable.ts';
import {
  type Block,
  blocks,
  featureKey,
  hasMeaning,
  type TextFeatures,
} from '../../src/core/classify/features.ts';
import type { PackedWeights } from '../../src/core/classify/model.ts';
import { forLayers, weightsMark } from '../../src/core/classify/weightsFile.ts';
import type { Fit } from './classifyFit.ts';
import { type Column, type Matrix, meaningScale } from './classifyMatrix.ts';
import { dimensions, type WordVectors } from './classifyVectors.ts';

/** Records kept: `weights.bin` stays below 290 kB. */
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
    features: {
      keys: Int32Array.from(records, ({ key }) => key),
      digits: Uint8Array.from(
        records.flatMap(({ block, weights }) =>
          weights.map((weight, output) => weightDigit(weight, largest[block][output] ?? 0)),
        ),
      ),
    },
    largest,
    bias,
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** The bytes of `weights.bin`, as `readWeights` reads them. */
export function writeWeights({ features, largest, network, ...scaling }: PackedWeights): Uint8Array {
  const floats = [
    ...blocks.flatMap((block) => largest[block]),
    ...scaling.bias,
    scaling.temperature,
    scaling.reasoningSlope,
    scaling.reasoningIntercept,
    network.largest.words,
    network.largest.named,
    ...Object.values(forLayers((name) => network.largest[name])),
  ];
  return Uint8Array.from([
    ...weightsMark,
    ...floats.flatMap(floatBytes),
    ...[features, network.words, network.named].flatMap(recordBytes),
    ...Object.values(forLayers((name) => digitBytes(network.layers[name]))).flat(),
  ]);
}

function floatBytes(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return [...new Uint8Array(view.buffer)];
}

function recordBytes({ keys, digits }: PackedRecords): number[] {
  const bytes = [0, 8, 16, 24].map((shift) => (keys.length >>> shift) & 0xff);
  for (const [record, key] of keys.entries()) {
    let gap = key - (keys[record - 1] ?? 0);
    for (; gap >= 0x80; gap >>>= 7) bytes.push((gap & 0x7f) | 0x80);
    bytes.push(gap);
  }
  return [...bytes, ...digitBytes(digits)];
}

function digitBytes(digits: Uint8Array): number[] {
  const bytes: number[] = [];
  let kept = 0;
  let keptBits = 0;
  for (const digit of digits) {
    kept = (kept << digitBits) | digit;
    keptBits += digitBits;
    if (keptBits < 8) continue;
    keptBits -= 8;
    bytes.push(kept >>> keptBits);
    kept &= (1 << keptBits) - 1;
  }
  if (keptBits > 0) bytes.push(kept << (8 - keptBits));
  return bytes;
}
