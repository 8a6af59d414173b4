/** A guard taken away, and the test file that must then fail: what proves that the test can. */
export interface Mutant {
  /** What gets through without the guard. */
  readonly mechanism: string;
  readonly test: string;
  /** Path, what stands there, and what stands there without the guard; every place where it stands. */
  readonly edits: readonly (readonly [path: string, from: string, to: string])[];
}
