/** How the weights of the model are stored and found: a table of keys, the digits of numbers, the outputs. */
import { requestClasses } from '../model/request.ts';

/** An open-addressed table of 24-bit keys, 0 being a free place. */
export type KeyTable = Int32Array;

/** At most half full, so that a search is short. */
export function keyTable(count: number): KeyTable {
  return new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 2)));
}

/** Puts `key` where `slotOf` will find it; returns that place. */
export function insertKey(table: KeyTable, key: number): number {
  const mask = table.length - 1;
  let place = key & mask;
  while (table[place] !== 0) place = (place + 1) & mask;
  table[place] = key;
  return place;
}

/** The place of `key`, or -1. */
export function slotOf(table: KeyTable, key: number): number {
  const mask = table.length - 1;
  let place = key & mask;
  for (;;) {
    const found = table[place];
    if (found === key) return place;
    if (found === 0 || found === undefined) return -1;
    place = (place + 1) & mask;
  }
}

/** Weights are kept as digits of six bits, to a few per cent; digits are finer near zero, where most weights lie. */
export const digitBits = 6;
const zeroDigit = 31;
const companding = 1.5;

const shares = Float32Array.from({ length: 2 ** digitBits }, (_, digit) => {
  const level = Math.min(zeroDigit, digit - zeroDigit);
  return Math.sign(level) * (Math.abs(level) / zeroDigit) ** companding;
});

/** The digit nearest to `weight` when `largest` is the largest of its kind. */
export function weightDigit(weight: number, largest: number): number {
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(weight) / largest);
  const level = Math.round(share ** (1 / companding) * zeroDigit);
  return zeroDigit + (weight < 0 ? -level : level);
}

/** What a digit stands for, as a share of the largest weight of its kind: -1 to 1. */
export function shareOf(digit: number | undefined): number {
  return shares[digit ?? zeroDigit] ?? 0;
}

/** Rows of weights: keys in ascending order, each once, and as many digits for each. */
export interface PackedRecords {
  readonly keys: Int32Array;
  readonly digits: Uint8Array;
}

/** `size` weights for each place of the table. */
export function unpackRecords(
  packed: PackedRecords,
  size: number,
  largest: number,
): { readonly keys: KeyTable; readonly values: Float32Array } {
  const keys = keyTable(packed.keys.length);
  const values = new Float32Array(keys.length * size);
  for (const [record, key] of packed.keys.entries()) {
    const place = insertKey(keys, key);
    for (let index = 0; index < size; index++) {
      values[place * size + index] = largest * shareOf(packed.digits[record * size + index]);
    }
  }
  return { keys, values };
}

/** What the model says of a request: log-odds of four classes and, last, of "deserves reasoning". */
export const outputCount = requestClasses.length + 1;
export const reasoningOutput = requestClasses.length;
