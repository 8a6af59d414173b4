/** Why the words of a request point where they do, in phrases a person can read. */
import { type RequestClass, requestClasses } from '../request.ts';
import type { Evidence } from './classification.ts';
import type { Block, TextFeatures } from './features.ts';
import { wordFamilies } from './lexicon.ts';
import { outputCount, placeOf, reasoningOutput, type Weights } from './model.ts';
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
  ['trace:1', 'pasted stack trace'],
  ['trace:2', 'pasted stack trace'],
  ['trace:3', 'pasted stack trace'],
  ['log:1', 'pasted log'],
  ['log:2', 'pasted log'],
  ['log:3', 'pasted log'],
  ['lint:1', 'pasted lint findings'],
  ['lint:2', 'pasted lint findings'],
  ['code:1', 'pasted code'],
  ['code:2', 'pasted code'],
  ['code:3', 'pasted code'],
  ['code:4', 'pasted code'],
]);
/** Too little to be worth a phrase. */
const least = 0.08;
const reasoningPhrases = 2;
const quotedSpans = 4;

/** Evidence for `chosen` from the words, and up to two phrases (`reasoning.…`) on reasoning. */
export function textEvidence(weights: Weights, features: TextFeatures, chosen: RequestClass): Evidence[] {
  const { temperature, reasoningSlope } = weights.packed;
  const output = requestClasses.indexOf(chosen);
  const phrased = phrases(weights, features);
  const forClass = phrased.map(({ feature, phrase, log }) => {
    const others = requestClasses.reduce(
      (sum, _, index) => (index === output ? sum : sum + (log[index] ?? 0)),
      0,
    );
    return {
      feature,
      phrase,
      weight: ((log[output] ?? 0) - others / (requestClasses.length - 1)) / temperature,
    };
  });
  const forReasoning = phrased
    .map(({ feature, phrase, log }) => ({
      feature: `reasoning.${feature}`,
      phrase,
      weight: (log[reasoningOutput] ?? 0) * reasoningSlope,
    }))
    .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, reasoningPhrases);
  return [...forClass, ...forReasoning].filter(({ weight }) => Math.abs(weight) >= least);
}

interface Phrased {
  readonly feature: string;
  readonly phrase: string;
  /** Log-odds added to each output. */
  readonly log: Float64Array;
}

/** Features that share a phrase are summed: a person reads them as one. */
function phrases(weights: Weights, features: TextFeatures): Phrased[] {
  const found = new Map<string, Phrased>();
  const add = (block: Block, hash: number, feature: string, phrase: string): void => {
    const place = placeOf(weights, hash);
    if (place < 0) return;
    const entry = found.get(phrase) ?? { feature, phrase, log: new Float64Array(outputCount) };
    for (let output = 0; output < outputCount; output++) {
      entry.log[output] = (entry.log[output] ?? 0) + logOdds(weights, features, block, place, output);
    }
    found.set(phrase, entry);
  };
  const { families, shape, words } = features.blocks;
  for (const [index, name] of features.familyNames.entries()) {
    const family = name.split('@', 1)[0] ?? name;
    add('families', families.hashes[index] ?? 0, `word.${family}`, familyPhrases.get(family) ?? family);
  }
  for (const [index, name] of features.shapeNames.entries()) {
    const phrase = shapePhrases.get(name);
    if (phrase !== undefined) add('shape', shape.hashes[index] ?? 0, `shape.${name}`, phrase);
  }
  for (const index of strongestSpans(weights, features)) {
    const said = spanText(features, index);
    add('words', words.hashes[index] ?? 0, `says.${said}`, `says “${said}”`);
  }
  return [...found.values()];
}

function logOdds(
  weights: Weights,
  features: TextFeatures,
  block: Block,
  place: number,
  output: number,
): number {
  const share = weights.values[place * outputCount + output] ?? 0;
  return features.blocks[block].scale * share * (weights.packed.largest[block][output] ?? 0);
}

/** Word n-grams with the largest weight; bare grammar ("to", "of the") explains nothing. */
function strongestSpans(weights: Weights, features: TextFeatures): number[] {
  let strongest: { index: number; weight: number }[] = [];
  for (const [index, hash] of features.blocks.words.hashes.entries()) {
    const place = placeOf(weights, hash);
    if (place < 0) continue;
    let weight = 0;
    for (let output = 0; output < outputCount; output++) {
      weight = Math.max(weight, Math.abs(logOdds(weights, features, 'words', place, output)));
    }
    const weakest = strongest.at(-1)?.weight ?? 0;
    if (strongest.length === quotedSpans && weight <= weakest) continue;
    if (!tellsSomething(features, index)) continue;
    strongest.push({ index, weight });
    strongest = strongest.toSorted((a, b) => b.weight - a.weight).slice(0, quotedSpans);
  }
  return strongest.map(({ index }) => index);
}

function spanTokens({ spans, tokens }: TextFeatures, index: number): readonly string[] {
  const span = spans[index] ?? 0;
  const start = span >> 2;
  return tokens.slice(start, start + (span & 3));
}

function spanText(features: TextFeatures, index: number): string {
  return spanTokens(features, index).join(' ');
}

function tellsSomething(features: TextFeatures, index: number): boolean {
  const tokens = spanTokens(features, index);
  return tokens.every((token) => /^[\p{L}\d]/u.test(token)) && !tokens.every(isGrammar);
}
