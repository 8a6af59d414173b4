/** Makes said probabilities true: temperature for the classes, Platt scaling for reasoning. */
import { sigmoid } from '../../src/core/classify/model.ts';
import { reasoningOutput } from '../../src/core/classify/keyTable.ts';
import { fitLogistic } from './classifyFit.ts';
import { sparse } from './classifyMatrix.ts';

export interface Calibration {
  readonly temperature: number;
  readonly slope: number;
  readonly intercept: number;
  /** Mean gap between said and true probability (expected calibration error). */
  readonly error: { readonly class: number; readonly reasoning: number };
}

/** One row of a project that the model had not seen. */
export interface Said {
  readonly logits: Float64Array;
  readonly class: number;
  readonly deservesReasoning: boolean;
  readonly weight: number;
}

export function calibrate(rows: readonly Said[]): Calibration {
  const said = rows.map(({ logits, class: truth, deservesReasoning, weight }) => ({
    logits: [...logits.subarray(0, reasoningOutput)],
    truth,
    reasoning: logits[reasoningOutput] ?? 0,
    deserves: deservesReasoning ? 1 : 0,
    weight,
  }));
  const temperature = lowest(
    Array.from({ length: 61 }, (_, index) => 0.5 + index * 0.025),
    (candidate) =>
      said.reduce(
        (sum, { logits, truth, weight }) => sum - weight * Math.log(softmax(logits, candidate)[truth] ?? 0),
        0,
      ),
  );
  const platt = fitLogistic(
    sparse(
      said.map(({ reasoning }) => [[0, reasoning]]),
      1,
    ),
    Int32Array.from(said.keys()),
    {
      classes: 2,
      labels: Int32Array.from(said, ({ deserves }) => deserves),
      rowWeights: Float64Array.from(said, ({ weight }) => weight),
    },
    1e6,
    100,
  );
  const slope = platt.coefficients[0]?.[0] ?? 1;
  const intercept = platt.intercepts[0] ?? 0;
  const classGap = gap(
    said.map(({ logits, truth }) => {
      const probabilities = softmax(logits, temperature);
      const highest = Math.max(...probabilities);
      return { said: highest, right: probabilities[truth] === highest };
    }),
  );
  const reasoningGap = gap(
    said.map(({ reasoning, deserves }) => ({
      said: sigmoid(slope * reasoning + intercept),
      right: deserves === 1,
    })),
  );
  return { temperature, slope, intercept, error: { class: classGap, reasoning: reasoningGap } };
}

function softmax(logits: readonly number[], temperature: number): number[] {
  const highest = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp((logit - highest) / temperature));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

function lowest(candidates: readonly number[], cost: (candidate: number) => number): number {
  const costs = candidates.map(cost);
  return candidates[costs.indexOf(Math.min(...costs))] ?? 1;
}

/** Expected calibration error over ten equal bins of said probability. */
function gap(rows: readonly { said: number; right: boolean }[]): number {
  const bins = Map.groupBy(rows, ({ said }) => Math.min(9, Math.floor(said * 10)));
  let sum = 0;
  for (const bin of bins.values()) {
    const said = bin.reduce((total, row) => total + row.said, 0);
    sum += Math.abs(said - bin.filter(({ right }) => right).length);
  }
  return sum / rows.length;
}
