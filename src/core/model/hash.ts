/**
 * Every hash of the core: FNV-1a over UTF-16 units or bytes. None of them keeps a secret, and none is asked to;
 * they are stored (workspaces, weights) and sent (cache keys), so what they give never changes.
 */

const prime = 0x01000193;
const offset = 0x811c9dc5;

/**
 * 32 bits, signed.
 *
 * @param seed another one gives an independent hash; the hash of what stands before continues it.
 */
export function hashText(text: string, seed = offset, multiplier = prime): number {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), multiplier);
  }
  return hash;
}

/** A 32-bit hash as eight hexadecimal digits. */
export function hashDigits(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** 64 bits over UTF-8, as sixteen hexadecimal digits; an accidental clash is not worth fearing. */
export function hashText64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

// Keys of features: mixed as above, finished by the avalanche of MurmurHash3 (public domain).

/** Width of a key; `weights.bin` holds the gaps between them. */
const keyBits = 24;
const keyMask = 2 ** keyBits - 1;

export function combine(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, prime);
  return mixed ^ (mixed >>> 15);
}

export function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & keyMask;
}
