/**
 * Turns the words of a request into hashed features. Training and inference share this file: a
 * change here asks for `test/bench/train.ts` to be run again.
 */
import { type Instruction, readInstruction } from './instruction.ts';
import { familyIndex, wordFamilies } from './lexicon.ts';
import { placeholders, stem, tokenize } from './tokens.ts';

export const blocks = ['words', 'characters', 'families', 'shape', 'skeleton', 'meaning'] as const;
export type Block = (typeof blocks)[number];

/**
 * What one block found. The value of each feature is `scale`; `describe` names a feature for people
 * and is called only for those that weighed.
 */
export interface FeatureBlock {
  readonly hashes: readonly number[];
  readonly scale: number;
}

export interface TextFeatures {
  readonly instruction: Instruction;
  readonly tokens: readonly string[];
  readonly blocks: Readonly<Record<Block, FeatureBlock>>;
  /** Word n-grams in step with `blocks.words.hashes`: first token and length. */
  readonly spans: readonly (readonly [start: number, length: number])[];
  /** Names in step with `blocks.families.hashes` and `blocks.shape.hashes`. */
  readonly familyNames: readonly string[];
  readonly shapeNames: readonly string[];
}

/** Tokens judged: the first and the last of a long ask. */
const headTokens = 180;
const tailTokens = 40;
const characterTokens = 120;
const maximalGram = 3;
const shortestCharacters = 2;
const longestCharacters = 5;
const longestWord = 24;
/** When everything was pasted, its beginning is read as if it were the ask. */
const pastedRead = 600;

/** Words before the verb that say nothing about the request. */
const opening = new Set(
  'please pleas can you could would i want to let lets us now ok okay also then and so hi hello hey we need like just great thank thanks for me help'.split(
    ' ',
  ),
);

const fnvPrime = 0x01000193;
const seeds: Record<Block, number> = {
  words: 0x811c9dc5,
  characters: 0x2f0b4a31,
  families: 0x5bd1e995,
  shape: 0x1b873593,
  skeleton: 0x6c62272e,
  meaning: 0x38b34ae5,
};

export const keyBits = 24;
const keyMask = 2 ** keyBits - 1;

function mix(hash: number, text: string): number {
  let mixed = hash;
  for (let index = 0; index < text.length; index++)
    mixed = Math.imul(mixed ^ text.charCodeAt(index), fnvPrime);
  return mixed;
}

/** The avalanche step of MurmurHash3 (public domain), cut to the width of a key. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & keyMask;
}

/** The key of a named feature. */
export function featureKey(block: Block, name: string): number {
  return finish(mix(seeds[block], name));
}

export function textFeatures(text: string): TextFeatures {
  const instruction = readInstruction(text);
  const judged = instruction.ask === '' ? text.slice(0, pastedRead) : instruction.ask;
  const all = tokenize(judged);
  const tokens =
    all.length > headTokens + tailTokens ? [...all.slice(0, headTokens), ...all.slice(-tailTokens)] : all;
  const stems = tokens.map(stem);
  const lead = leadIndex(stems);
  const words = wordBlock(stems);
  const familyNames = families(stems, lead);
  const shapeNames = shape(text, judged, instruction, tokens, all.length, stems, lead);
  return {
    instruction,
    tokens,
    spans: words.spans,
    familyNames,
    shapeNames,
    blocks: {
      words: words.block,
      characters: characterBlock(tokens),
      families: named('families', familyNames),
      shape: named('shape', shapeNames),
      skeleton: skeletonBlock(tokens, stems),
      meaning: meaningBlock(tokens),
    },
  };
}

function named(block: Block, names: readonly string[]): FeatureBlock {
  return { hashes: names.map((name) => featureKey(block, name)), scale: namedScale };
}

const namedScale = 0.3;

function normalised(hashes: number[]): FeatureBlock {
  return { hashes, scale: hashes.length === 0 ? 0 : 1 / Math.sqrt(hashes.length) };
}

/** Where the request proper begins: after "hi, can you please". */
function leadIndex(stems: readonly string[]): number {
  let index = 0;
  while (index < stems.length - 1 && index < 8 && opening.has(stems[index] ?? '')) index++;
  return index;
}

function wordBlock(stems: readonly string[]): { block: FeatureBlock; spans: [number, number][] } {
  const hashes: number[] = [];
  const spans: [number, number][] = [];
  const seen = new Set<number>();
  for (let start = 0; start < stems.length; start++) {
    let hash = seeds.words;
    for (let length = 1; length <= maximalGram && start + length <= stems.length; length++) {
      hash = Math.imul(mix(hash, stems[start + length - 1] ?? '') ^ 32, fnvPrime);
      const key = finish(hash);
      if (seen.has(key)) continue;
      seen.add(key);
      hashes.push(key);
      spans.push([start, length]);
    }
  }
  return { block: normalised(hashes), spans };
}

/** Parts of words with their edges, so that inflections, typos and unseen compounds still speak. */
function characterBlock(tokens: readonly string[]): FeatureBlock {
  const hashes: number[] = [];
  for (const token of new Set(tokens.slice(0, characterTokens))) {
    const padded = ` ${token.slice(0, longestWord)} `;
    for (let start = 0; start + shortestCharacters <= padded.length; start++) {
      let hash = seeds.characters;
      const end = Math.min(padded.length, start + longestCharacters);
      for (let index = start; index < end; index++) {
        hash = Math.imul(hash ^ padded.charCodeAt(index), fnvPrime);
        if (index - start + 1 >= shortestCharacters) hashes.push(finish(hash));
      }
    }
  }
  return normalised(hashes);
}

const skeletonTokens = 90;
const longestSkeleton = 5;

/** Words that carry the grammar of a request; they stand for themselves in its skeleton. */
const grammar = new Set(
  'i you we it they he this that these those there here a an the my your our its their me us them is are was were be been am do does did done doing has have had having can could would should will wont cant must may might shall to of in on at for from with without by as into about after before when while if then than but and or not no dont doesnt didnt isnt arent wasnt shouldnt couldnt wouldnt what why how where which who whose whats hows wheres lets let please just only also so now still again yet already instead too very really all any some every each both same other another more most less first last next one two there some because since until make made get got want need like see use using try going'.split(
    ' ',
  ),
);

/** The request with its content words replaced by their family or ending: its grammar, not its topic. */
function skeletonBlock(tokens: readonly string[], stems: readonly string[]): FeatureBlock {
  const bones: number[] = [mix(seeds.skeleton, '^')];
  const limit = Math.min(tokens.length, skeletonTokens);
  for (let index = 0; index < limit; index++) {
    const token = tokens[index] ?? '';
    bones.push(mix(seeds.skeleton, bone(token, stems[index] ?? '')));
    if (token === '.') bones.push(mix(seeds.skeleton, '^'));
  }
  const hashes: number[] = [];
  const seen = new Set<number>();
  for (let start = 0; start < bones.length; start++) {
    let hash = seeds.skeleton;
    for (let length = 1; length <= longestSkeleton && start + length <= bones.length; length++) {
      hash = Math.imul(hash ^ (bones[start + length - 1] ?? 0), fnvPrime);
      if (length < 2) continue;
      const key = finish(hash);
      if (!seen.has(key)) hashes.push(key);
      seen.add(key);
    }
  }
  return normalised(hashes);
}

function bone(token: string, stemmed: string): string {
  if (grammar.has(token) || !/^[a-z]/.test(token)) return token;
  const family = familyIndex.get(stemmed)?.[0];
  if (family !== undefined) return `#${family}`;
  if (token.endsWith('ing')) return 'x-ing';
  if (token.endsWith('ed')) return 'x-ed';
  return token.endsWith('s') ? 'x-s' : 'x';
}

/** Content words, looked up among pre-trained meanings; most of them never occurred in training. */
function meaningBlock(tokens: readonly string[]): FeatureBlock {
  const hashes: number[] = [];
  for (const token of tokens) if (hasMeaning(token)) hashes.push(finish(mix(seeds.meaning, token)));
  return { hashes, scale: hashes.length === 0 ? 0 : 1 / hashes.length };
}

export function hasMeaning(token: string): boolean {
  const first = token.charCodeAt(0);
  return first >= 97 && first <= 122 && !grammar.has(token);
}

/** `x` present, `x@lead` among the first words, `x@verb` as the first of them. */
function families(stems: readonly string[], lead: number): string[] {
  const found = new Set<string>();
  for (let start = 0; start < stems.length; start++) {
    let phrase = '';
    for (let length = 1; length <= 4 && start + length <= stems.length; length++) {
      phrase = length === 1 ? (stems[start] ?? '') : `${phrase} ${stems[start + length - 1] ?? ''}`;
      const members = familyIndex.get(phrase);
      if (members === undefined) continue;
      for (const family of members) {
        const feature = wordFamilies[family]?.feature ?? '';
        found.add(feature);
        if (start < lead + 6) found.add(`${feature}@lead`);
        if (start === lead) found.add(`${feature}@verb`);
      }
    }
  }
  return [...found];
}

/** The first of `limits` that `value` does not exceed, as a step number. */
function step(value: number, limits: readonly number[]): number {
  let index = 0;
  while (index < limits.length && value > (limits[index] ?? 0)) index++;
  return index;
}

function shape(
  text: string,
  ask: string,
  { ask: cleaned, paste }: Instruction,
  tokens: readonly string[],
  tokenCount: number,
  stems: readonly string[],
  lead: number,
): string[] {
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
    `first:${stems[0] ?? ''}`,
    `verb:${stems[lead] ?? ''}`,
    `verb2:${stems[lead] ?? ''} ${stems[lead + 1] ?? ''}`,
  ];
  for (const kind of ['file', 'document', 'mention', 'identifier', 'url'] as const) {
    const marker = placeholders[kind];
    names.push(`${kind}:${step(tokens.filter((token) => token === marker).length, [0, 1, 3])}`);
  }
  const pasted = paste.trace + paste.log;
  const flags: [string, boolean][] = [
    ['parseError', paste.parseError],
    ['boilerplate', paste.boilerplate],
    ['allPasted', cleaned === ''],
    ['endsAsQuestion', /\?\s*$/.test(ask)],
    ['asks', ask.includes('?')],
    ['briefWithCode', paste.code > 0 && tokenCount <= 12],
    ['briefWithLog', pasted > 0 && tokenCount <= 12],
    ['capital', /^[A-Z]/.test(ask)],
    ['punctuated', /[.!?]$/.test(ask)],
    ['shouts', /\b[A-Z]{4,}\b/.test(ask)],
  ];
  for (const [name, present] of flags) if (present) names.push(name);
  return names;
}
