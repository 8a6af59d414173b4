/** The trained model, linear and network: how its weights are packed and turned into probabilities. */
import { type RequestClass, requestClasses } from '../model/request.ts';
import { type KeyTable, outputCount, type PackedRecords, slotOf, unpackRecords } from './keyTable.ts';
import { type Block, blocks, type TextFeatures } from './features.ts';
import { type Network, networkLogits, type PackedNetwork, unpackNetwork } from './network.ts';

/** What `weights.bin` holds: made by `test/bench/train.ts`, never by hand. */
export interface PackedWeights {
  /** A digit for each output. */
  readonly features: PackedRecords;
  /** Largest absolute weight of each output within a block: what digit ±31 stands for. */
  readonly largest: Readonly<Record<Block, readonly number[]>>;
  /** Log-odds of each output before any feature. */
  readonly bias: readonly number[];
  /** Divides the log-odds of the classes so that their probabilities are calibrated. */
  readonly temperature: number;
  /** Platt scaling of the reasoning log-odds. */
  readonly reasoningSlope: number;
  readonly reasoningIntercept: number;
  readonly network: PackedNetwork;
}

export interface Weights {
  readonly keys: KeyTable;
  /** `outputCount` weights for each place of `keys`, as shares of the largest of their block. */
  readonly values: Float32Array;
  readonly packed: PackedWeights;
  readonly network: Network;
}

/** What the linear model has to say; the rest is the network's. Together they are better than either. */
export const linearShare = 0.4;

export function unpackWeights(packed: PackedWeights): Weights {
  const { keys, values } = unpackRecords(packed.features, outputCount, 1);
  return { keys, values, packed, network: unpackNetwork(packed.network) };
}

/** Log-odds of each output, uncalibrated: both models together, and what the network alone says. */
export interface TextOdds {
  readonly mixed: Float64Array;
  readonly network: Float64Array;
}

export function textOdds(weights: Weights, features: TextFeatures): TextOdds {
  const network = networkLogits(weights.network, features);
  const mixed = linearLogits(weights, features).map(
    (odds, output) => linearShare * odds + (1 - linearShare) * (network[output] ?? 0),
  );
  return { mixed, network };
}

function linearLogits(weights: Weights, features: TextFeatures): Float64Array {
  const logits = Float64Array.from(weights.packed.bias);
  const { values, packed } = weights;
  const sums = new Float64Array(outputCount);
  for (const block of blocks) {
    const { hashes, scale } = features.blocks[block];
    sums.fill(0);
    for (let index = 0; index < hashes.length; index++) {
      const place = slotOf(weights.keys, hashes[index] ?? 0);
      if (place < 0) continue;
      const start = place * outputCount;
      for (let output = 0; output < outputCount; output++) {
        sums[output] = (sums[output] ?? 0) + (values[start + output] ?? 0);
      }
    }
    const largest = packed.largest[block];
    for (let output = 0; output < outputCount; output++) {
      logits[output] = (logits[output] ?? 0) + scale * (largest[output] ?? 0) * (sums[output] ?? 0);
    }
  }
  return logits;
}

export function classProbabilities(logits: ArrayLike<number>): Record<RequestClass, number> {
  const highest = Math.max(...requestClasses.map((_, index) => logits[index] ?? 0));
  const raised = requestClasses.map((_, index) => Math.exp((logits[index] ?? 0) - highest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  const [format = 0, complete = 0, refactor = 0, architect = 0] = raised.map((value) => value / total);
  return { format, complete, refactor, architect };
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
