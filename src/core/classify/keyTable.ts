/** Finds the place of a feature's key: an open-addressed table of 24-bit keys, 0 being a free place. */

export type KeyTable = Int32Array;

/** At most half full, so that a search is short. */
export function keyTable(count: number): KeyTable {
  return new Int32Array(2 ** Math.ceil(Math.log2(count * 2 + 2)));
}

/** Puts `key` where `placeOf` will find it; returns that place. */
export function insertKey(table: KeyTable, key: number): number {
  const mask = table.length - 1;
  let place = key & mask;
  while (table[place] !== 0) place = (place + 1) & mask;
  table[place] = key;
  return place;
}

/** The place of `key`, or -1. */
export function placeOf(table: KeyTable, key: number): number {
  const mask = table.length - 1;
  let place = key & mask;
  for (;;) {
    const found = table[place];
    if (found === key) return place;
    if (found === 0 || found === undefined) return -1;
    place = (place + 1) & mask;
  }
}
