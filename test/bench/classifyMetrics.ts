/** Figures of merit of a classifier, and their intervals by a bootstrap over whole projects. */

export interface Judged {
  /** Rows of one group (a project, a conversation) are drawn together. */
  readonly group: string;
  readonly truth: number;
  readonly predicted: number;
  readonly deservesReasoning: boolean;
  readonly reasoningScore: number;
}

export interface Figures {
  readonly accuracy: number;
  readonly macroF1: number;
  /** Share of each class that was found, by class index; NaN where the class does not occur. */
  readonly recall: readonly number[];
  /** Chance that a request that deserves reasoning scores above one that does not; NaN without both. */
  readonly tierAuc: number;
  /** Share of those that deserve reasoning among the fifth with the highest scores. */
  readonly reasoningRecallAt20: number;
}

const routedUp = 0.2;

export function figures(rows: readonly Judged[], classCount: number): Figures {
  const hits = new Float64Array(classCount);
  const truths = new Float64Array(classCount);
  const guesses = new Float64Array(classCount);
  let right = 0;
  for (const { truth, predicted } of rows) {
    truths[truth] = (truths[truth] ?? 0) + 1;
    guesses[predicted] = (guesses[predicted] ?? 0) + 1;
    if (truth !== predicted) continue;
    right++;
    hits[truth] = (hits[truth] ?? 0) + 1;
  }
  let f1 = 0;
  let present = 0;
  const recall: number[] = [];
  for (let index = 0; index < classCount; index++) {
    const denominator = (truths[index] ?? 0) + (guesses[index] ?? 0);
    recall.push((hits[index] ?? 0) / (truths[index] ?? 0));
    if (denominator === 0) continue;
    present++;
    f1 += (2 * (hits[index] ?? 0)) / denominator;
  }
  return {
    accuracy: right / rows.length,
    macroF1: f1 / present,
    recall,
    tierAuc: areaUnderCurve(rows),
    reasoningRecallAt20: recallOfHighest(rows),
  };
}

/** The Mann-Whitney statistic; ties count half. */
function areaUnderCurve(rows: readonly Judged[]): number {
  const sorted = rows.toSorted((a, b) => a.reasoningScore - b.reasoningScore);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let tied = 0;
    while (end < sorted.length && sorted[end]?.reasoningScore === sorted[start]?.reasoningScore) {
      if (sorted[end]?.deservesReasoning === true) tied++;
      end++;
    }
    rankSum += tied * ((start + 1 + end) / 2);
    positives += tied;
    start = end;
  }
  const negatives = rows.length - positives;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Ties at the border share the places left, so that the order of the file has no say. */
function recallOfHighest(rows: readonly Judged[]): number {
  const sorted = rows.toSorted((a, b) => b.reasoningScore - a.reasoningScore);
  let places = Math.round(rows.length * routedUp);
  let found = 0;
  let positives = 0;
  for (let start = 0; start < sorted.length;) {
    let end = start;
    let tied = 0;
    while (end < sorted.length && sorted[end]?.reasoningScore === sorted[start]?.reasoningScore) {
      if (sorted[end]?.deservesReasoning === true) tied++;
      end++;
    }
    const taken = Math.min(places, end - start);
    found += (tied * taken) / (end - start);
    positives += tied;
    places -= taken;
    start = end;
  }
  return found / positives;
}

export type Interval = readonly [low: number, high: number];

export interface Intervals {
  readonly accuracy: Interval;
  readonly macroF1: Interval;
  readonly recall: readonly Interval[];
  readonly tierAuc: Interval;
  readonly reasoningRecallAt20: Interval;
}

/** A small generator of its own, so that the same rows give the same intervals (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Percentile intervals (95 %) over draws of whole groups with replacement. */
export function intervals(rows: readonly Judged[], classCount: number, draws = 500): Intervals {
  const groups = [...Map.groupBy(rows, (row) => row.group).values()];
  const random = seededRandom(20_260);
  const samples: Figures[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const sample: Judged[] = [];
    for (let index = 0; index < groups.length; index++) {
      for (const row of groups[Math.floor(random() * groups.length)] ?? []) sample.push(row);
    }
    samples.push(figures(sample, classCount));
  }
  const spread = (pick: (figure: Figures) => number): Interval => percentiles(samples.map(pick));
  return {
    accuracy: spread((figure) => figure.accuracy),
    macroF1: spread((figure) => figure.macroF1),
    recall: Array.from({ length: classCount }, (_, index) => spread((figure) => figure.recall[index] ?? NaN)),
    tierAuc: spread((figure) => figure.tierAuc),
    reasoningRecallAt20: spread((figure) => figure.reasoningRecallAt20),
  };
}

function percentiles(values: readonly number[]): Interval {
  const sorted = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? NaN;
  return [at(0.025), at(0.975)];
}
