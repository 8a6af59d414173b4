/** Fits the linear model by penalised maximum likelihood: full-batch L-BFGS, deterministic. */

/** Rows of a sparse matrix; `ends[i]` is where row i stops in `columns` and `values`. */
export interface SparseRows {
  readonly ends: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
  readonly width: number;
}

export interface Fit {
  /** For each output a coefficient for each column. */
  readonly coefficients: readonly Float64Array[];
  readonly intercepts: readonly number[];
}

export interface Target {
  /** Number of classes; 2 fits one log-odds (binary logistic), more fit a softmax. */
  readonly classes: number;
  readonly labels: Int32Array;
  readonly rowWeights: Float64Array;
}

const memory = 8;

/**
 * Minimises the weighted log-loss plus |coefficients|² / (2·inversePenalty), intercepts free.
 * `rows` picks which rows of `data` take part.
 */
export function fitLogistic(
  data: SparseRows,
  rows: Int32Array,
  target: Target,
  inversePenalty: number,
  iterations: number,
): Fit {
  const outputs = target.classes === 2 ? 1 : target.classes;
  const size = (data.width + 1) * outputs;
  const point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let loss = lossAndGradient(data, rows, target, inversePenalty, outputs, point, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  const direction = new Float64Array(size);
  for (let iteration = 0; iteration < iterations; iteration++) {
    descentDirection(gradient, steps, changes, direction);
    const slope = dot(direction, gradient);
    if (slope > -1e-10) break;
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const next = new Float64Array(size);
    const nextGradient = new Float64Array(size);
    let nextLoss = loss;
    for (let halving = 0; halving < 20; halving++, length /= 2) {
      for (let index = 0; index < size; index++) {
        next[index] = (point[index] ?? 0) + length * (direction[index] ?? 0);
      }
      nextLoss = lossAndGradient(data, rows, target, inversePenalty, outputs, next, nextGradient);
      if (nextLoss <= loss + 1e-4 * length * slope) break;
    }
    const step = new Float64Array(size);
    const change = new Float64Array(size);
    for (let index = 0; index < size; index++) {
      step[index] = (next[index] ?? 0) - (point[index] ?? 0);
      change[index] = (nextGradient[index] ?? 0) - (gradient[index] ?? 0);
    }
    if (dot(step, change) > 1e-12) {
      steps.push(step);
      changes.push(change);
      if (steps.length > memory) {
        steps.shift();
        changes.shift();
      }
    }
    point.set(next);
    gradient = nextGradient;
    const gain = loss - nextLoss;
    loss = nextLoss;
    if (gain < loss * 1e-4) break;
  }
  const stride = data.width + 1;
  return {
    coefficients: Array.from({ length: outputs }, (_, output) =>
      point.slice(output * stride, output * stride + data.width),
    ),
    intercepts: Array.from({ length: outputs }, (_, output) => point[output * stride + data.width] ?? 0),
  };
}

function lossAndGradient(
  data: SparseRows,
  rows: Int32Array,
  { labels, rowWeights }: Target,
  inversePenalty: number,
  outputs: number,
  point: Float64Array,
  gradient: Float64Array,
): number {
  const { columns, values, ends, width } = data;
  const stride = width + 1;
  let loss = 0;
  for (let output = 0; output < outputs; output++) {
    const free = output * stride + width;
    for (let index = output * stride; index < free; index++) {
      const value = point[index] ?? 0;
      loss += (value * value) / (2 * inversePenalty);
      gradient[index] = value / inversePenalty;
    }
    gradient[free] = 0;
  }
  const scores = new Float64Array(outputs);
  for (const row of rows) {
    const weight = rowWeights[row] ?? 0;
    if (weight === 0) continue;
    const start = row === 0 ? 0 : (ends[row - 1] ?? 0);
    const end = ends[row] ?? 0;
    for (let output = 0; output < outputs; output++) {
      const base = output * stride;
      let score = point[base + width] ?? 0;
      for (let entry = start; entry < end; entry++) {
        score += (values[entry] ?? 0) * (point[base + (columns[entry] ?? 0)] ?? 0);
      }
      scores[output] = score;
    }
    loss += weight * residuals(scores, labels[row] ?? 0);
    for (let output = 0; output < outputs; output++) {
      const base = output * stride;
      const residual = weight * (scores[output] ?? 0);
      gradient[base + width] = (gradient[base + width] ?? 0) + residual;
      for (let entry = start; entry < end; entry++) {
        const column = base + (columns[entry] ?? 0);
        gradient[column] = (gradient[column] ?? 0) + residual * (values[entry] ?? 0);
      }
    }
  }
  return loss;
}

/** Turns scores into probability minus truth, in place; returns the log-loss. */
function residuals(scores: Float64Array, label: number): number {
  if (scores.length === 1) {
    const score = scores[0] ?? 0;
    const probability = 1 / (1 + Math.exp(-score));
    scores[0] = probability - label;
    return -Math.log(Math.max(label === 1 ? probability : 1 - probability, 1e-12));
  }
  const highest = Math.max(...scores);
  let total = 0;
  for (let output = 0; output < scores.length; output++) {
    scores[output] = Math.exp((scores[output] ?? 0) - highest);
    total += scores[output] ?? 0;
  }
  for (let output = 0; output < scores.length; output++) scores[output] = (scores[output] ?? 0) / total;
  const loss = -Math.log(Math.max(scores[label] ?? 0, 1e-12));
  scores[label] = (scores[label] ?? 0) - 1;
  return loss;
}

/** The two-loop recursion. */
function descentDirection(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
  direction: Float64Array,
): void {
  for (let index = 0; index < gradient.length; index++) direction[index] = -(gradient[index] ?? 0);
  const shares: number[] = [];
  for (let age = steps.length - 1; age >= 0; age--) {
    const step = steps[age];
    const change = changes[age];
    if (step === undefined || change === undefined) continue;
    const share = dot(step, direction) / dot(step, change);
    shares[age] = share;
    addScaled(direction, change, -share);
  }
  const lastStep = steps.at(-1);
  const lastChange = changes.at(-1);
  if (lastStep !== undefined && lastChange !== undefined) {
    const scale = dot(lastStep, lastChange) / dot(lastChange, lastChange);
    for (let index = 0; index < direction.length; index++) direction[index] = (direction[index] ?? 0) * scale;
  }
  for (let age = 0; age < steps.length; age++) {
    const step = steps[age];
    const change = changes[age];
    if (step === undefined || change === undefined) continue;
    const correction = dot(change, direction) / dot(step, change);
    addScaled(direction, step, (shares[age] ?? 0) - correction);
  }
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index++) {
    target[index] = (target[index] ?? 0) + factor * (source[index] ?? 0);
  }
}
