/** The trained linear model: how its weights are packed, looked up and turned into probabilities. */
import { type RequestClass, requestClasses } from '../request.ts';
import { type Block, blocks, type TextFeatures } from './features.ts';

/** Four classes and, last, "deserves reasoning". */
export const outputCount = requestClasses.length + 1;
export const reasoningOutput = requestClasses.length;

/** What `weights.ts` holds: made by `test/bench/train.ts`, never by hand. */
export interface PackedWeights {
  /** Records of four base64 digits of key and one digit of weight per output, sorted by key. */
  readonly features: string;
  /** Largest absolute weight of each output within a block: what digit ±31 stands for. */
  readonly largest: Readonly<Record<Block, readonly number[]>>;
  /** Log-odds of each output before any feature. */
  readonly bias: readonly number[];
  /** Divides the log-odds of the classes so that their probabilities are calibrated. */
  readonly temperature: number;
  /** Platt scaling of the reasoning log-odds. */
  readonly reasoningSlope: number;
  readonly reasoningIntercept: number;
}

export interface Weights {
  /** Open-addressed table of keys; 0 is a free place. */
  readonly keys: Int32Array;
  /** `outputCount` weights for each place of `keys`, as shares of the largest of their block. */
  readonly values: Float32Array;
  readonly packed: PackedWeights;
}

export const keyDigits = 4;
export const recordDigits = keyDigits + outputCount;
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const zeroDigit = 31;
/** Digits are finer near zero, where most weights lie. */
const companding = 1.5;

/** The digit nearest to `weight` when `largest` is the largest of its output. */
export function weightDigit(weight: number, largest: number): string {
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(weight) / largest);
  const level = Math.round(share ** (1 / companding) * zeroDigit);
  return digits.charAt(zeroDigit + (weight < 0 ? -level : level));
}

export function keyText(key: number): string {
  let text = '';
  for (let shift = 18; shift >= 0; shift -= 6) text += digits.charAt((key >>> shift) & 63);
  return text;
}

export function unpackWeights(packed: PackedWeights): Weights {
  const valueOf = new Int8Array(128);
  for (let index = 0; index < digits.length; index++) valueOf[digits.charCodeAt(index)] = index;
  const levels = new Float32Array(64);
  for (let digit = 0; digit < 63; digit++) {
    const level = digit - zeroDigit;
    levels[digit] = Math.sign(level) * (Math.abs(level) / zeroDigit) ** companding;
  }
  const { features } = packed;
  const count = features.length / recordDigits;
  const places = 2 ** Math.ceil(Math.log2(count * 2 + 2));
  const keys = new Int32Array(places);
  const values = new Float32Array(places * outputCount);
  for (let record = 0; record < features.length; record += recordDigits) {
    let key = 0;
    for (let digit = 0; digit < keyDigits; digit++) {
      key = (key << 6) | (valueOf[features.charCodeAt(record + digit)] ?? 0);
    }
    let place = key & (places - 1);
    while (keys[place] !== 0) place = (place + 1) & (places - 1);
    keys[place] = key;
    for (let output = 0; output < outputCount; output++) {
      const digit = valueOf[features.charCodeAt(record + keyDigits + output)] ?? zeroDigit;
      values[place * outputCount + output] = levels[digit] ?? 0;
    }
  }
  return { keys, values, packed };
}

/** The place of `key` in the table, or -1. */
export function placeOf(weights: Weights, key: number): number {
  const { keys } = weights;
  const mask = keys.length - 1;
  let place = key & mask;
  for (;;) {
    const found = keys[place];
    if (found === key) return place;
    if (found === 0 || found === undefined) return -1;
    place = (place + 1) & mask;
  }
}

/** Log-odds of each output for the words of a request, uncalibrated. */
export function textLogits(weights: Weights, features: TextFeatures): Float64Array {
  const logits = Float64Array.from(weights.packed.bias);
  const { values, packed } = weights;
  const sums = new Float64Array(outputCount);
  for (const block of blocks) {
    const { hashes, scale } = features.blocks[block];
    sums.fill(0);
    for (let index = 0; index < hashes.length; index++) {
      const place = placeOf(weights, hashes[index] ?? 0);
      if (place < 0) continue;
      const start = place * outputCount;
      for (let output = 0; output < outputCount; output++) {
        sums[output] = (sums[output] ?? 0) + (values[start + output] ?? 0);
      }
    }
    const largest = packed.largest[block];
    for (let output = 0; output < outputCount; output++) {
      logits[output] = (logits[output] ?? 0) + scale * (largest[output] ?? 0) * (sums[output] ?? 0);
    }
  }
  return logits;
}

export function classProbabilities(logits: ArrayLike<number>): Record<RequestClass, number> {
  const highest = Math.max(...requestClasses.map((_, index) => logits[index] ?? 0));
  const raised = requestClasses.map((_, index) => Math.exp((logits[index] ?? 0) - highest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  const [format = 0, complete = 0, refactor = 0, architect = 0] = raised.map((value) => value / total);
  return { format, complete, refactor, architect };
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
