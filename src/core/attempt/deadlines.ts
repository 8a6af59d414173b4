/** The reasons an attempt ends from our side, joined into the one signal that goes down the wire. */
import type { Clock } from '../clock.ts';
import { SwitchyardError } from '../errors.ts';
import type { AttemptCaps } from '../route/route.ts';

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

export function startDeadlines(
  clock: Clock,
  caps: AttemptCaps,
  secondsLeftOfTask: number,
  stopped: AbortSignal,
): Deadlines {
  const controller = new AbortController();
  let reason: SwitchyardError | undefined;
  const abort = (why: SwitchyardError): void => {
    if (reason) return;
    reason = why;
    controller.abort(why);
  };

  const seconds = Math.min(caps.seconds, secondsLeftOfTask);
  const cancelFirst = clock.schedule(
    () => {
      const details = { seconds: caps.firstTokenSeconds };
      abort(new SwitchyardError('firstTokenTimeout', 'no token came in time', { details }));
    },
    Math.min(caps.firstTokenSeconds, seconds) * 1000,
  );
  const cancelTotal = clock.schedule(() => {
    abort(new SwitchyardError('totalTimeout', 'the time for the attempt is up', { details: { seconds } }));
  }, seconds * 1000);
  const onStop = (): void => abort(new SwitchyardError('aborted', 'stopped by the person'));
  if (stopped.aborted) onStop();
  else stopped.addEventListener('abort', onStop, { once: true });

  return {
    signal: controller.signal,
    sawToken: cancelFirst,
    abort,
    reason: () => reason,
    dispose() {
      cancelFirst();
      cancelTotal();
      stopped.removeEventListener('abort', onStop);
    },
  };
}
