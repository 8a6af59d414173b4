/** The verdict of a mechanical check on an answer; made by the surface that knows the document. */
export type CheckResult =
  | { readonly verdict: 'passed'; readonly what: readonly string[] }
  /** Silence is not success: nothing could judge the answer. */
  | { readonly verdict: 'notChecked'; readonly why: string }
  | { readonly verdict: 'failed'; readonly what: readonly string[] };

/** What the ledger may keep of a verdict: a language server's messages quote the code, so they are counted. */
export function keptCheck(result: CheckResult): CheckResult {
  if (result.verdict !== 'failed') return result;
  const { length } = result.what;
  return { verdict: 'failed', what: [length === 1 ? '1 problem' : `${length} problems`] };
}

/**
 * Of code and of words alike: what ends at its cap is not whole.
 *
 * @param cap in output tokens
 */
export function cutOff(cap: number): CheckResult {
  return { verdict: 'failed', what: [`cut off at ${cap.toLocaleString('en-US')} tokens`] };
}
