/** The hashed features of the training rows as one sparse matrix. */
import { type Block, blocks, hasMeaning, type TextFeatures } from '../../src/core/classify/features.ts';
import type { SparseRows } from './classifyFit.ts';
import { dimensions, type WordVectors } from './classifyVectors.ts';

/** Rows a feature must occur in to be learned. */
const leastRows: Record<Block, number> = {
  words: 2,
  characters: 3,
  families: 2,
  shape: 2,
  skeleton: 3,
  meaning: 1,
};
export const meaningScale = 0.5;

export interface Matrix {
  readonly rows: SparseRows;
  readonly withMeaning: SparseRows;
  /** For each column its block and hash, and in how many rows and how strongly it occurs. */
  readonly columns: readonly Column[];
}

export interface Column {
  readonly block: Block;
  readonly hash: number;
  readonly occurrences: number;
  readonly meanValue: number;
}

const hashedBlocks = blocks.filter((block) => block !== 'meaning');

export function vectorise(features: readonly TextFeatures[], vectors: WordVectors | undefined): Matrix {
  const counts = new Map<number, { rows: number; total: number }>();
  const rowMaps = features.map((row) => {
    const map = new Map<number, number>();
    for (const [position, block] of hashedBlocks.entries()) {
      const { hashes, scale } = row.blocks[block];
      for (const hash of hashes) {
        const id = position * 2 ** 24 + hash;
        map.set(id, (map.get(id) ?? 0) + scale);
      }
    }
    for (const [id, value] of map) {
      const count = counts.get(id) ?? { rows: 0, total: 0 };
      count.rows++;
      count.total += value;
      counts.set(id, count);
    }
    return map;
  });
  const columns: Column[] = [];
  const columnOf = new Map<number, number>();
  for (const [id, { rows, total }] of counts) {
    const block = hashedBlocks[Math.floor(id / 2 ** 24)] ?? 'words';
    if (rows < leastRows[block]) continue;
    columnOf.set(id, columns.length);
    columns.push({ block, hash: id % 2 ** 24, occurrences: rows, meanValue: total / rows });
  }
  const hashed = rowMaps.map((map): [number, number][] =>
    [...map].flatMap(([id, value]) => {
      const column = columnOf.get(id);
      return column === undefined ? [] : [[column, value]];
    }),
  );
  const rows = sparse(hashed, columns.length);
  if (vectors === undefined) return { rows, withMeaning: rows, columns };
  const meant = hashed.map((entries, index): [number, number][] => [
    ...entries,
    ...meanVector(features[index], vectors).map((value, dimension): [number, number] => [
      columns.length + dimension,
      value,
    ]),
  ]);
  return { rows, withMeaning: sparse(meant, columns.length + dimensions), columns };
}

function meanVector(features: TextFeatures | undefined, vectors: WordVectors): number[] {
  const sum = Array.from({ length: dimensions }, () => 0);
  if (features === undefined) return sum;
  const scale = features.blocks.meaning.scale * meaningScale;
  for (const token of features.tokens) {
    const number = hasMeaning(token) ? vectors.numberOf.get(token) : undefined;
    if (number === undefined) continue;
    for (let index = 0; index < dimensions; index++) {
      sum[index] = (sum[index] ?? 0) + scale * (vectors.values[number * dimensions + index] ?? 0);
    }
  }
  return sum;
}

export function sparse(entries: readonly (readonly [number, number])[][], width: number): SparseRows {
  const total = entries.reduce((sum, row) => sum + row.length, 0);
  const columns = new Int32Array(total);
  const values = new Float32Array(total);
  const ends = new Int32Array(entries.length);
  let position = 0;
  for (const [row, list] of entries.entries()) {
    for (const [column, value] of list) {
      columns[position] = column;
      values[position++] = value;
    }
    ends[row] = position;
  }
  return { ends, columns, values, width };
}
