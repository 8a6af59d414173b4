/** What the core needs of the world besides a ledger and a provider: the time, and a log. */

/** Time as the core sees it, so that tests own it. */
export interface Clock {
  /** Wall time in ms since the epoch; may jump. */
  now(): number;
  /** Monotonic ms; never jumps, meaningless across processes. */
  monotonic(): number;
  /** Runs `task` once after `delayMs` unless the returned function is called first. */
  schedule(task: () => void, delayMs: number): () => void;
}

/** Where the core reports to. No message may hold prompt text, answers or secrets. */
export interface Log {
  trace(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silentLog: Log = { trace() {}, info() {}, warn() {}, error() {} };
