/** The call itself: events in, to the surfaces, the meter and the answer, until it ends one way or another. */
import { SwitchyardError, expected } from '../model/errors.ts';
import type { Answer } from './contract.ts';
import type { Provider, ProviderEvent, ToolCall } from '../model/provider.ts';
import { firstTokenSeconds } from '../route/policy.ts';
import { pause, untilAborted } from '../model/async.ts';
import type { Admitted, Seen, AttemptDeps, AttemptInput } from './attemptDeps.ts';
import { startAttemptMeter, type AttemptMeter } from './attemptMeter.ts';
import { secondsLeft, startDeadlines, type Deadlines } from './deadlines.ts';

export interface Streamed {
  readonly answer: Answer;
  readonly seen: Seen;
  readonly meter: AttemptMeter;
  readonly error: SwitchyardError | undefined;
  readonly totalMs: number;
}

/**
 * `error` is unbilled where certainly nothing was sent.
 *
 * @throws only before anything is sent
 */
export async function streamAttempt(
  deps: AttemptDeps,
  input: AttemptInput,
  admitted: Admitted,
): Promise<Streamed> {
  const { clock, log } = deps;
  const startedAt = clock.monotonic();
  const deadlines = deadlinesFor(deps, input, admitted);
  const meter = startAttemptMeter(deps, input.run, admitted, (why) => deadlines.abort(why));
  const answer = createAnswerBuilder();
  const seen: Seen = { output: false };
  let sent = false;
  let error: SwitchyardError | undefined;
  try {
    const provider = await untilAborted(deps.providerFor(admitted.wire.endpoint), deadlines.signal);
    deadlines.signal.throwIfAborted();
    sent = true;
    for await (const event of eventsOf(deps, provider, admitted, deadlines.signal)) {
      // Of what had been read ahead of a cut the usage still counts, and nothing is added to the text.
      if (isToken(event) && deadlines.reason()?.code === 'cutAtCap') continue;
      meter.push(event);
      answer.take(event);
      note(event, seen);
      if (isToken(event)) {
        deadlines.sawToken();
        if (event.type !== 'hiddenThinking' && event.type !== 'refusal') input.run.emit(event);
      }
    }
    // The rest was left out, though the reply came to its own end by then.
    if (deadlines.reason()?.code === 'cutAtCap') error = deadlines.reason();
  } catch (cause) {
    error = deadlines.reason() ?? expected(cause, log);
    if (!sent) error = unbilled(error);
    // Whatever went wrong here, nothing may be left running that is billed.
    deadlines.abort(error);
  } finally {
    deadlines.dispose();
    meter.end(error === undefined);
  }
  return { answer: answer.answer(), seen, meter, error, totalMs: Math.round(clock.monotonic() - startedAt) };
}

function deadlinesFor(
  { clock }: AttemptDeps,
  input: AttemptInput,
  { attempt: { option }, model, wire }: Admitted,
): Deadlines {
  const { run } = input;
  const seconds = Math.min(run.settings.caps.seconds[option.tier], secondsLeft(input));
  const caps = {
    firstTokenSeconds: firstTokenSeconds(seconds, option.effort, model.local),
    seconds,
    endpoint: wire.endpoint.id,
    model: wire.model,
  };
  const stopped = new SwitchyardError('aborted', 'stopped by the person');
  const fastNow = new SwitchyardError('aborted', 'a fast answer was asked for');
  const mayTurn = option.tier === 'reasoning' && run.settings.models.fast !== undefined;
  return startDeadlines(clock, caps, [
    [run.stop, stopped],
    ...(mayTurn ? [[run.fastNow, fastNow] as const] : []),
  ]);
}

/** A provider is given this long to end by itself after an abort, so that what it had read is not lost. */
const graceMs = 1000;

/** The provider's events; ends soon after an abort even where the provider does not. */
async function* eventsOf(
  { clock }: AttemptDeps,
  provider: Provider,
  { wire }: Admitted,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const events = provider.stream(wire, signal)[Symbol.asyncIterator]();
  const late = new AbortController();
  const done = new AbortController();
  const onAbort = (): void => void pause(clock, graceMs, done.signal).then(() => late.abort());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      const next = await untilAborted(events.next(), late.signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    done.abort();
    events.return?.().catch(() => {});
  }
}

function isToken(
  event: ProviderEvent,
): event is Extract<
  ProviderEvent,
  { type: 'text' | 'refusal' | 'thinking' | 'textWasThinking' | 'toolCall' | 'hiddenThinking' }
> {
  return event.type !== 'usage' && event.type !== 'finish' && event.type !== 'response';
}

function note(event: ProviderEvent, seen: Seen): void {
  switch (event.type) {
    case 'usage':
      seen.report = event.report;
      break;
    case 'finish':
      seen.finish = event.reason;
      seen.finishRaw = event.raw;
      seen.refusal = event.refusal;
      break;
    case 'response':
      seen.responseId = event.id ?? seen.responseId;
      seen.servedModel = event.model ?? seen.servedModel;
      seen.serviceTier = event.serviceTier ?? seen.serviceTier;
      break;
    default:
      seen.output = true;
  }
}

function unbilled({ code, message, details, retryable }: SwitchyardError): SwitchyardError {
  return new SwitchyardError(code, message, { details, retryable, unbilled: true });
}

/** Puts an answer together from the events of one attempt. */
export interface AnswerBuilder {
  take(event: ProviderEvent): void;
  answer(): Answer;
}

function createAnswerBuilder(): AnswerBuilder {
  const text: string[] = [];
  const thinking: string[] = [];
  const calls = new Map<number, { id: string; name: string; arguments: string }>();
  return {
    take(event) {
      if (event.type === 'text') text.push(event.text);
      else if (event.type === 'thinking') thinking.push(event.text);
      else if (event.type === 'textWasThinking') {
        text.length = 0;
        thinking.push(event.text);
      } else if (event.type === 'toolCall') {
        const call = calls.get(event.index) ?? { id: '', name: '', arguments: '' };
        calls.set(event.index, {
          id: event.id ?? call.id,
          name: event.name ?? call.name,
          arguments: call.arguments + event.argumentsDelta,
        });
      }
    },
    answer() {
      const toolCalls: readonly ToolCall[] = [...calls.entries()]
        .toSorted(([a], [b]) => a - b)
        .map(([, call]) => call);
      return { text: text.join(''), thinking: thinking.join(''), toolCalls };
    },
  };
}
