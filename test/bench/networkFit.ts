/** Trains the network: mini-batches, Adam with a falling rate; the same rows and seed give the same numbers. */
import { embeddingSize, hiddenSize } from '../../src/core/classify/network.ts';
import { reasoningOutput } from '../../src/core/classify/keyTable.ts';
import type { Target } from './classifyFit.ts';
import { seededRandom } from './classifyMetrics.ts';
import { newParameters, type Parameter, type Parameters, type Vocabulary } from './networkParameters.ts';
import { NetworkPass } from './networkPass.ts';

export interface NetworkRows {
  /** Words as numbers of the vocabulary, and named features as numbers from 0. */
  readonly words: readonly Int32Array[];
  readonly named: readonly Int32Array[];
  readonly namedCount: number;
  readonly class: Target;
  readonly reasoning: Target;
}

const epochs = 10;
const batchRows = 32;
const highestRate = 2e-3;
const lowestRateShare = 0.02;
const decay = 0.01;
const meanDecay = 0.9;
const squareDecay = 0.999;
/** Share of a label given to the other classes: readers differ. */
const smoothing = 0.05;
const reasoningShare = 0.7;
const seed = 1;

export function fitNetwork(rows: NetworkRows, seen: Int32Array, vocabulary: Vocabulary): Parameters {
  const random = seededRandom(seed);
  const parameters = newParameters(vocabulary, rows.namedCount, random);
  const { own, named, ...dense } = parameters;
  const pass = new NetworkPass(parameters, vocabulary, random);
  const order = Int32Array.from(seen);
  const steps = epochs * Math.ceil(order.length / batchRows);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (let start = 0; start < order.length; start += batchRows) {
      for (const row of order.subarray(start, start + batchRows)) passRow(pass, rows, row);
      step++;
      const rate = highestRate * Math.max(lowestRateShare, 1 - step / steps);
      for (const parameter of Object.values(dense)) adam(parameter, 0, parameter.value.length, rate, step);
      for (const word of pass.touchedWords) {
        adam(own, word * embeddingSize, (word + 1) * embeddingSize, rate, step);
      }
      for (const name of pass.touchedNamed) {
        adam(named, name * hiddenSize, (name + 1) * hiddenSize, rate, step);
      }
      pass.touchedWords.clear();
      pass.touchedNamed.clear();
    }
  }
  return parameters;
}

function passRow(pass: NetworkPass, rows: NetworkRows, row: number): void {
  const classWeight = (rows.class.rowWeights[row] ?? 0) / batchRows;
  const reasoningWeight = (reasoningShare * (rows.reasoning.rowWeights[row] ?? 0)) / batchRows;
  const words = rows.words[row];
  const named = rows.named[row];
  if (words === undefined || named === undefined || classWeight + reasoningWeight === 0) return;
  pass.forward(words, named);
  const { logits, slopes } = pass;
  const highest = Math.max(...logits.subarray(0, reasoningOutput));
  let total = 0;
  for (let output = 0; output < reasoningOutput; output++) {
    slopes[output] = Math.exp((logits[output] ?? 0) - highest);
    total += slopes[output] ?? 0;
  }
  for (let output = 0; output < reasoningOutput; output++) {
    const wanted = (rows.class.labels[row] === output ? 1 - smoothing : 0) + smoothing / reasoningOutput;
    slopes[output] = classWeight * ((slopes[output] ?? 0) / total - wanted);
  }
  const deserves = 1 / (1 + Math.exp(-(logits[reasoningOutput] ?? 0)));
  slopes[reasoningOutput] = reasoningWeight * (deserves - (rows.reasoning.labels[row] ?? 0));
  pass.backward(words);
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let index = order.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    const held = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = held;
  }
}

/** Kingma and Ba (2015), with the weight decay of Loshchilov and Hutter (2019); clears the gradient. */
function adam(parameter: Parameter, from: number, to: number, rate: number, step: number): void {
  const { value, gradient, mean, square } = parameter;
  const meanScale = 1 / (1 - meanDecay ** step);
  const squareScale = 1 / (1 - squareDecay ** step);
  for (let index = from; index < to; index++) {
    const slope = gradient[index] ?? 0;
    gradient[index] = 0;
    const newMean = meanDecay * (mean[index] ?? 0) + (1 - meanDecay) * slope;
    const newSquare = squareDecay * (square[index] ?? 0) + (1 - squareDecay) * slope * slope;
    mean[index] = newMean;
    square[index] = newSquare;
    const change = (newMean * meanScale) / (Math.sqrt(newSquare * squareScale) + 1e-8);
    value[index] = (value[index] ?? 0) - rate * (change + decay * (value[index] ?? 0));
  }
}
