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

/** How numbers are written into `weights.ts`: base64 digits, keys exactly, weights to a few per cent. */
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const zeroDigit = 31;
/** Digits are finer near zero, where most weights lie. */
const companding = 1.5;
export const keyDigits = 4;

const valueOf = new Int8Array(128);
for (let index = 0; index < digits.length; index++) valueOf[digits.charCodeAt(index)] = index;
const shares = Float32Array.from(digits, (_digit, index) => {
  const level = Math.max(-zeroDigit, Math.min(zeroDigit, index - zeroDigit));
  return Math.sign(level) * (Math.abs(level) / zeroDigit) ** companding;
});

/** The digit nearest to `weight` when `largest` is the largest of its kind. */
export function weightDigit(weight: number, largest: number): string {
  const share = largest === 0 ? 0 : Math.min(1, Math.abs(weight) / largest);
  const level = Math.round(share ** (1 / companding) * zeroDigit);
  return digits.charAt(zeroDigit + (weight < 0 ? -level : level));
}

/** What the digit at `position` stands for, as a share of the largest weight of its kind: -1 to 1. */
export function shareAt(text: string, position: number): number {
  return shares[valueOf[text.charCodeAt(position)] ?? zeroDigit] ?? 0;
}

export function keyText(key: number): string {
  let text = '';
  for (let shift = 18; shift >= 0; shift -= 6) text += digits.charAt((key >>> shift) & 63);
  return text;
}

export function keyAt(text: string, position: number): number {
  let key = 0;
  for (let digit = 0; digit < keyDigits; digit++) {
    key = (key << 6) | (valueOf[text.charCodeAt(position + digit)] ?? 0);
  }
  return key;
}

/** What the model says of a request: log-odds of four classes and, last, of "deserves reasoning". */
export const outputCount = requestClasses.length + 1;
export const reasoningOutput = requestClasses.length;
