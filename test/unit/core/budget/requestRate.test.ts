import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  initialRequestRate,
  judgeRate,
  letThroughOnce,
  type RequestRateState,
  type RequestRateVerdict,
} from '../../../../src/core/budget/requestRate.ts';

const rules = { perMinute: 30 };

/** Sends requests one after the other, each at its time; keeps the last state. */
function send(requests: readonly (readonly [at: number, fingerprint: string])[], perMinute = 30) {
  let state: RequestRateState = initialRequestRate;
  const verdicts = requests.map(([at, fingerprint]): RequestRateVerdict => {
    const judged = judgeRate(state, fingerprint, at, { perMinute });
    state = judged.state;
    return judged.verdict;
  });
  return { verdicts, state };
}

const distinct = (count: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) => [index * everyMs, `request ${index}`] as const);

test('lets as many through in a minute as the limit says, then slows down, then blocks', () => {
  const { verdicts } = send(distinct(34, 1_500));
  expect(verdicts.slice(0, 30).every(({ type }) => type === 'go')).toBe(true);
  expect(verdicts[30]).toEqual({
    type: 'wait',
    waitMs: 15_000,
    because: { type: 'perMinute', limit: 30 },
  });
  const burst = send(distinct(31, 1)).verdicts;
  expect(burst[30]).toEqual({ type: 'block', because: { type: 'perMinute', limit: 30 } });
});

test('no minute ever sees more starts than the limit', () => {
  const gaps = fc.array(fc.nat(8_000), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 12 }), (waits, perMinute) => {
      let at = 0;
      const requests = waits.map((gap, index) => [(at += gap), `request ${index}`] as const);
      const starts = send(requests, perMinute).verdicts.flatMap((verdict, index) => {
        const asked = requests[index]?.[0] ?? 0;
        if (verdict.type === 'block') return [];
        return [verdict.type === 'wait' ? asked + verdict.waitMs : asked];
      });
      for (const start of starts) {
        const within = starts.filter((other) => other > start - 60_000 && other <= start);
        expect(within.length).toBeLessThanOrEqual(perMinute);
      }
    }),
  );
});

test('the same request again and again is slowed, then blocked with its count', () => {
  const same = Array.from({ length: 7 }, (_, index) => [index * 10_000, 'same'] as const);
  const { verdicts } = send(same);
  expect(verdicts.map(({ type }) => type)).toEqual(['go', 'go', 'go', 'wait', 'wait', 'block', 'block']);
  expect(verdicts[3]).toMatchObject({ waitMs: 2_000, because: { type: 'identical', inARow: 4 } });
  expect(verdicts[6]).toMatchObject({ because: { type: 'identical', inARow: 7 } });
});

test('another request, or ten minutes, end the row', () => {
  const row = Array.from({ length: 5 }, (_, index) => [index * 10_000, 'same'] as const);
  expect(send([...row, [60_000, 'other'], [70_000, 'same']]).verdicts.at(-1)).toEqual({ type: 'go' });
  expect(send([...row, [800_000, 'same']]).verdicts.at(-1)).toEqual({ type: 'go' });
});

test('a person lets one blocked request through, once', () => {
  const same = Array.from({ length: 6 }, (_, index) => [index * 10_000, 'same'] as const);
  const blocked = send(same).state;
  const allowed = letThroughOnce(letThroughOnce(blocked, 'same'), 'same');
  const first = judgeRate(allowed, 'same', 70_000, rules);
  expect(first.verdict).toEqual({ type: 'go' });
  expect(judgeRate(first.state, 'same', 80_000, rules).verdict.type).toBe('block');
  expect(judgeRate(allowed, 'other', 70_000, rules).state.passes).toEqual(['same']);
});

test('a request let through takes its place in the minute', () => {
  const full = send(distinct(30, 1)).state;
  const passed = judgeRate(letThroughOnce(full, 'urgent'), 'urgent', 100, rules);
  expect(passed.verdict).toEqual({ type: 'go' });
  expect(passed.state.starts).toHaveLength(31);
});
