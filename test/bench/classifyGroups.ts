/** Which requests belong together: a model is judged on whole groups it has not seen. */
import type { LabelledRequest } from './classifyRows.ts';
import { seededRandom } from './classifyMetrics.ts';

/** Repositories that hold conversations of many unrelated people. */
const manyPeople = /CodeChat|WildChat/i;
const shingle = 5;
const comparedWords = 200;

/**
 * The repository of each row; rows of a collection of many people's chats are joined into
 * conversations where they share five words in a row.
 */
export function groupsOf(rows: readonly LabelledRequest[]): string[] {
  const parent = rows.map((_, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    return root;
  };
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    if (!manyPeople.test(row.project)) continue;
    for (const phrase of shingles(row.request.text)) {
      const earlier = seen.get(phrase);
      if (earlier === undefined) seen.set(phrase, index);
      else parent[rootOf(index)] = rootOf(earlier);
    }
  }
  return rows.map((row, index) =>
    manyPeople.test(row.project) ? `${row.project} conversation ${rootOf(index)}` : row.project,
  );
}

function shingles(text: string): Set<string> {
  const words = (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).slice(0, comparedWords);
  const phrases = new Set<string>();
  for (let start = 0; start + shingle <= words.length; start++) {
    phrases.add(words.slice(start, start + shingle).join(' '));
  }
  if (phrases.size === 0) phrases.add(words.join(' '));
  return phrases;
}

const large = 100;

/** A fold number for each row: whole groups, folds of about equal size, the same for the same seed. */
export function foldsOf(groups: readonly string[], folds: number, seed: number): number[] {
  const sizes = new Map<string, number>();
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const random = seededRandom(seed);
  const shuffled = [...sizes]
    .map(([name, size]) => ({ name, size, draw: random() }))
    .toSorted((a, b) => a.draw - b.draw);
  const ordered = [
    ...shuffled.filter(({ size }) => size > large).toSorted((a, b) => b.size - a.size),
    ...shuffled.filter(({ size }) => size <= large),
  ];
  const filled = Array.from({ length: folds }, () => 0);
  const foldOf = new Map<string, number>();
  for (const { name, size } of ordered) {
    const smallest = filled.indexOf(Math.min(...filled));
    foldOf.set(name, smallest);
    filled[smallest] = (filled[smallest] ?? 0) + size;
  }
  return groups.map((group) => foldOf.get(group) ?? 0);
}
