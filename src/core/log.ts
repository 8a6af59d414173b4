/** Where the core reports to. No message may hold prompt text, answers or secrets. */
export interface Log {
  trace(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silentLog: Log = { trace() {}, info() {}, warn() {}, error() {} };
