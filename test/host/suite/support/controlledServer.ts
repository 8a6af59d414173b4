/** A server that the test starts, with a record of what was asked of it. */
import type { Fault } from '../../../doubles/faults.ts';
import type { Pace } from '../../../../src/practice/serverScript.ts';
import {
  type ControlledOptions,
  type RecordedRequest,
  startControlledPractice,
} from '../../../doubles/controlledPractice.ts';

export interface TestServer {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** Completions asked for since the start or the last `reset`, oldest first. */
  calls(): readonly RecordedRequest[];
  /** Forgets what was asked, and what it was told to do. */
  reset(): void;
  close(): Promise<void>;
}

export interface ControlledServer extends TestServer {
  /** Spent one by one by the next completions. */
  readonly misbehave: (...faults: readonly Fault[]) => void;
}

export interface GatedPace extends Pace {
  /** Lets everything go on that waits, and all that comes after it. */
  readonly open: () => void;
}

/** A server of this pace says nothing until the gate is opened. */
export function gatedPace(): GatedPace {
  const gate = Promise.withResolvers<void>();
  return {
    open: gate.resolve,
    wait: (_, signal) =>
      Promise.race([
        gate.promise,
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve(), { once: true });
        }),
      ]),
  };
}

/** The practice server, standing in for a real endpoint; it answers at once unless told otherwise. */
export async function controlledServer(
  pace: ControlledOptions['pace'] = 'instant',
): Promise<ControlledServer> {
  const server = await startControlledPractice({ pace });
  const { endpoint, apiKey, control } = server;
  return {
    baseUrl: endpoint.baseUrl,
    apiKey,
    calls: () => control.requests().filter(({ path }) => path.endsWith('/completions')),
    reset: () => control.reset(),
    close: () => server.close(),
    misbehave: (...faults) => control.queue(...faults),
  };
}
