/**
 * Turns the words of a request into hashed features. Training and inference share this file: a
 * change here asks for `test/bench/train.ts` to be run again.
 */
import { combine, finish, hashText } from '../model/hash.ts';
import { type Instruction, readInstruction } from './instruction.ts';
import { familiesOf, longestMember, wordFamilies } from './lexicon.ts';
import { shapeNames } from './shape.ts';
import { isGrammar, stem, tokenize } from './tokens.ts';

export const blocks = ['words', 'characters', 'families', 'shape', 'skeleton', 'meaning'] as const;
export type Block = (typeof blocks)[number];

/** What one block found: keys of its features; the value of each is `scale`. */
export interface FeatureBlock {
  readonly hashes: Int32Array;
  readonly scale: number;
}

export interface TextFeatures {
  readonly instruction: Instruction;
  readonly tokens: readonly string[];
  readonly blocks: Readonly<Record<Block, FeatureBlock>>;
  /** Keys of the words as they follow one another, for the network. */
  readonly order: Int32Array;
  /** In step with `blocks.words.hashes`: first token × 4 + number of tokens. */
  readonly spans: readonly number[];
  /** In step with `blocks.families.hashes` and `blocks.shape.hashes`. */
  readonly familyNames: readonly string[];
  readonly shapeNames: readonly string[];
}

/** Tokens judged: the first and the last of a long ask. */
const headTokens = 180;
const tailTokens = 40;
const longestGram = 3;
/** When everything was pasted, its beginning is read as if it were the ask. */
const pastedRead = 600;
const namedScale = 0.3;

/** Words before the verb that say nothing about the request. */
const opening = new Set(
  'please pleas can you could would i want to let lets us now ok okay also then and so hi hello hey we need like just great thank thanks for me help'.split(
    ' ',
  ),
);

const seeds: Record<Block, number> = {
  words: 0x811c9dc5,
  characters: 0x2f0b4a31,
  families: 0x5bd1e995,
  shape: 0x1b873593,
  skeleton: 0x6c62272e,
  meaning: 0x38b34ae5,
};
const orderSeed = 0x7b5a3c19;
/** Words that the network reads: the first and the last of those judged. */
const orderHead = 65;
const orderTail = 25;

/** What is known of a token wherever it stands; made once for each distinct token of a text. */
interface Token {
  readonly text: string;
  readonly stem: string;
  readonly stemHash: number;
  readonly boneHash: number;
  readonly orderKey: number;
  /** 0 for a word without a meaning of its own. */
  readonly meaningKey: number;
}

/** The key of a word, by its stem, in the network's table. */
export function orderKey(stemmed: string): number {
  return finish(combine(orderSeed, hashText(stemmed)));
}

/** The key of a named feature. */
export function featureKey(block: Block, name: string): number {
  return finish(combine(seeds[block], hashText(name)));
}

export function textFeatures(text: string): TextFeatures {
  const instruction = readInstruction(text);
  const judged = instruction.ask === '' ? text.slice(0, pastedRead) : instruction.ask;
  const all = tokenize(judged);
  const texts =
    all.length > headTokens + tailTokens ? [...all.slice(0, headTokens), ...all.slice(-tailTokens)] : all;
  const known = new Map<string, Token>();
  const tokens = texts.map((token) => {
    const earlier = known.get(token);
    if (earlier !== undefined) return earlier;
    const made = readToken(token);
    known.set(token, made);
    return made;
  });
  const lead = leadIndex(tokens);
  const found = families(tokens, lead);
  const names = shapeNames({
    text,
    judged,
    instruction,
    tokens: texts,
    tokenCount: all.length,
    first: tokens[0]?.stem ?? '',
    verb: tokens[lead]?.stem ?? '',
    object: tokens[lead + 1]?.stem ?? '',
  });
  const words = wordBlock(tokens);
  return {
    instruction,
    tokens: texts,
    spans: words.spans,
    familyNames: found.map((index) => familyFeatures[index] ?? ''),
    shapeNames: names,
    order: Int32Array.from(readInOrder(tokens), ({ orderKey: key }) => key),
    blocks: {
      words: words.block,
      characters: characterBlock(known),
      families: {
        hashes: Int32Array.from(found, (index) => familyKeys[index] ?? 0),
        scale: namedScale,
      },
      shape: { hashes: Int32Array.from(names, (name) => featureKey('shape', name)), scale: namedScale },
      skeleton: skeletonBlock(tokens),
      meaning: meaningBlock(tokens),
    },
  };
}

function readToken(text: string): Token {
  const stemmed = stem(text);
  const stemHash = hashText(stemmed);
  const meaningKey = hasMeaning(text) ? featureKey('meaning', text) : 0;
  return {
    text,
    stem: stemmed,
    stemHash,
    boneHash: boneHash(text, stemHash),
    orderKey: finish(combine(orderSeed, stemHash)),
    meaningKey,
  };
}

/** The tokens that the network reads of those judged. */
export function readInOrder<Item>(tokens: readonly Item[]): readonly Item[] {
  if (tokens.length <= orderHead + orderTail) return tokens;
  return [...tokens.slice(0, orderHead), ...tokens.slice(-orderTail)];
}

function normalised(hashes: Int32Array): FeatureBlock {
  return { hashes, scale: hashes.length === 0 ? 0 : 1 / Math.sqrt(hashes.length) };
}

/** Where the request proper begins: after "hi, can you please". */
function leadIndex(tokens: readonly Token[]): number {
  let index = 0;
  while (index < tokens.length - 1 && index < 8 && opening.has(tokens[index]?.stem ?? '')) index++;
  return index;
}

function wordBlock(tokens: readonly Token[]): { block: FeatureBlock; spans: number[] } {
  const hashes = new Int32Array(tokens.length * longestGram);
  const spans: number[] = [];
  for (let start = 0; start < tokens.length; start++) {
    let hash = seeds.words;
    const end = Math.min(tokens.length, start + longestGram);
    for (let index = start; index < end; index++) {
      hash = combine(hash, tokens[index]?.stemHash ?? 0);
      hashes[spans.length] = finish(hash);
      spans.push(start * 4 + index - start + 1);
    }
  }
  return { block: normalised(hashes.subarray(0, spans.length)), spans };
}

const shortestCharacters = 2;
const longestCharacters = 5;
const gramLengths = longestCharacters - shortestCharacters + 1;
const longestWord = 24;
const characterTokens = 110;

/** Parts of distinct words with their edges: inflections, typos and unseen compounds still speak. */
function characterBlock(tokens: ReadonlyMap<string, Token>): FeatureBlock {
  const hashes = new Int32Array(Math.min(tokens.size, characterTokens) * (longestWord + 1) * gramLengths);
  let count = 0;
  let read = 0;
  for (const token of tokens.keys()) {
    if (++read > characterTokens) break;
    const last = Math.min(token.length, longestWord);
    for (let start = -1; start <= last - 1; start++) {
      let hash = seeds.characters;
      const end = Math.min(last + 1, start + longestCharacters);
      for (let index = start; index < end; index++) {
        hash = combine(hash, index < 0 || index >= last ? 32 : token.charCodeAt(index));
        if (index - start + 1 >= shortestCharacters) hashes[count++] = finish(hash);
      }
    }
  }
  return normalised(hashes.subarray(0, count));
}

const skeletonTokens = 90;
const longestSkeleton = 5;
const sentenceStart = hashText('^');
const sentenceEnd = hashText('.');

/** The request with its content words replaced by their family or ending: its grammar, not its topic. */
function skeletonBlock(tokens: readonly Token[]): FeatureBlock {
  const bones = [sentenceStart];
  const limit = Math.min(tokens.length, skeletonTokens);
  for (let index = 0; index < limit; index++) {
    const bone = tokens[index]?.boneHash ?? 0;
    bones.push(bone);
    if (bone === sentenceEnd) bones.push(sentenceStart);
  }
  const hashes = new Int32Array(bones.length * (longestSkeleton - 1));
  let count = 0;
  for (let start = 0; start < bones.length; start++) {
    let hash = combine(seeds.skeleton, bones[start] ?? 0);
    const end = Math.min(bones.length, start + longestSkeleton);
    for (let index = start + 1; index < end; index++) {
      hash = combine(hash, bones[index] ?? 0);
      hashes[count++] = finish(hash);
    }
  }
  return normalised(hashes.subarray(0, count));
}

const familyBones = wordFamilies.map((_family, index) => hashText(`#${index}`));
const endingBones = {
  ing: hashText('x-ing'),
  ed: hashText('x-ed'),
  s: hashText('x-s'),
  none: hashText('x'),
};

function boneHash(token: string, stemHash: number): number {
  const first = token.charCodeAt(0);
  if (first < 97 || first > 122 || isGrammar(token)) return hashText(token);
  const family = familiesOf(combine(0, stemHash))?.[0];
  if (family !== undefined) return familyBones[family] ?? 0;
  if (token.endsWith('ing')) return endingBones.ing;
  if (token.endsWith('ed')) return endingBones.ed;
  return token.endsWith('s') ? endingBones.s : endingBones.none;
}

/** Content words, looked up among pre-trained meanings; most of them never occurred in training. */
function meaningBlock(tokens: readonly Token[]): FeatureBlock {
  const hashes = new Int32Array(tokens.length);
  let count = 0;
  for (const { meaningKey } of tokens) if (meaningKey !== 0) hashes[count++] = meaningKey;
  return { hashes: hashes.subarray(0, count), scale: count === 0 ? 0 : 1 / count };
}

export function hasMeaning(token: string): boolean {
  const first = token.charCodeAt(0);
  return first >= 97 && first <= 122 && !isGrammar(token);
}

const leadTokens = 6;
const places = ['', '@lead', '@verb'] as const;
/** Names and keys of all family features: three to a family, in the order of `places`. */
const familyFeatures = wordFamilies.flatMap(({ feature }) => places.map((place) => feature + place));
const familyKeys = familyFeatures.map((name) => featureKey('families', name));

/** `x` present, `x@lead` among the first words, `x@verb` as the first of them: as indices of `familyFeatures`. */
function families(tokens: readonly Token[], lead: number): number[] {
  const seen = new Uint8Array(familyFeatures.length);
  const found: number[] = [];
  const note = (index: number): void => {
    if (seen[index] === 1) return;
    seen[index] = 1;
    found.push(index);
  };
  for (let start = 0; start < tokens.length; start++) {
    let hash = 0;
    const end = Math.min(tokens.length, start + longestMember);
    for (let index = start; index < end; index++) {
      hash = combine(hash, tokens[index]?.stemHash ?? 0);
      const members = familiesOf(hash);
      if (members === undefined) continue;
      for (const family of members) {
        note(family * places.length);
        if (start < lead + leadTokens) note(family * places.length + 1);
        if (start === lead) note(family * places.length + 2);
      }
    }
  }
  return found;
}
