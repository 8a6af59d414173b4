import { describe, expect, it } from 'vitest';
import { textFeatures } from '../../../../src/core/classify/features.ts';
import { networkLogits, unpackNetwork } from '../../../../src/core/classify/network.ts';
import { outputCount, reasoningOutput } from '../../../../src/core/classify/keyTable.ts';
import type { Target } from '../../../bench/classifyFit.ts';
import { seededRandom } from '../../../bench/classifyMetrics.ts';
import { newParameters, type Parameter, type Vocabulary } from '../../../bench/networkParameters.ts';
import { NetworkPass } from '../../../bench/networkPass.ts';
import { networkInput, trainNetwork } from '../../../bench/networkTrain.ts';

const labelled = (
  texts: readonly string[],
  labels: readonly number[],
): { class: Target; reasoning: Target } => ({
  class: { classes: 4, labels: Int32Array.from(labels), rowWeights: Float64Array.from(texts, () => 1) },
  reasoning: {
    classes: 2,
    labels: Int32Array.from(labels, (label) => (label === 3 ? 1 : 0)),
    rowWeights: Float64Array.from(texts, () => 1),
  },
});

/** The same words mean one class in one order and another in the other: no bag of words can tell. */
const pairs = Array.from({ length: 160 }, (_, index) => ({
  text: index % 2 === 0 ? `after ${index} lint test` : `after ${index} test lint`,
  label: index % 2 === 0 ? 0 : 3,
}));

describe('the network', () => {
  const texts = pairs.map(({ text }) => text);
  const features = texts.map((text) => textFeatures(text));
  const everything = Int32Array.from(texts.keys());
  const packed = trainNetwork(
    networkInput(features, undefined),
    everything,
    labelled(
      texts,
      pairs.map(({ label }) => label),
    ),
  );

  it('learns the order of words', () => {
    const network = unpackNetwork(packed);
    const guess = (text: string): number => {
      const odds = [...networkLogits(network, textFeatures(text)).subarray(0, reasoningOutput)];
      return odds.indexOf(Math.max(...odds));
    };
    expect(guess('after 999 lint test')).toBe(0);
    expect(guess('after 999 test lint')).toBe(3);
  });

  it('gives the same numbers for the same rows', () => {
    const again = trainNetwork(
      networkInput(features, undefined),
      everything,
      labelled(
        texts,
        pairs.map(({ label }) => label),
      ),
    );
    expect(again).toEqual(packed);
  });

  it('says the same of a text when its words were met before, in other texts too', () => {
    const network = unpackNetwork(packed);
    const first = networkLogits(network, textFeatures('after 1 lint test'));
    networkLogits(network, textFeatures('test of an unheard-of word after lint'));
    expect(networkLogits(network, textFeatures('after 1 lint test'))).toEqual(first);
  });

  it('has something to say of a text without a word', () => {
    const odds = networkLogits(unpackNetwork(packed), textFeatures(''));
    expect(odds).toHaveLength(outputCount);
    expect([...odds].every(Number.isFinite)).toBe(true);
  });
});

describe('NetworkPass', () => {
  const vocabulary: Vocabulary = {
    words: ['', 'fix', 'the', 'build'],
    own: Uint8Array.of(1, 1, 0, 1),
    vectors: Float32Array.from({ length: 4 * 3 }, (_, index) => Math.sin(index)),
    vectorSize: 3,
    hasVector: Uint8Array.of(0, 1, 1, 0),
  };
  const words = Int32Array.of(1, 2, 3, 0, 2);
  const named = Int32Array.of(0, 2);
  /** Never drops anything. */
  const steady = (): number => 0.999;

  it('finds the slope of every kind of number as small steps find it', () => {
    const parameters = newParameters(vocabulary, 3, seededRandom(3));
    const pass = new NetworkPass(parameters, vocabulary, steady);
    const mixed = Float32Array.of(0.7, -0.4, 0.2, 0.9, -1.1);
    const score = (): number => {
      pass.forward(words, named);
      return pass.logits.reduce((sum, logit, output) => sum + logit * (mixed[output] ?? 0), 0);
    };
    score();
    pass.slopes.set(mixed);
    pass.backward(words);
    const step = 1e-2;
    const ratios: Record<string, number> = {};
    for (const [name, { value, gradient }] of Object.entries<Parameter>({ ...parameters })) {
      const strongest = gradient.reduce(
        (best, slope, index) => (Math.abs(slope) > Math.abs(gradient[best] ?? 0) ? index : best),
        0,
      );
      const held = value[strongest] ?? 0;
      value[strongest] = held + step;
      const above = score();
      value[strongest] = held - step;
      const below = score();
      value[strongest] = held;
      const measured = (above - below) / (2 * step);
      ratios[name] = (gradient[strongest] ?? 0) / measured;
    }
    expect(ratios).toEqual(
      Object.fromEntries(Object.keys(parameters).map((name) => [name, expect.closeTo(1, 1)])),
    );
  });

  it('notes which words and features learned', () => {
    const parameters = newParameters(vocabulary, 3, seededRandom(3));
    const pass = new NetworkPass(parameters, vocabulary, steady);
    pass.forward(words, named);
    pass.slopes.fill(1);
    pass.backward(words);
    expect(pass.touchedWords).toEqual(new Set([0, 1, 3]));
    expect(pass.touchedNamed).toEqual(new Set([0, 2]));
  });
});
