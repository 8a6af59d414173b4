/** Why the words of a request point where they do, in phrases a person can read. */
import { type RequestClass, requestClasses } from '../request.ts';
import type { Evidence } from './classification.ts';
import { type Block, type TextFeatures } from './features.ts';
import { wordFamilies } from './lexicon.ts';
import { outputCount, placeOf, reasoningOutput, type Weights } from './model.ts';

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
    const { scale } = features.blocks[block];
    for (let output = 0; output < outputCount; output++) {
      const share = weights.values[place * outputCount + output] ?? 0;
      entry.log[output] =
        (entry.log[output] ?? 0) + scale * share * (weights.packed.largest[block][output] ?? 0);
    }
    found.set(phrase, entry);
  };
  for (const [index, name] of features.familyNames.entries()) {
    const family = name.split('@')[0] ?? name;
    add(
      'families',
      features.blocks.families.hashes[index] ?? 0,
      `word.${family}`,
      familyPhrases.get(family) ?? family,
    );
  }
  for (const [index, name] of features.shapeNames.entries()) {
    const phrase = shapePhrases.get(name);
    if (phrase !== undefined) add('shape', features.blocks.shape.hashes[index] ?? 0, `shape.${name}`, phrase);
  }
  for (const [index, [start, length]] of features.spans.entries()) {
    const words = features.tokens.slice(start, start + length).join(' ');
    if (/^[\p{L}\d]/u.test(words)) {
      add('words', features.blocks.words.hashes[index] ?? 0, `says.${words}`, `says “${words}”`);
    }
  }
  return [...found.values()];
}
