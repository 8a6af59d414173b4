/** Why the words of a request point where they do, in phrases a person can read. */
import { type RequestClass, requestClasses, type Evidence } from '../model/request.ts';
import type { Block, TextFeatures } from './features.ts';
import { wordFamilies } from './lexicon.ts';
import { slotOf, outputCount, reasoningOutput } from './keyTable.ts';
import { linearShare, type Weights } from './model.ts';
import { isGrammar } from './tokens.ts';

const familyPhrases = new Map(wordFamilies.map(({ feature, phrase }) => [feature, phrase]));

const shapePhrases = new Map<string, string>([
  ['parseError', 'pasted syntax error'],
  ['boilerplate', 'pasted tool output'],
  ['allPasted', 'nothing but pasted text'],
  ['endsAsQuestion', 'ends as a question'],
  ['asks', 'asks a question'],
  ['briefWithCode', 'few words and pasted code'],
  ['briefWithLog', 'few words and a pasted log'],
  ...phraseOfSteps('trace', 3, 'pasted stack trace'),
  ...phraseOfSteps('log', 3, 'pasted log'),
  ...phraseOfSteps('lint', 2, 'pasted lint findings'),
  ...phraseOfSteps('code', 4, 'pasted code'),
]);

/** Named in an explanation, too vague for a reason in passing. */
export const wholeWordingFeature = 'wording';

/** Too little to be worth a phrase. */
const least = 0.08;
const reasoningPhrases = 2;
const quotedSpans = 4;

function phraseOfSteps(name: string, steps: number, phrase: string): [string, string][] {
  return Array.from({ length: steps }, (_, index) => [`${name}:${index + 1}`, phrase]);
}

interface Phrased {
  readonly feature: string;
  readonly phrase: string;
  /** Log-odds for the chosen class against the mean of the others. */
  weight: number;
  reasoning: number;
}

/** Evidence for `chosen` from the words, and up to two phrases (`reasoning.…`) on reasoning. */
export function textEvidence(
  weights: Weights,
  features: TextFeatures,
  network: Float64Array,
  chosen: RequestClass,
): Evidence[] {
  const phrased = phrases(weights, features, requestClasses.indexOf(chosen));
  const forReasoning = phrased
    .map(({ feature, phrase, reasoning }) => ({ feature: `reasoning.${feature}`, phrase, weight: reasoning }))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, reasoningPhrases);
  const forClass = phrased.map(({ feature, phrase, weight }) => ({ feature, phrase, weight }));
  return [...forClass, ...forReasoning, wholeWording(weights, network, chosen)].filter(
    ({ weight }) => Math.abs(weight) >= least,
  );
}

/** What the network adds cannot be laid to single words. */
function wholeWording(weights: Weights, network: Float64Array, chosen: RequestClass): Evidence {
  const odds = network.subarray(0, reasoningOutput);
  const own = odds[requestClasses.indexOf(chosen)] ?? 0;
  const others = (odds.reduce((sum, value) => sum + value, 0) - own) / (requestClasses.length - 1);
  const weight = ((1 - linearShare) * (own - others)) / weights.packed.temperature;
  return { feature: wholeWordingFeature, phrase: 'the wording as a whole', weight };
}

/** Features that share a phrase are summed: a person reads them as one. */
function phrases(weights: Weights, features: TextFeatures, chosen: number): Phrased[] {
  const found = new Map<string, Phrased>();
  const add = (hash: number, feature: string, phrase: string, odds: Float64Array): void => {
    const place = slotOf(weights.keys, hash);
    if (place < 0) return;
    let entry = found.get(phrase);
    if (entry === undefined) {
      entry = { feature, phrase, weight: 0, reasoning: 0 };
      found.set(phrase, entry);
    }
    entry.weight += classOdds(weights, place, odds);
    entry.reasoning +=
      (weights.values[place * outputCount + reasoningOutput] ?? 0) * (odds[reasoningOutput] ?? 0);
  };
  const { families, shape, words } = features.blocks;
  const familyOdds = oddsOfShare(weights, features, 'families', chosen);
  for (const [index, name] of features.familyNames.entries()) {
    const family = name.split('@', 1)[0] ?? name;
    add(families.hashes[index] ?? 0, `word.${family}`, familyPhrases.get(family) ?? family, familyOdds);
  }
  const shapeOdds = oddsOfShare(weights, features, 'shape', chosen);
  for (const [index, name] of features.shapeNames.entries()) {
    const phrase = shapePhrases.get(name);
    if (phrase !== undefined) add(shape.hashes[index] ?? 0, `shape.${name}`, phrase, shapeOdds);
  }
  const wordOdds = oddsOfShare(weights, features, 'words', chosen);
  for (const index of strongestSpans(weights, features, wordOdds)) {
    const said = spanTokens(features, index).join(' ');
    add(words.hashes[index] ?? 0, `says.${said}`, `says “${said}”`, wordOdds);
  }
  return [...found.values()];
}

/** What a stored share of 1 means in calibrated log-odds: for the chosen class, against each other, for reasoning. */
function oddsOfShare(weights: Weights, features: TextFeatures, block: Block, chosen: number): Float64Array {
  const { largest, temperature, reasoningSlope } = weights.packed;
  return Float64Array.from(largest[block], (most, output) => {
    const odds = linearShare * most * features.blocks[block].scale;
    if (output === reasoningOutput) return odds * reasoningSlope;
    return (output === chosen ? odds : -odds / (requestClasses.length - 1)) / temperature;
  });
}

function classOdds(weights: Weights, place: number, odds: Float64Array): number {
  let sum = 0;
  for (let output = 0; output < reasoningOutput; output++) {
    sum += (weights.values[place * outputCount + output] ?? 0) * (odds[output] ?? 0);
  }
  return sum;
}

/** Word n-grams that weighed most; bare grammar ("to", "of the") explains nothing. */
function strongestSpans(weights: Weights, features: TextFeatures, odds: Float64Array): number[] {
  let strongest: { index: number; weight: number }[] = [];
  for (const [index, hash] of features.blocks.words.hashes.entries()) {
    const place = slotOf(weights.keys, hash);
    if (place < 0) continue;
    const weight = Math.abs(classOdds(weights, place, odds));
    if (weight < least / 2 || weight <= (strongest[quotedSpans - 1]?.weight ?? 0)) continue;
    if (!tellsSomething(features, index)) continue;
    strongest = [...strongest, { index, weight }]
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, quotedSpans);
  }
  return strongest.map(({ index }) => index);
}

function spanTokens({ spans, tokens }: TextFeatures, index: number): readonly string[] {
  const span = spans[index] ?? 0;
  const start = span >> 2;
  return tokens.slice(start, start + (span & 3));
}

function tellsSomething(features: TextFeatures, index: number): boolean {
  const tokens = spanTokens(features, index);
  return tokens.every((token) => /^[\p{L}\d]/u.test(token)) && !tokens.every(isGrammar);
}
