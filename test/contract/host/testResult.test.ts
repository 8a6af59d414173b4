import { expect, test } from 'vitest';
import { countOutcomes, type TestResult } from '../../host/testResult.ts';

const result = (outcome: TestResult['outcome']): TestResult => ({ title: 'a', outcome, milliseconds: 1 });

test('counts what a finished run left', () => {
  const results = [result('passed'), result('passed'), result('failed'), result('skipped')];
  expect(countOutcomes(JSON.stringify({ isComplete: true, results }))).toEqual({
    counts: { passed: 2, failed: 1, skipped: 1 },
    failures: [{ title: 'a', message: '' }],
  });
});

test('a run that stopped in the middle, or left nothing, has failed', () => {
  const stopped = JSON.stringify({ isComplete: false, results: [result('passed')] });
  expect(countOutcomes(stopped).counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
  expect(countOutcomes(undefined).counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countOutcomes(undefined).failures).toHaveLength(1);
});
