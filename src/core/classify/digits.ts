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
