/** From the words of the training rows to the network's tables: vocabulary, rows, fit, packing. */
import { type PackedRecords, shareOf, weightDigit } from '../../src/core/classify/keyTable.ts';
import { hasMeaning, orderKey, readInOrder, type TextFeatures } from '../../src/core/classify/features.ts';
import {
  embeddingSize,
  hiddenSize,
  type Layer,
  type PackedNetwork,
  remainder,
} from '../../src/core/classify/network.ts';
import { forLayers } from '../../src/core/classify/weightsFile.ts';
import { stem } from '../../src/core/classify/tokens.ts';
import type { Target } from './classifyFit.ts';
import { dimensions, type WordVectors } from './classifyVectors.ts';
import { fitNetwork, type NetworkRows } from './networkFit.ts';
import { embed, type Parameters, type Vocabulary } from './networkParameters.ts';

/** Rows a word must occur in to learn an embedding of its own, and a named feature to take part. */
const leastOwn = 8;
const leastNamed = 10;
/** Brings the values of the vectors to about 1. */
const vectorScale = 1.5;
/** Words kept: `weights.bin` stays below 290 kB. */
const keptWords = 6_000;
const unknownWord = 0;

export interface NetworkInput {
  readonly rows: Pick<NetworkRows, 'words' | 'named' | 'namedCount'>;
  readonly vocabulary: Vocabulary;
  /** How many rows each word of the vocabulary occurs in. */
  readonly occurrences: Int32Array;
  readonly namedKeys: readonly number[];
}

export function networkInput(
  features: readonly TextFeatures[],
  vectors: WordVectors | undefined,
): NetworkInput {
  const stems = features.map(({ tokens }) => readInOrder(tokens).map(stem));
  const counts = new Map<string, number>();
  for (const row of stems) for (const word of new Set(row)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const vectorOf = new Map<string, number>();
  for (const [index, word] of (vectors?.words ?? []).entries()) {
    if (hasMeaning(word) && !vectorOf.has(stem(word))) vectorOf.set(stem(word), index);
  }
  // Words that only the vectors know are kept for what they mean.
  const words = ['', ...new Set([...counts.keys(), ...vectorOf.keys()])];
  const occurrences = Int32Array.from(words, (word) => counts.get(word) ?? 0);
  const own = Uint8Array.from(occurrences, (count, word) =>
    word === unknownWord || count >= leastOwn ? 1 : 0,
  );
  const hasVector = Uint8Array.from(words, (word) => (vectorOf.has(word) ? 1 : 0));
  const values = new Float32Array(words.length * dimensions);
  for (const [index, word] of words.entries()) {
    const vector = vectorOf.get(word);
    if (vectors === undefined || vector === undefined) continue;
    for (let dimension = 0; dimension < dimensions; dimension++) {
      values[index * dimensions + dimension] =
        vectorScale * (vectors.values[vector * dimensions + dimension] ?? 0);
    }
  }
  const numberOf = new Map(words.map((word, index) => [word, index]));
  const known = (word: string): number => {
    const number = numberOf.get(word) ?? unknownWord;
    return own[number] === 1 || hasVector[number] === 1 ? number : unknownWord;
  };
  const { named, namedKeys } = namedFeatures(features);
  return {
    rows: {
      words: stems.map((row) => Int32Array.from(row, known)),
      named,
      namedCount: namedKeys.length,
    },
    vocabulary: { words, own, vectors: values, vectorSize: dimensions, hasVector },
    occurrences,
    namedKeys,
  };
}

function namedFeatures(features: readonly TextFeatures[]): { named: Int32Array[]; namedKeys: number[] } {
  const keysOf = ({ blocks }: TextFeatures): number[] => [...blocks.families.hashes, ...blocks.shape.hashes];
  const counts = new Map<number, number>();
  for (const row of features) for (const key of keysOf(row)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const namedKeys = [...counts]
    .filter(([key, count]) => key !== 0 && count >= leastNamed)
    .map(([key]) => key);
  const numberOf = new Map(namedKeys.map((key, index) => [key, index]));
  const named = features.map((row) =>
    Int32Array.from(
      keysOf(row).flatMap((key) => {
        const number = numberOf.get(key);
        return number === undefined ? [] : [number];
      }),
    ),
  );
  return { named, namedKeys };
}

export function trainNetwork(
  input: NetworkInput,
  seen: Int32Array,
  targets: { readonly class: Target; readonly reasoning: Target },
): PackedNetwork {
  const parameters = fitNetwork({ ...input.rows, ...targets }, seen, input.vocabulary);
  return pack(parameters, input);
}

function pack(parameters: Parameters, input: NetworkInput): PackedNetwork {
  const { vocabulary, occurrences, namedKeys } = input;
  const embedding = (word: number): Float32Array => {
    const target = new Float32Array(embeddingSize);
    embed(parameters, vocabulary, word, target, 0);
    return target;
  };
  // Words by how many rows hold them, then by how frequent the language has them (their order).
  const words = [...vocabulary.words.keys()]
    .filter(
      (word) => word !== unknownWord && (vocabulary.own[word] === 1 || vocabulary.hasVector[word] === 1),
    )
    .toSorted((a, b) => (occurrences[b] ?? 0) - (occurrences[a] ?? 0) || a - b)
    .slice(0, keptWords);
  const wordRows = new Map<number, Float32Array>();
  for (const word of words) {
    const key = orderKey(vocabulary.words[word] ?? '');
    if (key !== 0 && !wordRows.has(key)) wordRows.set(key, embedding(word));
  }
  const namedRows = new Map(
    namedKeys.map((key, index) => [
      key,
      parameters.named.value.subarray(index * hiddenSize, (index + 1) * hiddenSize),
    ]),
  );
  const layers: Record<Layer, Float32Array> = {
    unknownWord: embedding(unknownWord),
    taps: parameters.taps.value,
    patternBias: parameters.patternBias.value,
    first: parameters.first.value,
    firstBias: parameters.firstBias.value,
    second: parameters.second.value,
    secondBias: parameters.secondBias.value,
  };
  const largest = {
    words: largestOf(wordRows.values()),
    named: largestOf(namedRows.values()),
    ...forLayers((name) => largestOf([layers[name]])),
  };
  return {
    words: records(wordRows, largest.words),
    named: records(namedRows, largest.named),
    layers: forLayers((name) =>
      Uint8Array.from([...layers[name]].flatMap((value) => twoDigits(value, largest[name]))),
    ),
    largest,
  };
}

function records(rows: ReadonlyMap<number, Float32Array>, largest: number): PackedRecords {
  const sorted = [...rows].toSorted(([a], [b]) => a - b);
  return {
    keys: Int32Array.from(sorted, ([key]) => key),
    digits: Uint8Array.from(
      sorted.flatMap(([, values]) => Array.from(values, (value) => weightDigit(value, largest))),
    ),
  };
}

function twoDigits(value: number, largest: number): [number, number] {
  const first = weightDigit(value, largest);
  return [first, weightDigit(value - largest * shareOf(first), largest * remainder)];
}

function largestOf(rows: Iterable<Float32Array>): number {
  let largest = 0;
  for (const row of rows) for (const value of row) largest = Math.max(largest, Math.abs(value));
  return Number(largest.toPrecision(6));
}
