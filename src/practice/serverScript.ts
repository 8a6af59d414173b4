/** What the server does with one response, as data: faults rewrite it, `playScript` performs it at a pace. */
import type { ServerResponse } from 'node:http';

export type Step =
  | { readonly type: 'head'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly type: 'wait'; readonly ms: number }
  | { readonly type: 'send'; readonly data: string | Uint8Array };

/** A step is asked for when the one before is done. */
export type Script = Iterable<Step>;

export function jsonScript(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): readonly Step[] {
  return [
    { type: 'head', status, headers: { 'content-type': 'application/json', ...headers } },
    { type: 'send', data: JSON.stringify(body) },
  ];
}

/** Ends early when the client leaves. */
export async function playScript(
  script: Script,
  response: ServerResponse,
  pace: Pace,
  left: AbortSignal,
): Promise<void> {
  for (const step of script) {
    if (left.aborted) return;
    switch (step.type) {
      case 'head':
        response.writeHead(step.status, step.headers);
        response.flushHeaders();
        break;
      case 'wait':
        await pace.wait(step.ms, left);
        break;
      case 'send':
        await sent(response, step.data);
        break;
    }
  }
  response.end();
}

/** Resolves once the data has left this process, so that a cut right after it loses nothing of it. */
function sent(response: ServerResponse, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    response.write(data, () => resolve());
  });
}

/** How fast the practice server talks. Injected, so that tests do not wait. */
export interface Pace {
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export const realPace: Pace = {
  wait: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted || ms <= 0) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    }),
};
