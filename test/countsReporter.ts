/** Tells the test runner how many tests vitest ran; vitest's own reporter tells people which. */
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { closeStage, type Failure } from './counts.ts';

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    if (modules.length === 0) {
      return;
    }
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const failures: Failure[] = unhandledErrors.map((error) => failure('outside of any test', [error]));
    for (const module of modules) {
      const failedBefore = counts.failed;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        counts[state === 'pending' ? 'failed' : state] += 1;
        if (state === 'failed' || state === 'pending') {
          failures.push(failure(`${module.relativeModuleId} > ${test.fullName}`, errors));
        }
      }
      // A file that does not load, or whose set-up throws, has no failed test of its own.
      if (!module.ok() && counts.failed === failedBefore) {
        counts.failed += 1;
        failures.push(failure(module.relativeModuleId, module.errors()));
      }
    }
    closeStage(counts, failures);
  }
}

function failure(title: string, errors: readonly SerializedError[] = []): Failure {
  return { title, message: errors.map((error) => error.stack ?? error.message).join('\n') };
}
