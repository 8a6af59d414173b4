/** The reasons an attempt ends from our side, joined into the one signal that goes down the wire. */
import type { Clock } from '../model/ports.ts';
import { SwitchyardError } from '../model/errors.ts';
import type { AttemptInput } from './attemptDeps.ts';

/** Of the time for the whole task. */
export function secondsLeft({ route, run }: Pick<AttemptInput, 'route' | 'run'>): number {
  return Math.max(0, route.taskCaps.seconds - run.elapsedMs() / 1000);
}

/** The task's time was used up before the attempt could begin. */
export function timeIsUp({ route }: Pick<AttemptInput, 'route'>): SwitchyardError {
  return new SwitchyardError('totalTimeout', 'the time for the task is up', {
    details: { seconds: route.taskCaps.seconds },
    unbilled: true,
  });
}

export interface DeadlineCaps {
  readonly firstTokenSeconds: number;
  /** Of the attempt, or what is left of its task. */
  readonly seconds: number;
  /** Who let the time pass. */
  readonly endpoint: string;
  readonly model: string;
}

export interface Deadlines {
  readonly signal: AbortSignal;
  /** The first token came: its deadline is off. */
  sawToken(): void;
  /** Ends the attempt now; the first reason counts. */
  abort(reason: SwitchyardError): void;
  /** The reason that ended it, if it was ours. */
  reason(): SwitchyardError | undefined;
  dispose(): void;
}

/** @param stops signals that end the attempt from outside, each with what it then ends with. */
export function startDeadlines(
  clock: Clock,
  caps: DeadlineCaps,
  stops: readonly (readonly [AbortSignal, SwitchyardError])[],
): Deadlines {
  const controller = new AbortController();
  let reason: SwitchyardError | undefined;
  const abort = (why: SwitchyardError): void => {
    if (reason) return;
    reason = why;
    controller.abort(why);
  };

  const abortAfter = (seconds: number, code: 'firstTokenTimeout' | 'totalTimeout'): (() => void) => {
    const words = code === 'totalTimeout' ? 'the time for the attempt is up' : 'no token came in time';
    const { endpoint, model } = caps;
    const details = { seconds: Math.round(seconds), endpoint, model };
    return clock.schedule(() => abort(new SwitchyardError(code, words, { details })), seconds * 1000);
  };
  const cancelTotal = abortAfter(caps.seconds, 'totalTimeout');
  const isSooner = caps.firstTokenSeconds < caps.seconds;
  const cancelFirst = isSooner ? abortAfter(caps.firstTokenSeconds, 'firstTokenTimeout') : () => {};

  const listeners = stops.map(([signal, why]) => {
    const onStop = (): void => abort(why);
    if (signal.aborted) onStop();
    else signal.addEventListener('abort', onStop, { once: true });
    return () => signal.removeEventListener('abort', onStop);
  });

  return {
    signal: controller.signal,
    sawToken: cancelFirst,
    abort,
    reason: () => reason,
    dispose() {
      for (const cancel of [cancelTotal, cancelFirst, ...listeners]) cancel();
    },
  };
}
