/** How one in-host test ended, as the extension host leaves it for the launcher. */
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
