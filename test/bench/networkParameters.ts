/** What the network learns: plain arrays, each beside its gradient and Adam's two moments. */
import {
  embeddingSize,
  filters,
  hiddenSize,
  pooledSize,
  responseSize,
  tapCount,
  windows,
} from '../../src/core/classify/network.ts';
import { outputCount } from '../../src/core/classify/keyTable.ts';

export interface Parameter {
  readonly value: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

/** The words of the training rows; word 0 stands for all that are unknown. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** 1 where a word has an embedding of its own; the others live by their vector alone. */
  readonly own: Uint8Array;
  /** `vectorSize` pre-trained numbers a word, zeros where there are none. */
  readonly vectors: Float32Array;
  readonly vectorSize: number;
  readonly hasVector: Uint8Array;
}

export interface Parameters {
  readonly own: Parameter;
  /** Projects a pre-trained vector onto an embedding. */
  readonly projection: Parameter;
  /** Row for row an embedding's number, columns as in `Network.responses`. */
  readonly taps: Parameter;
  readonly patternBias: Parameter;
  readonly named: Parameter;
  readonly first: Parameter;
  readonly firstBias: Parameter;
  readonly second: Parameter;
  readonly secondBias: Parameter;
}

export function newParameters(vocabulary: Vocabulary, namedCount: number, random: () => number): Parameters {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const parameter = (size: number, spread: number): Parameter => ({
    value: Float32Array.from({ length: size }, () => (spread === 0 ? 0 : spread * normal())),
    gradient: new Float32Array(size),
    mean: new Float32Array(size),
    square: new Float32Array(size),
  });
  const own = parameter(vocabulary.words.length * embeddingSize, 0.1);
  for (const [word, has] of vocabulary.own.entries()) {
    if (has === 0) own.value.fill(0, word * embeddingSize, (word + 1) * embeddingSize);
  }
  return {
    own,
    projection: parameter(vocabulary.vectorSize * embeddingSize, 0.05),
    taps: parameter(
      embeddingSize * responseSize,
      Math.sqrt((2 * windows.length) / (tapCount * embeddingSize)),
    ),
    patternBias: parameter(windows.length * filters, 0),
    named: parameter(namedCount * hiddenSize, 0.1),
    first: parameter(pooledSize * hiddenSize, Math.sqrt(2 / pooledSize)),
    firstBias: parameter(hiddenSize, 0),
    second: parameter(hiddenSize * outputCount, Math.sqrt(1 / hiddenSize)),
    secondBias: parameter(outputCount, 0),
  };
}

/** Writes the embedding of `word` to `target` from `at` on. */
export function embed(
  { own, projection }: Parameters,
  vocabulary: Vocabulary,
  word: number,
  target: Float32Array,
  at: number,
): void {
  for (let index = 0; index < embeddingSize; index++) {
    target[at + index] = own.value[word * embeddingSize + index] ?? 0;
  }
  if (vocabulary.hasVector[word] !== 1) return;
  const start = word * vocabulary.vectorSize;
  for (let dimension = 0; dimension < vocabulary.vectorSize; dimension++) {
    const value = vocabulary.vectors[start + dimension] ?? 0;
    const row = dimension * embeddingSize;
    for (let index = 0; index < embeddingSize; index++) {
      target[at + index] = (target[at + index] ?? 0) + value * (projection.value[row + index] ?? 0);
    }
  }
}
