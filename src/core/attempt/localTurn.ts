/** A model of this machine thinks about one request at a time: two at once are slower than one after the other. Each window keeps its own queue. */
import { refuse } from '../gates.ts';
import { modelName } from '../route/pricedModel.ts';
import type { AttemptDeps, AttemptInput, RefusedAttempt } from './attemptDeps.ts';
import { secondsLeft, timeIsUp } from './deadlines.ts';

export type LocalTurn = { readonly kind: 'taken'; end(): void } | RefusedAttempt;

const noTurnNeeded: LocalTurn = { kind: 'taken', end() {} };

/** Waits within the time of the task, and tells that it does. */
export async function takeLocalTurn(deps: AttemptDeps, input: AttemptInput): Promise<LocalTurn> {
  const { run, tier } = input;
  const model = run.settings.models[tier];
  if (tier !== 'reasoning' || !model?.local) return noTurnNeeded;

  const { localTurns } = deps.gateMemory;
  const { baseUrl } = model.endpoint;
  if (localTurns.isTaken(baseUrl)) {
    const because = `${modelName(model)} runs on this machine and thinks about another request`;
    run.emit({ type: 'waiting', because });
  }
  const timeUp = new AbortController();
  const cancel = deps.clock.schedule(() => timeUp.abort(), secondsLeft(input) * 1000);
  const ends = [run.stop, timeUp.signal];
  if (run.settings.models.fast) ends.push(run.fastNow);
  const end = await localTurns.take(baseUrl, AbortSignal.any(ends));
  cancel();
  if (end) return { kind: 'taken', end };
  const error = timeUp.signal.aborted ? timeIsUp(input) : refuse('aborted', 'stopped while it waited');
  return { kind: 'refused', error };
}
