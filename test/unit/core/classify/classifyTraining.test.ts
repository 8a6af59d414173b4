import { describe, expect, it } from 'vitest';
import { weightDigit, slotOf, outputCount } from '../../../../src/core/classify/keyTable.ts';
import { featureKey, textFeatures } from '../../../../src/core/classify/features.ts';
import { type PackedWeights, textOdds, unpackWeights } from '../../../../src/core/classify/model.ts';
import { embeddingSize, hiddenSize } from '../../../../src/core/classify/network.ts';
import { readWeights } from '../../../../src/core/classify/weightsFile.ts';
import { fitLogistic, type SparseRows } from '../../../bench/classifyFit.ts';
import { foldsOf, groupsOf } from '../../../bench/classifyGroups.ts';
import { unseenLogits } from '../../../bench/classifyHoldOut.ts';
import { figures, intervals, type Judged } from '../../../bench/classifyMetrics.ts';
import {
  BadRowError,
  type LabelledRequest,
  markOf,
  readRow,
  type TrainingRow,
} from '../../../bench/classifyRows.ts';
import { writeWeights } from '../../../bench/classifyPack.ts';
import { train } from '../../../bench/classifyTrain.ts';
import { packedWeights, weightsBytes } from '../../../doubles/shippedClassifier.ts';

describe('weights.bin', () => {
  it('is at most 290 kB', () => {
    expect(weightsBytes.length).toBeLessThanOrEqual(290_000);
  });

  it('holds keys in ascending order, with all their digits', () => {
    const { features, network } = packedWeights;
    for (const [{ keys, digits }, size] of [
      [features, outputCount],
      [network.words, embeddingSize],
      [network.named, hiddenSize],
    ] as const) {
      expect(keys.every((key, index) => key > (keys[index - 1] ?? 0))).toBe(true);
      expect(digits).toHaveLength(keys.length * size);
    }
  });

  it('is what is written of what was read, to the byte', () => {
    expect(Buffer.from(writeWeights(packedWeights)).equals(weightsBytes)).toBe(true);
  });

  it('is refused when it is another file or not whole', () => {
    expect(() => readWeights(new Uint8Array(9))).toThrow('no weights');
    expect(() => readWeights(weightsBytes.subarray(0, -1))).toThrow('not whole');
    expect(() => readWeights(Buffer.concat([weightsBytes, Buffer.of(0)]))).toThrow('not whole');
  });

  it('finds what was packed, to the precision of a digit', () => {
    const key = featureKey('families', 'rename');
    const weights = [0, 0.5, -1, 0.25, 2];
    const largest = [1, 1, 1, 1, 2];
    const packed: PackedWeights = {
      ...packedWeights,
      features: {
        keys: Int32Array.of(key),
        digits: Uint8Array.from(weights, (weight, output) => weightDigit(weight, largest[output] ?? 0)),
      },
    };
    const unpacked = unpackWeights(packed);
    const place = slotOf(unpacked.keys, key);
    expect(place).toBeGreaterThanOrEqual(0);
    for (let output = 0; output < outputCount; output++) {
      const found = (unpacked.values[place * outputCount + output] ?? NaN) * (largest[output] ?? 0);
      expect(found).toBeCloseTo(weights[output] ?? NaN, 1);
    }
    expect(slotOf(unpacked.keys, featureKey('families', 'plan'))).toBe(-1);
  });
});

describe('fitLogistic', () => {
  const dense = (rows: readonly (readonly number[])[]): SparseRows => ({
    ends: Int32Array.from(rows, (row, index) => row.length * (index + 1)),
    columns: Int32Array.from(rows.flatMap((row) => row.map((_, column) => column))),
    values: Float32Array.from(rows.flat()),
    width: rows[0]?.length ?? 0,
  });

  it('finds the log-odds of a coin when nothing else is known', () => {
    const data = dense([[0], [0], [0], [0]]);
    const target = { classes: 2, labels: Int32Array.of(1, 1, 1, 0), rowWeights: Float64Array.of(1, 1, 1, 1) };
    const fit = fitLogistic(data, Int32Array.of(0, 1, 2, 3), target, 1, 100);
    expect(fit.intercepts[0]).toBeCloseTo(Math.log(3), 2);
  });

  it('separates classes, leaves rows out that it is not given, and repeats itself exactly', () => {
    const data = dense([
      [1, 0],
      [0, 1],
      [-1, -1],
      [1, 0],
    ]);
    const target = { classes: 3, labels: Int32Array.of(0, 1, 2, 2), rowWeights: Float64Array.of(1, 1, 1, 1) };
    const first = fitLogistic(data, Int32Array.of(0, 1, 2), target, 10, 200);
    const [zero, one] = first.coefficients;
    expect(zero?.[0]).toBeGreaterThan(zero?.[1] ?? 0);
    expect(one?.[1]).toBeGreaterThan(one?.[0] ?? 0);
    expect(fitLogistic(data, Int32Array.of(0, 1, 2), target, 10, 200)).toEqual(first);
  });
});

const row = (text: string, label: LabelledRequest['class'], project: string): TrainingRow => ({
  request: { surface: 'chat', text },
  class: label,
  deservesReasoning: label === 'architect',
  confidence: 3,
  project,
  source: '',
  line: 1,
  origin: 'collected',
  like: undefined,
});

describe('train', () => {
  const rows = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((project) => [
    row(`rename the ${project} variable`, 'refactor', project),
    row(`plan the ${project} architecture`, 'architect', project),
    row(`write a ${project} function`, 'complete', project),
    row(`indent the ${project} file`, 'format', project),
  ]);

  it('learns what it is shown, and the same bytes each time', () => {
    const { packed } = train(rows, undefined, { calibrate: true });
    expect(train(rows, undefined, { calibrate: true }).packed).toEqual(packed);
    const logits = [...textOdds(unpackWeights(packed), textFeatures('rename the other variable')).mixed];
    expect(logits.slice(0, 4).indexOf(Math.max(...logits.slice(0, 4)))).toBe(2);
  });
});

describe('unseenLogits', () => {
  it('hides from a model a project and all that was written after its requests', () => {
    const collected = ['a', 'b', 'c', 'd'].map((project) => row(`rename ${project}`, 'refactor', project));
    const after = collected.map(({ request, project }): TrainingRow => ({
      ...row(`call ${project} otherwise`, 'refactor', `after ${project}`),
      origin: 'alike',
      like: markOf(request.text),
    }));
    const rows = [...collected, ...after];
    const packed = train(rows, undefined, { calibrate: false }).packed;
    const seenProjects: string[][] = [];
    unseenLogits(rows, 4, 1, (seen) => {
      seenProjects.push(seen.map(({ project }) => project.replace('after ', '')));
      return packed;
    });
    expect(seenProjects).toHaveLength(4);
    for (const projects of seenProjects) {
      expect(projects).toHaveLength(6);
      expect(new Set(projects).size).toBe(3);
    }
  });
});

describe('figures', () => {
  const judged = (truth: number, predicted: number, deserves: boolean, score: number): Judged => ({
    group: `${truth}`,
    truth,
    predicted,
    deservesReasoning: deserves,
    reasoningScore: score,
  });

  it('counts by hand what can be counted by hand', () => {
    const rows = [
      judged(0, 0, true, 0.9),
      judged(0, 1, false, 0.8),
      judged(1, 1, true, 0.7),
      judged(1, 1, false, 0.1),
      judged(1, 1, false, 0.1),
    ];
    const result = figures(rows, 2);
    expect(result.accuracy).toBeCloseTo(0.8);
    expect(result.macroF1).toBeCloseTo((2 / 3 + 6 / 7) / 2);
    expect(result.recall).toEqual([0.5, 1]);
    expect(result.tierAuc).toBeCloseTo(5 / 6);
    expect(result.reasoningRecallAt20).toBeCloseTo(0.5);
  });

  it('is one half for a score that says nothing, and lets ties share the places', () => {
    const rows = Array.from({ length: 10 }, (_, index) => judged(0, 0, index < 5, 1));
    const result = figures(rows, 1);
    expect(result.tierAuc).toBe(0.5);
    expect(result.reasoningRecallAt20).toBeCloseTo(0.2);
  });

  it('draws whole groups: one group gives no spread', () => {
    const rows = [judged(0, 0, true, 1), judged(0, 1, false, 0)];
    expect(intervals(rows, 2, 20).accuracy).toEqual([0.5, 0.5]);
  });
});

describe('groups and folds', () => {
  it('keeps a project in one fold', () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      row(`request ${index}`, 'complete', `project ${index % 7}`),
    );
    const groups = groupsOf(rows);
    const folds = foldsOf(groups, 3, 1);
    for (const group of new Set(groups)) {
      expect(new Set(folds.filter((_, index) => groups[index] === group)).size).toBe(1);
    }
    expect(foldsOf(groups, 3, 1)).toEqual(folds);
  });

  it('joins chats of many people where they quote each other', () => {
    const chats = [
      'one two three four five six',
      'so: two three four five six!',
      'nothing alike at all here',
    ];
    const [first, second, third] = groupsOf(chats.map((text) => row(text, 'complete', 'lab/WildChat-set')));
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });
});

describe('readRow', () => {
  it('reads a request with what the editor knows', () => {
    const read = readRow(
      '{"text":"fix","class":"format","tier":"local","command":"ask","surface":"command","selectionLines":3,"selectionText":"x","diagnostics":[{"severity":"error","source":"ts","message":"no"}],"files":["a.ts"],"previous":[{"text":"a","class":"refactor","tier":"fast","failed":true}],"formatterPresent":true}',
      1,
      'f',
    );
    expect(read.deservesReasoning).toBe(false);
    expect(read.request).toMatchObject({
      command: 'ask',
      selection: { lines: 3, text: 'x' },
      diagnostics: [{ source: 'ts' }],
      files: ['a.ts'],
      previous: [{ failed: true }],
      formatterPresent: true,
    });
  });

  it('passes over context it does not know', () => {
    const read = readRow(
      '{"text":"fix","class":"format","tier":"fast","surface":"panel","has_selection":"unknown","command":null,"diagnostics":[7],"previous":[{}]}',
      1,
      'f',
    );
    expect(read.request).toMatchObject({ surface: 'chat', previous: [] });
    expect(read.request.command).toBeUndefined();
  });

  it.each([
    ['not json', /f:4: is not JSON/],
    ['[]', /f:4: expected a JSON object/],
    ['{"class":"format","tier":"fast"}', /f:4: field "text" must be a string, got nothing/],
    [
      '{"text":"a","class":"other","tier":"fast"}',
      /f:4: field "class" must be one of format, .* got "other"/,
    ],
    ['{"text":"a","class":"format"}', /f:4: field "tier" must be one of/],
  ])('names line and field of %s', (text, message) => {
    expect(() => readRow(text, 4, 'f')).toThrow(BadRowError);
    expect(() => readRow(text, 4, 'f')).toThrow(message);
  });
});
