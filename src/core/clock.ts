/** Time as the core sees it, so that tests own it. */
export interface Clock {
  /** Wall time in ms since the epoch; may jump. */
  now(): number;
  /** Monotonic ms; never jumps, meaningless across processes. */
  monotonic(): number;
  /** Runs `task` once after `delayMs` unless the returned function is called first. */
  schedule(task: () => void, delayMs: number): () => void;
}
