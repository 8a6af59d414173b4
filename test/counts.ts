/** What a stage of `npm test` hands to the runner, by the file that `SWITCHYARD_TEST_COUNTS` names. */
import { writeFileSync } from 'node:fs';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test that failed: the runner tells it again at the very end, below what later stages print. */
export interface Failure {
  readonly title: string;
  readonly message: string;
}

/** Prints the closing line of a stage and leaves its counts; the exit code is 1 when anything failed or nothing ran. */
export function closeStage(counts: Counts, failures: readonly Failure[] = []): void {
  console.log(closingLine(counts));
  const file = process.env['SWITCHYARD_TEST_COUNTS'];
  if (file !== undefined) {
    writeFileSync(file, JSON.stringify({ ...counts, failures }));
  }
  process.exitCode = counts.failed > 0 || counts.passed + counts.skipped === 0 ? 1 : 0;
}

export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
