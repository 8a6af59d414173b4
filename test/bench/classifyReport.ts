/** Figures with their intervals, as `npm run eval` prints them. */
import { type RequestClass, requestClasses } from '../../src/core/model/request.ts';
import { figures, type Interval, intervals, type Judged, seededRandom } from './classifyMetrics.ts';

/** `null` where the rows do not allow a figure (no request deserves reasoning, say). */
type Figure = number | null;
type Ends = readonly [Figure, Figure];

export interface Report {
  readonly requests: number;
  /** Groups drawn for the intervals: projects, conversations, else single requests. */
  readonly groups: number;
  readonly accuracy: Figure;
  readonly accuracyCi95: Ends;
  readonly macroF1: Figure;
  readonly macroF1Ci95: Ends;
  readonly recall: Readonly<Record<RequestClass, Figure>>;
  readonly recallCi95: Readonly<Record<RequestClass, Ends>>;
  readonly tierAuc: Figure;
  readonly tierAucCi95: Ends;
  readonly reasoningRecallAt20: Figure;
  readonly reasoningRecallAt20Ci95: Ends;
}

export function report(rows: readonly Judged[]): Report {
  const values = figures(rows, requestClasses.length);
  const ends = intervals(rows, requestClasses.length);
  return {
    requests: rows.length,
    groups: new Set(rows.map((row) => row.group)).size,
    accuracy: shown(values.accuracy),
    accuracyCi95: shownEnds(ends.accuracy),
    macroF1: shown(values.macroF1),
    macroF1Ci95: shownEnds(ends.macroF1),
    recall: byClass((index) => shown(values.recall[index] ?? NaN)),
    recallCi95: byClass((index) => shownEnds(ends.recall[index] ?? [NaN, NaN])),
    tierAuc: shown(values.tierAuc),
    tierAucCi95: shownEnds(ends.tierAuc),
    reasoningRecallAt20: shown(values.reasoningRecallAt20),
    reasoningRecallAt20Ci95: shownEnds(ends.reasoningRecallAt20),
  };
}

export interface Difference {
  readonly accuracy: Figure;
  readonly accuracyCi95: Ends;
  readonly macroF1: Figure;
  readonly macroF1Ci95: Ends;
}

const draws = 1_000;

/** `left` minus `right` on the same requests, with a paired bootstrap over groups. */
export function difference(left: readonly Judged[], right: readonly Judged[]): Difference {
  const groups = [...Map.groupBy([...left.keys()], (index) => left[index]?.group ?? '').values()];
  const random = seededRandom(7);
  const accuracies: number[] = [];
  const scores: number[] = [];
  const pick = (rows: readonly Judged[], indices: readonly number[]): Judged[] =>
    indices.flatMap((index) => rows[index] ?? []);
  const gap = (indices: readonly number[]): readonly [number, number] => {
    const a = figures(pick(left, indices), requestClasses.length);
    const b = figures(pick(right, indices), requestClasses.length);
    return [a.accuracy - b.accuracy, a.macroF1 - b.macroF1];
  };
  for (let draw = 0; draw < draws; draw++) {
    const indices = groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []);
    const [accuracy, macroF1] = gap(indices);
    accuracies.push(accuracy);
    scores.push(macroF1);
  }
  const [accuracy, macroF1] = gap([...left.keys()]);
  return {
    accuracy: shown(accuracy),
    accuracyCi95: middle(accuracies),
    macroF1: shown(macroF1),
    macroF1Ci95: middle(scores),
  };
}

function middle(values: readonly number[]): Ends {
  const sorted = values.toSorted((a, b) => a - b);
  return shownEnds([sorted[Math.round(0.025 * draws)] ?? NaN, sorted[Math.round(0.975 * draws) - 1] ?? NaN]);
}

function byClass<Value>(pick: (index: number) => Value): Record<RequestClass, Value> {
  return { format: pick(0), complete: pick(1), refactor: pick(2), architect: pick(3) };
}

function shown(value: number): Figure {
  return Number.isNaN(value) ? null : Number(value.toFixed(4));
}

function shownEnds([low, high]: Interval): Ends {
  return [shown(low), shown(high)];
}
