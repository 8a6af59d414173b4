/**
 * A small neural network beside the linear model: it reads the words in order by what they mean
 * (embeddings), keeps the strongest of each pattern of one or two words, and joins them with the
 * families and the shape in one hidden layer. What a pattern makes of a word is worked out when the
 * word is first met.
 */
import {
  type KeyTable,
  outputCount,
  type PackedRecords,
  shareOf,
  slotOf,
  unpackRecords,
} from './keyTable.ts';
import type { TextFeatures } from './features.ts';

export const embeddingSize = 16;
/** Words in a pattern, and patterns of each length. */
export const windows = [1, 2] as const;
export const filters = 24;
export const hiddenSize = 32;
export const pooledSize = windows.length * filters + embeddingSize;
/** Places within patterns, all lengths together: what a word can be to them. */
export const tapCount = windows.reduce<number>((sum, width) => sum + width, 0);
export const responseSize = tapCount * filters;

/** Layers by name; the size of each in numbers. */
export const layerSizes = {
  unknownWord: embeddingSize,
  taps: embeddingSize * responseSize,
  patternBias: windows.length * filters,
  first: pooledSize * hiddenSize,
  firstBias: hiddenSize,
  second: hiddenSize * outputCount,
  secondBias: outputCount,
} as const;
export type Layer = keyof typeof layerSizes;

/** What `weights.bin` holds of the network: made by `test/bench/train.ts`, never by hand. */
export interface PackedNetwork {
  /** A digit for each of `embeddingSize` numbers. */
  readonly words: PackedRecords;
  /** A digit for each of `hiddenSize` numbers: families and shapes. */
  readonly named: PackedRecords;
  /** Two digits a number, the second for what the first leaves over. */
  readonly layers: Readonly<Record<Layer, Uint8Array>>;
  /** What the digit for 1 stands for. */
  readonly largest: Readonly<Record<Layer | 'words' | 'named', number>>;
}

export interface Network {
  readonly wordKeys: KeyTable;
  readonly embeddings: Float32Array;
  /** `responseSize` numbers a word, worked out when the word is first met. */
  readonly responses: Float32Array;
  readonly met: Uint8Array;
  readonly namedKeys: KeyTable;
  readonly named: Float32Array;
  readonly layers: Readonly<Record<Layer, Float32Array>>;
}

/** The second digit of a number resolves what is left to this share of the first. */
export const remainder = 0.06;

export function unpackNetwork(packed: PackedNetwork): Network {
  const words = unpackRecords(packed.words, embeddingSize, packed.largest.words);
  const named = unpackRecords(packed.named, hiddenSize, packed.largest.named);
  const layer = (name: Layer): Float32Array => {
    const digits = packed.layers[name];
    const largest = packed.largest[name];
    return Float32Array.from(
      { length: layerSizes[name] },
      (_, index) => largest * (shareOf(digits[index * 2]) + remainder * shareOf(digits[index * 2 + 1])),
    );
  };
  const layers = {
    unknownWord: layer('unknownWord'),
    taps: layer('taps'),
    patternBias: layer('patternBias'),
    first: layer('first'),
    firstBias: layer('firstBias'),
    second: layer('second'),
    secondBias: layer('secondBias'),
  };
  // One place more than the table has: that of a word it does not hold.
  const places = words.keys.length + 1;
  const embeddings = new Float32Array(places * embeddingSize);
  embeddings.set(words.values);
  embeddings.set(layers.unknownWord, words.values.length);
  return {
    wordKeys: words.keys,
    embeddings,
    responses: new Float32Array(places * responseSize),
    met: new Uint8Array(places),
    namedKeys: named.keys,
    named: named.values,
    layers,
  };
}

/** Log-odds of each output, uncalibrated. */
export function networkLogits(network: Network, features: TextFeatures): Float64Array {
  const { layers } = network;
  const pooled = pool(network, features.order);
  const hidden = Float64Array.from(layers.firstBias);
  for (let index = 0; index < pooledSize; index++) {
    addScaled(hidden, layers.first, index, pooled[index] ?? 0);
  }
  for (const { hashes } of [features.blocks.families, features.blocks.shape]) {
    for (const key of hashes) {
      const place = slotOf(network.namedKeys, key);
      if (place >= 0) addScaled(hidden, network.named, place, 1);
    }
  }
  const logits = Float64Array.from(layers.secondBias);
  for (let index = 0; index < hiddenSize; index++) {
    const value = hidden[index] ?? 0;
    if (value > 0) addScaled(logits, layers.second, index, value);
  }
  return logits;
}

/** Adds row `row` of `rows`, as long as `sum`, times `factor`. */
function addScaled(sum: Float64Array, rows: Float32Array, row: number, factor: number): void {
  const start = row * sum.length;
  for (let index = 0; index < sum.length; index++) {
    sum[index] = (sum[index] ?? 0) + factor * (rows[start + index] ?? 0);
  }
}

/** The strongest response of each pattern (none below 0), then the mean embedding. */
function pool(network: Network, order: Int32Array): Float64Array {
  const { responses, embeddings, layers } = network;
  const pooled = new Float64Array(pooledSize);
  const places = Int32Array.from(order, (key) => meet(network, key));
  let tap = 0;
  const sums = new Float64Array(filters);
  for (const [position, width] of windows.entries()) {
    const bias = position * filters;
    for (let start = 1 - width; start < places.length; start++) {
      for (let filter = 0; filter < filters; filter++) sums[filter] = layers.patternBias[bias + filter] ?? 0;
      for (let offset = 0; offset < width; offset++) {
        const place = places[start + offset];
        if (place === undefined) continue;
        const row = place * responseSize + (tap + offset) * filters;
        for (let filter = 0; filter < filters; filter++) {
          sums[filter] = (sums[filter] ?? 0) + (responses[row + filter] ?? 0);
        }
      }
      for (let filter = 0; filter < filters; filter++) {
        const sum = sums[filter] ?? 0;
        if (sum > (pooled[bias + filter] ?? 0)) pooled[bias + filter] = sum;
      }
    }
    tap += width;
  }
  for (const place of places) {
    for (let index = 0; index < embeddingSize; index++) {
      const at = windows.length * filters + index;
      pooled[at] = (pooled[at] ?? 0) + (embeddings[place * embeddingSize + index] ?? 0) / places.length;
    }
  }
  return pooled;
}

/** The place of a word, its responses worked out. */
function meet(network: Network, key: number): number {
  const { wordKeys, met, embeddings, responses, layers } = network;
  const found = slotOf(wordKeys, key);
  const place = found < 0 ? wordKeys.length : found;
  if (met[place] === 1) return place;
  met[place] = 1;
  const start = place * responseSize;
  for (let index = 0; index < embeddingSize; index++) {
    const value = embeddings[place * embeddingSize + index] ?? 0;
    const row = index * responseSize;
    for (let tap = 0; tap < responseSize; tap++) {
      responses[start + tap] = (responses[start + tap] ?? 0) + value * (layers.taps[row + tap] ?? 0);
    }
  }
  return place;
}
