/** The verdict of a mechanical check on an answer; made by the surface that knows the document. */
export type CheckResult =
  | { readonly verdict: 'passed'; readonly what: readonly string[] }
  /** Silence is not success: nothing could judge the answer. */
  | { readonly verdict: 'notChecked'; readonly why: string }
  | { readonly verdict: 'failed'; readonly what: readonly string[] };
