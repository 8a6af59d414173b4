/** The shape of a request: how long, what was pasted, how it is punctuated, how it begins. */
import type { Instruction } from './instruction.ts';
import { placeholders } from './tokens.ts';

export interface ShapeInput {
  readonly text: string;
  /** The text that is judged: the ask, or what was pasted when there is none. */
  readonly judged: string;
  readonly instruction: Instruction;
  readonly tokens: readonly string[];
  /** Tokens before the middle of a long ask was left out. */
  readonly tokenCount: number;
  /** Stems of the first word, of the first that is not a courtesy, and of the one after. */
  readonly first: string;
  readonly verb: string;
  readonly object: string;
}

/** A few words with a paste: the paste is the request. */
const briefTokens = 12;

export function shapeNames(input: ShapeInput): string[] {
  const { text, judged, instruction, tokens, tokenCount, first, verb, object } = input;
  const { ask, paste } = instruction;
  const names = [
    `words:${step(tokenCount, [0, 2, 4, 7, 12, 20, 35, 60, 120, 250])}`,
    `characters:${step(text.length, [20, 60, 150, 400, 1000, 1900])}`,
    `lines:${step(paste.prose, [1, 2, 4, 8, 20])}`,
    `code:${step(paste.code, [0, 3, 15, 40])}`,
    `log:${step(paste.log, [0, 3, 15])}`,
    `trace:${step(paste.trace, [0, 1, 5])}`,
    `lint:${step(paste.lint, [0, 2])}`,
    `numbered:${step(paste.numbered, [0, 2, 5])}`,
    `bullets:${step(paste.bullets, [0, 3, 8])}`,
    `headings:${step(paste.headings, [0, 2])}`,
    `fences:${step(paste.fences, [0, 1])}`,
    `first:${first}`,
    `verb:${verb}`,
    `verb2:${verb} ${object}`,
  ];
  for (const kind of ['file', 'document', 'mention', 'identifier', 'url'] as const) {
    names.push(`${kind}:${step(occurrences(tokens, placeholders[kind]), [0, 1, 3])}`);
  }
  const flags: readonly (readonly [string, boolean])[] = [
    ['parseError', paste.parseError],
    ['boilerplate', paste.boilerplate],
    ['allPasted', ask === ''],
    ['endsAsQuestion', /\?\s*$/.test(judged)],
    ['asks', judged.includes('?')],
    ['briefWithCode', paste.code > 0 && tokenCount <= briefTokens],
    ['briefWithLog', paste.trace + paste.log > 0 && tokenCount <= briefTokens],
    ['capital', /^[A-Z]/.test(judged)],
    ['punctuated', /[.!?]$/.test(judged)],
    ['shouts', /\b[A-Z]{4,}\b/.test(judged)],
  ];
  for (const [name, present] of flags) if (present) names.push(name);
  return names;
}

/** The first of `limits` that `value` does not exceed, as a step number. */
function step(value: number, limits: readonly number[]): number {
  let index = 0;
  while (index < limits.length && value > (limits[index] ?? 0)) index++;
  return index;
}

function occurrences(tokens: readonly string[], wanted: string): number {
  let count = 0;
  for (const token of tokens) if (token === wanted) count++;
  return count;
}
