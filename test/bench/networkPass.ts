/** One row through the network and back: scores, then the gradients of all that took part. */
import {
  embeddingSize,
  filters,
  hiddenSize,
  pooledSize,
  responseSize,
  windows,
} from '../../src/core/classify/network.ts';
import { outputCount } from '../../src/core/classify/keyTable.ts';
import { embed, type Parameters, type Vocabulary } from './networkParameters.ts';

/** Shares left out at random in training, so that no single sign is relied on. */
export const dropped = { word: 0.25, named: 0.3, pooled: 0.5, hidden: 0.3 } as const;
/** Most words of a row; see `TextFeatures.order`. */
const mostWords = 90;
const mostNamed = 400;
const nowhere = -1_000;

export class NetworkPass {
  /** Log-odds of the row last passed. */
  readonly logits = new Float32Array(outputCount);
  /** Set by the caller before `backward`: the loss's gradient by each logit. */
  readonly slopes = new Float32Array(outputCount);
  /** Words and named features that took part since they were last cleared. */
  readonly touchedWords = new Set<number>();
  readonly touchedNamed = new Set<number>();

  private readonly parameters: Parameters;
  private readonly vocabulary: Vocabulary;
  private readonly random: () => number;
  private readonly embeddings = new Float32Array(mostWords * embeddingSize);
  private readonly embeddingSlopes = new Float32Array(mostWords * embeddingSize);
  private readonly kept = new Uint8Array(mostWords);
  private readonly pooled = new Float32Array(pooledSize);
  private readonly pooledScale = new Float32Array(pooledSize);
  /** Where the strongest response of each pattern began. */
  private readonly strongest = new Int32Array(windows.length * filters);
  private readonly hidden = new Float32Array(hiddenSize);
  private readonly hiddenScale = new Float32Array(hiddenSize);
  private readonly hiddenSlopes = new Float32Array(hiddenSize);
  private readonly keptNamed = new Int32Array(mostNamed);
  private keptNamedCount = 0;

  constructor(parameters: Parameters, vocabulary: Vocabulary, random: () => number) {
    this.parameters = parameters;
    this.vocabulary = vocabulary;
    this.random = random;
  }

  forward(words: Int32Array, named: Int32Array): void {
    this.embedAll(words);
    this.pool(words.length);
    const { first, firstBias, named: rows, second, secondBias } = this.parameters;
    this.hidden.set(firstBias.value);
    this.drop(this.pooledScale, dropped.pooled);
    for (let index = 0; index < pooledSize; index++) {
      addScaled(this.hidden, first.value, index, (this.pooled[index] ?? 0) * (this.pooledScale[index] ?? 0));
    }
    this.keptNamedCount = 0;
    for (const name of named) {
      if (this.random() < dropped.named || this.keptNamedCount === mostNamed) continue;
      this.keptNamed[this.keptNamedCount++] = name;
      addScaled(this.hidden, rows.value, name, 1 / (1 - dropped.named));
    }
    this.drop(this.hiddenScale, dropped.hidden);
    this.logits.set(secondBias.value);
    for (let index = 0; index < hiddenSize; index++) {
      const value = Math.max(0, this.hidden[index] ?? 0);
      this.hidden[index] = value;
      addScaled(this.logits, second.value, index, value * (this.hiddenScale[index] ?? 0));
    }
  }

  backward(words: Int32Array): void {
    const { first, firstBias, named, second, secondBias } = this.parameters;
    addScaled(secondBias.gradient, this.slopes, 0, 1);
    for (let index = 0; index < hiddenSize; index++) {
      const scale = this.hiddenScale[index] ?? 0;
      const value = this.hidden[index] ?? 0;
      this.hiddenSlopes[index] = value === 0 ? 0 : scale * dotRow(second.value, index, this.slopes);
      addToRow(second.gradient, index, this.slopes, value * scale);
    }
    addScaled(firstBias.gradient, this.hiddenSlopes, 0, 1);
    for (let position = 0; position < this.keptNamedCount; position++) {
      const name = this.keptNamed[position] ?? 0;
      this.touchedNamed.add(name);
      addToRow(named.gradient, name, this.hiddenSlopes, 1 / (1 - dropped.named));
    }
    this.embeddingSlopes.fill(0);
    for (let index = 0; index < pooledSize; index++) {
      const scale = this.pooledScale[index] ?? 0;
      if (scale === 0) continue;
      const slope = scale * dotRow(first.value, index, this.hiddenSlopes);
      addToRow(first.gradient, index, this.hiddenSlopes, scale * (this.pooled[index] ?? 0));
      if (index < windows.length * filters) this.unpoolPattern(index, slope, words.length);
      else this.unpoolMean(index - windows.length * filters, slope, words.length);
    }
    this.learnWords(words);
  }

  private embedAll(words: Int32Array): void {
    for (const [position, word] of words.entries()) {
      const keep = this.random() >= dropped.word;
      this.kept[position] = keep ? 1 : 0;
      const at = position * embeddingSize;
      if (keep) embed(this.parameters, this.vocabulary, word, this.embeddings, at);
      else this.embeddings.fill(0, at, at + embeddingSize);
    }
  }

  private pool(count: number): void {
    const { taps, patternBias } = this.parameters;
    this.pooled.fill(0);
    this.strongest.fill(nowhere);
    const responses = new Float32Array(filters);
    let tap = 0;
    for (const [position, width] of windows.entries()) {
      const bias = position * filters;
      for (let start = 1 - width; start < count; start++) {
        for (let filter = 0; filter < filters; filter++)
          responses[filter] = patternBias.value[bias + filter] ?? 0;
        for (let offset = Math.max(0, -start); offset < width && start + offset < count; offset++) {
          if (this.kept[start + offset] === 0) continue;
          for (let index = 0; index < embeddingSize; index++) {
            const value = this.embeddings[(start + offset) * embeddingSize + index] ?? 0;
            const column = index * responseSize + (tap + offset) * filters;
            for (let filter = 0; filter < filters; filter++) {
              responses[filter] = (responses[filter] ?? 0) + value * (taps.value[column + filter] ?? 0);
            }
          }
        }
        for (let filter = 0; filter < filters; filter++) {
          if ((responses[filter] ?? 0) <= (this.pooled[bias + filter] ?? 0)) continue;
          this.pooled[bias + filter] = responses[filter] ?? 0;
          this.strongest[bias + filter] = start;
        }
      }
      tap += width;
    }
    for (let position = 0; position < count; position++) {
      for (let index = 0; index < embeddingSize; index++) {
        const at = windows.length * filters + index;
        this.pooled[at] =
          (this.pooled[at] ?? 0) + (this.embeddings[position * embeddingSize + index] ?? 0) / count;
      }
    }
  }

  private drop(scales: Float32Array, share: number): void {
    for (let index = 0; index < scales.length; index++) {
      scales[index] = this.random() < share ? 0 : 1 / (1 - share);
    }
  }

  /** Only the place where a pattern was strongest learns. */
  private unpoolPattern(pattern: number, slope: number, count: number): void {
    const start = this.strongest[pattern] ?? nowhere;
    if (start === nowhere || slope === 0) return;
    const { taps, patternBias } = this.parameters;
    patternBias.gradient[pattern] = (patternBias.gradient[pattern] ?? 0) + slope;
    const position = Math.floor(pattern / filters);
    const width = windows[position] ?? 1;
    const tap = windows.slice(0, position).reduce<number>((sum, earlier) => sum + earlier, 0);
    for (let offset = Math.max(0, -start); offset < width && start + offset < count; offset++) {
      const word = start + offset;
      if (this.kept[word] === 0) continue;
      for (let index = 0; index < embeddingSize; index++) {
        const column = index * responseSize + (tap + offset) * filters + (pattern % filters);
        const at = word * embeddingSize + index;
        taps.gradient[column] = (taps.gradient[column] ?? 0) + slope * (this.embeddings[at] ?? 0);
        this.embeddingSlopes[at] = (this.embeddingSlopes[at] ?? 0) + slope * (taps.value[column] ?? 0);
      }
    }
  }

  private unpoolMean(index: number, slope: number, count: number): void {
    for (let word = 0; word < count; word++) {
      const at = word * embeddingSize + index;
      if (this.kept[word] === 1) this.embeddingSlopes[at] = (this.embeddingSlopes[at] ?? 0) + slope / count;
    }
  }

  private learnWords(words: Int32Array): void {
    const { own, projection } = this.parameters;
    const { vectors, vectorSize, hasVector, own: hasOwn } = this.vocabulary;
    for (const [position, word] of words.entries()) {
      if (this.kept[position] === 0) continue;
      const at = position * embeddingSize;
      const slopes = this.embeddingSlopes.subarray(at, at + embeddingSize);
      if (hasOwn[word] === 1) {
        this.touchedWords.add(word);
        addToRow(own.gradient, word, slopes, 1);
      }
      if (hasVector[word] !== 1) continue;
      for (let dimension = 0; dimension < vectorSize; dimension++) {
        addToRow(projection.gradient, dimension, slopes, vectors[word * vectorSize + dimension] ?? 0);
      }
    }
  }
}

/** Adds row `row` of `rows`, as long as `sum`, times `factor`. */
function addScaled(sum: Float32Array, rows: Float32Array, row: number, factor: number): void {
  if (factor === 0) return;
  const start = row * sum.length;
  for (let index = 0; index < sum.length; index++) {
    sum[index] = (sum[index] ?? 0) + factor * (rows[start + index] ?? 0);
  }
}

function addToRow(rows: Float32Array, row: number, values: Float32Array, factor: number): void {
  if (factor === 0) return;
  const start = row * values.length;
  for (let index = 0; index < values.length; index++) {
    rows[start + index] = (rows[start + index] ?? 0) + factor * (values[index] ?? 0);
  }
}

function dotRow(rows: Float32Array, row: number, values: Float32Array): number {
  const start = row * values.length;
  let sum = 0;
  for (let index = 0; index < values.length; index++)
    sum += (rows[start + index] ?? 0) * (values[index] ?? 0);
  return sum;
}
