/**
 * Reads `weights.bin`, which `test/bench/classifyPack.ts` writes:
 *
 * - the mark;
 * - as 64-bit floats what the digits of each block, of words, named features and layers stand for, the biases and the
 *   calibration, in the order in which they are read below;
 * - features, words and named features: how many (32 bits), the gaps between their keys (seven bits a byte, the eighth
 *   set where the gap goes on), their digits;
 * - the digits of each layer.
 *
 * Numbers are little-endian. Digits have six bits each, the high ones first; a run of them ends on a whole byte.
 */
import type { Block } from './features.ts';
import { digitBits, outputCount, type PackedRecords } from './keyTable.ts';
import type { PackedWeights } from './model.ts';
import { embeddingSize, hiddenSize, type Layer, layerSizes } from './network.ts';

/** "SWY" and the number of the format. */
export const weightsMark = [0x53, 0x57, 0x59, 1] as const;

/** @throws Error where the bytes are not weights of this format, whole. */
export function readWeights(bytes: Uint8Array): PackedWeights {
  if (weightsMark.some((byte, index) => bytes[index] !== byte)) throw new Error('these are no weights');
  const read = readerOf(bytes, weightsMark.length);
  const perOutput = (): number[] => Array.from({ length: outputCount }, read.float);
  const largest: Record<Block, number[]> = {
    words: perOutput(),
    characters: perOutput(),
    families: perOutput(),
    shape: perOutput(),
    skeleton: perOutput(),
    meaning: perOutput(),
  };
  const scaling = {
    bias: perOutput(),
    temperature: read.float(),
    reasoningSlope: read.float(),
    reasoningIntercept: read.float(),
  };
  const largestOfNetwork = { words: read.float(), named: read.float(), ...forLayers(read.float) };
  const weights: PackedWeights = {
    features: read.records(outputCount),
    largest,
    ...scaling,
    network: {
      words: read.records(embeddingSize),
      named: read.records(hiddenSize),
      layers: forLayers((name) => read.digits(layerSizes[name] * 2)),
      largest: largestOfNetwork,
    },
  };
  if (read.position() !== bytes.length) throw new Error('the weights are not whole');
  return weights;
}

/** Makes something for each layer, in the order of the file. */
export function forLayers<Value>(make: (name: Layer) => Value): Record<Layer, Value> {
  return {
    unknownWord: make('unknownWord'),
    taps: make('taps'),
    patternBias: make('patternBias'),
    first: make('first'),
    firstBias: make('firstBias'),
    second: make('second'),
    secondBias: make('secondBias'),
  };
}

interface WeightsReader {
  readonly float: () => number;
  readonly records: (size: number) => PackedRecords;
  readonly digits: (count: number) => Uint8Array;
  readonly position: () => number;
}

/** Beyond the end everything is zero; whoever reads looks at the position in the end. */
function readerOf(bytes: Uint8Array, start: number): WeightsReader {
  let position = start;
  const view = (size: number): DataView => {
    const padded = new Uint8Array(size);
    padded.set(bytes.subarray(position, position + size));
    position += size;
    return new DataView(padded.buffer);
  };

  const gap = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[position++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };

  const digits = (count: number): Uint8Array => {
    const read = new Uint8Array(count);
    let kept = 0;
    let keptBits = 0;
    for (let index = 0; index < count; index++) {
      if (keptBits < digitBits) {
        kept = (kept << 8) | (bytes[position++] ?? 0);
        keptBits += 8;
      }
      keptBits -= digitBits;
      read[index] = kept >>> keptBits;
      kept &= (1 << keptBits) - 1;
    }
    return read;
  };

  return {
    float: () => view(8).getFloat64(0, true),
    records(size) {
      const keys = new Int32Array(Math.min(view(4).getUint32(0, true), bytes.length));
      let key = 0;
      for (let record = 0; record < keys.length; record++) {
        key += gap();
        keys[record] = key;
      }
      return { keys, digits: digits(keys.length * size) };
    },
    digits,
    position: () => position,
  };
}
