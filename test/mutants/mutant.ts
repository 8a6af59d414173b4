/** A guard taken away, and the test file that must then fail: what proves that the test can. */
export interface Mutant {
  /** What gets through without the guard. */
  readonly mechanism: string;
  readonly test: string;
  readonly edits: readonly Edit[];
}

/** One change of the source. Its place is found by syntax: neither layout nor the name of the file counts. */
export interface Edit {
  /**
   * The declaration it stands in: a function, a class or a constant at the top of a file of `src`; with the file's name
   * before it where several have that name (`schema/migrations`). `package.json/NAME` is a property of the manifest.
   */
  readonly in: string;
  /** An expression, statements or members, at every place of the declaration where they stand; `undefined`: none. */
  readonly guard: string | undefined;
  /** What stands there instead, nothing if empty; without a guard, what is declared before the declaration. */
  readonly becomes: string;
}
