/** Hashes of features: FNV-1a to mix, the avalanche of MurmurHash3 (public domain) to finish. */

const prime = 0x01000193;
const offset = 0x811c9dc5;

/** Width of a key; `weights.bin` holds the gaps between them. */
const keyBits = 24;
const keyMask = 2 ** keyBits - 1;

export function combine(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, prime);
  return mixed ^ (mixed >>> 15);
}

export function hashText(text: string): number {
  let hash = offset;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), prime);
  return hash;
}

export function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & keyMask;
}
