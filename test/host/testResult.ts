/** How the in-host tests ended, as the extension host leaves it in a file for the launcher. */
import type { Counts, Failure } from '../counts.ts';

export interface TestResult {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly message?: string;
}

export interface TestResults {
  /** False when the host ended before the last test did. */
  readonly isComplete: boolean;
  readonly results: readonly TestResult[];
}

/**
 * VS Code reports success too when it never came to the tests: only their own file counts. A missing file, or one
 * that stops in the middle, is a failure more.
 */
export function countOutcomes(text: string | undefined): { counts: Counts; failures: readonly Failure[] } {
  const { isComplete, results }: TestResults =
    text === undefined ? { isComplete: false, results: [] } : JSON.parse(text);
  const count = (outcome: TestResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const failures = results
    .filter((result) => result.outcome === 'failed')
    .map(({ title, message = '' }) => ({ title, message }));
  return {
    counts: {
      passed: count('passed'),
      failed: failures.length + (isComplete ? 0 : 1),
      skipped: count('skipped'),
    },
    failures: isComplete
      ? failures
      : [...failures, { title: 'the tests inside VS Code', message: 'did not run to their end' }],
  };
}
