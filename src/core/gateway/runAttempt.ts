/** One call of a model: reserve the worst case, stream, meter, then settle or release whatever happened. */
import { enterCircuit, leaveCircuit } from './circuitBreaker.ts';
import type { FinishReason } from '../model/provider.ts';
import type { FinishedAttempt as ReceiptRow } from '../model/receipt.ts';
import { expected } from '../model/errors.ts';
import { admitAttempt, refused } from './admitAttempt.ts';
import type {
  Admitted,
  AttemptInput,
  AttemptOutcome,
  AttemptServices,
  RefusedAttempt,
  AttemptDeps,
} from './attemptDeps.ts';
import { release, settleAttempt } from './settleAttempt.ts';
import { streamAttempt, type Streamed } from './streamAttempt.ts';
import { refuse } from './gates.ts';
import { modelName } from '../model/gatewaySettings.ts';
import { secondsLeft, timeIsUp } from './deadlines.ts';

/** Never throws; every attempt that was admitted has ended in the ledger when it returns. */
export async function runAttempt(
  deps: AttemptServices,
  input: AttemptInput,
): Promise<AttemptOutcome | RefusedAttempt> {
  const turn = await takeLocalTurn(deps, input);
  if (turn.kind === 'refused') return turn;
  try {
    const admitted = await admitAttempt(deps, input);
    return 'kind' in admitted ? admitted : await callModel(deps, input, admitted);
  } finally {
    turn.end();
  }
}

async function callModel(
  deps: AttemptServices,
  input: AttemptInput,
  admitted: Admitted,
): Promise<AttemptOutcome | RefusedAttempt> {
  const { endpoint } = admitted.wire;
  // Another task may have taken the one call that an endpoint on probation is allowed.
  const resting = enterCircuit(deps, endpoint);
  if (resting) {
    await release(deps, admitted, resting);
    return refused(resting);
  }
  let streamed: Streamed;
  try {
    streamed = await streamAttempt(deps, input, admitted);
  } catch (cause) {
    const error = expected(cause, deps.log, { unbilled: true });
    leaveCircuit(deps, endpoint, error);
    await release(deps, admitted, error);
    return refused(error);
  }
  leaveCircuit(deps, endpoint, streamed.error);
  const row = await settleAttempt(deps, admitted, streamed);
  return {
    kind: 'ran',
    option: admitted.attempt.option,
    answer: { ...streamed.answer, refusal: streamed.seen.refusal },
    finish: finishOf(admitted, streamed, row),
    error: streamed.error,
    includedBy: admitted.price.state === 'included' ? admitted.price.by : undefined,
    row,
  };
}

/** An answer that used the whole cap ended there, whatever its provider calls it. */
function finishOf(
  { attempt }: Admitted,
  { seen }: Streamed,
  { settlement }: ReceiptRow,
): FinishReason | undefined {
  const { finish } = seen;
  const ownWord = finish !== undefined && finish !== 'stop' && finish !== 'other';
  const exact = settlement?.usageProvenance === 'exact';
  const output = (exact && settlement.usage.output) || 0;
  return !ownWord && output >= attempt.option.maxOutputTokens ? 'length' : finish;
}

/**
 * A model of this machine thinks about one request at a time: two at once are slower than one after the
 * other. Each window keeps its own queue.
 */
export type LocalTurn = { readonly kind: 'taken'; end(): void } | RefusedAttempt;

const noTurnNeeded: LocalTurn = { kind: 'taken', end() {} };

/** Waits within the time of the task, and says that it does. */
async function takeLocalTurn(deps: AttemptDeps, input: AttemptInput): Promise<LocalTurn> {
  const { run, model, tier } = input;
  if (tier !== 'reasoning' || !model.local) return noTurnNeeded;

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
