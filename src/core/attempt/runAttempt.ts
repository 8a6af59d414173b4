/** One call of a model: reserve the worst case, stream, meter, then settle or release whatever happened. */
import { afterCall, closedBreaker, outcomeOf } from '../budget/circuitBreaker.ts';
import { periodKeysAt } from '../budget/periodKeys.ts';
import { budgetRefused, refusalFacts } from '../budget/refusal.ts';
import type { Clock } from '../clock.ts';
import { isSwitchyardError, SwitchyardError } from '../errors.ts';
import type { CapBreaches, GateMemory } from '../gates.ts';
import { factsOf } from '../gatewayFacts.ts';
import type { GatewaySettings, ModelTier } from '../gatewaySettings.ts';
import {
  noAnswer,
  type Answer,
  type GatewayEvent,
  type GatewayTask,
  type RunningAttempt,
} from '../gatewayTask.ts';
import type { HoldOption, Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { createLiveMeter, type LiveMeter } from '../meter/liveMeter.ts';
import { calibratedInput } from '../meter/calibration.ts';
import { estimatePrompt } from '../meter/promptEstimate.ts';
import type { PriceBook } from '../pricing/price.ts';
import type { Endpoint, FinishReason, Provider, ProviderEvent } from '../providers/provider.ts';
import type { FinishedAttempt as ReceiptRow } from '../receipt/receipt.ts';
import type { RouteHistory } from '../route/history.ts';
import { modelName, pricedModelOf } from '../route/pricedModel.ts';
import type { Effort, ModelRoute } from '../route/route.ts';
import type { Admitted, Seen } from './admitted.ts';
import { createAnswerBuilder } from './answerBuilder.ts';
import { startDeadlines, type Deadlines } from './deadlines.ts';
import { holdOptions, limitsOf } from './holdOptions.ts';
import { settleAttempt } from './settleAttempt.ts';

export interface AttemptDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly book: PriceBook;
  readonly history: () => RouteHistory;
  readonly gateMemory: GateMemory;
  readonly capBreaches: CapBreaches;
  readonly newId: () => string;
  /** @throws SwitchyardError `unauthorized` where the endpoint has no key and needs one. */
  readonly providerFor: (endpoint: Endpoint) => Promise<Provider>;
}

export interface AttemptInput {
  readonly task: GatewayTask;
  readonly settings: GatewaySettings;
  readonly route: ModelRoute;
  readonly tier: ModelTier;
  readonly effort: Effort;
  readonly number: number;
  readonly secondsLeft: number;
  readonly stop: AbortSignal;
  readonly emit: (event: GatewayEvent) => void;
  readonly fastNow: { request: () => void };
}

export interface AttemptOutcome {
  readonly kind: 'ran';
  readonly option: HoldOption;
  readonly answer: Answer;
  readonly finish: FinishReason | undefined;
  readonly error: SwitchyardError | undefined;
  readonly wantsFastNow: boolean;
  /** The row as the ledger has it, for the receipt. */
  readonly row: ReceiptRow;
}

/** Nothing was sent and nothing is held. */
export interface RefusedAttempt {
  readonly kind: 'refused';
  readonly error: SwitchyardError;
}

export async function runAttempt(
  deps: AttemptDeps,
  input: AttemptInput,
): Promise<AttemptOutcome | RefusedAttempt> {
  const { task, settings, route } = input;
  const wished = settings.models[input.tier];
  if (!wished) return refused(new SwitchyardError('notSetUp', `no ${input.tier} model`, { unbilled: true }));
  const at = deps.clock.now();
  const messages = task.messagesFor(route);
  const estimatedInput = estimatePrompt({ messages, tools: task.tools });
  const shared = { ...input, book: deps.book, history: deps.history(), messages, tools: task.tools };
  const options = holdOptions({ ...shared, at, estimatedInput });
  const attemptId = deps.newId();
  const facts = factsOf(task, route, wished.realm);
  const admission = await deps.ledger.reserve({
    attemptId,
    task: facts,
    number: input.number,
    at,
    periodKeys: periodKeysAt(at),
    options,
    limits: limitsOf(settings, route, wished),
    estimatedInput,
  });
  if (!admission.admitted) {
    const usual = deps.history().typical(route.class, modelName(wished))?.cost;
    return refused(budgetRefused(refusalFacts(admission, usual)));
  }
  const option = options[admission.option];
  const model = option && settings.models[option.tier];
  if (!option || !model) throw new RangeError('the ledger admitted an option nobody offered');

  const attempt: RunningAttempt = { attemptId, number: input.number, option };
  input.emit({ type: 'admitted', attempt, budgets: admission.budgets });
  return stream(deps, input, {
    attempt,
    model,
    facts,
    at,
    estimatedInput,
    wire: {
      endpoint: model.endpoint,
      model: option.model,
      messages,
      tools: task.tools,
      maxOutputTokens: option.maxOutputTokens,
      effort: option.effort,
      stream: true,
      cacheKey: task.cacheKey,
    },
  });
}

async function stream(deps: AttemptDeps, input: AttemptInput, admitted: Admitted): Promise<AttemptOutcome> {
  const { attempt, wire } = admitted;
  const { option } = attempt;
  const startedAt = deps.clock.monotonic();
  const seconds = input.settings.caps.seconds[option.tier];
  const caps = { ...input.route.attemptCaps, firstTokenSeconds: seconds, seconds };
  const deadlines = startDeadlines(deps.clock, caps, input.secondsLeft, input.stop);
  const fastNow = { wanted: false };
  input.fastNow.request = () => {
    if (option.tier !== 'reasoning' || !input.settings.models.fast) return;
    fastNow.wanted = true;
    deadlines.abort(new SwitchyardError('aborted', 'a fast answer was asked for'));
  };
  const answer = createAnswerBuilder();
  const meter = startMeter(deps, input, admitted, deadlines);
  const seen: Seen = {};
  let error: SwitchyardError | undefined;
  try {
    const provider = await deps.providerFor(wire.endpoint);
    for await (const event of provider.stream(wire, deadlines.signal)) {
      meter.push(event);
      answer.take(event);
      forward(event, seen, deadlines, input.emit);
    }
  } catch (cause) {
    error = deadlines.reason() ?? asError(cause);
  } finally {
    deadlines.dispose();
    input.fastNow.request = () => {};
    meter.end(error === undefined);
  }

  const totalMs = Math.round(deps.clock.monotonic() - startedAt);
  const row = await settleAttempt(deps, admitted, { meter, seen, error, totalMs });
  noteBreaker(deps, wire.endpoint, error);
  return {
    kind: 'ran',
    option,
    answer: answer.answer(),
    finish: seen.finish,
    error: fastNow.wanted ? undefined : error,
    wantsFastNow: fastNow.wanted,
    row,
  };
}

function forward(
  event: ProviderEvent,
  seen: Seen,
  deadlines: Deadlines,
  emit: (event: GatewayEvent) => void,
): void {
  switch (event.type) {
    case 'text':
    case 'thinking':
    case 'textWasThinking':
    case 'toolCall':
      deadlines.sawToken();
      emit(event);
      break;
    case 'hiddenThinking':
      deadlines.sawToken();
      break;
    case 'usage':
      seen.report = event.report;
      break;
    case 'finish':
      seen.finish = event.reason;
      seen.finishRaw = event.raw;
      break;
    case 'response':
      seen.responseId = event.id ?? seen.responseId;
      seen.servedModel = event.model ?? seen.servedModel;
      break;
  }
}

/** Ticks to the surfaces, tells the other windows, and cuts a stream that grows too dear. */
function startMeter(
  deps: AttemptDeps,
  { route, emit }: AttemptInput,
  { attempt, model, at, estimatedInput }: Admitted,
  deadlines: Deadlines,
): LiveMeter {
  const { option, attemptId } = attempt;
  const learned = deps.history().modelFacts(modelName(model));
  const costCap = route.taskCaps.cost;
  let beat = Number.NEGATIVE_INFINITY;
  return createLiveMeter({
    clock: deps.clock,
    estimatedInput: calibratedInput(learned.calibration, estimatedInput),
    calibration: learned.calibration,
    thinkingRate: learned.thinkingRate,
    thinks: option.effort !== 'none',
    price: deps.book.priceOf(pricedModelOf(model), at),
    maxOutputTokens: option.maxOutputTokens,
    onReading(reading) {
      emit({ type: 'reading', attempt, reading });
      const now = deps.clock.monotonic();
      if (now - beat >= heartbeatMs && (reading.phase === 'thinking' || reading.phase === 'answering')) {
        beat = now;
        const live = { usage: reading.usage, cost: reading.cost, phase: reading.phase };
        deps.ledger
          .heartbeat(attemptId, live)
          .catch((cause: unknown) => deps.log.warn(`heartbeat: ${String(cause)}`));
      }
      if (costCap !== undefined && reading.cost !== undefined && reading.cost > costCap) {
        deadlines.abort(new SwitchyardError('cutAtCap', 'the running cost passed the limit per request'));
      }
    },
  });
}

const heartbeatMs = 1000;

function noteBreaker({ gateMemory, clock }: AttemptDeps, endpoint: Endpoint, error?: SwitchyardError): void {
  const state = gateMemory.breakers.get(endpoint.baseUrl) ?? closedBreaker;
  const outcome = error === undefined ? 'success' : outcomeOf(error.code);
  gateMemory.breakers.set(endpoint.baseUrl, afterCall(state, outcome, clock.monotonic()));
}

function asError(cause: unknown): SwitchyardError {
  if (isSwitchyardError(cause)) return cause;
  return new SwitchyardError('providerError', 'an unexpected error', { cause });
}

function refused(error: SwitchyardError): RefusedAttempt {
  return { kind: 'refused', error };
}

/** The answer of a task is that of its last attempt that said anything. */
export function answerOf(outcomes: readonly AttemptOutcome[]): Answer {
  const last = outcomes.findLast(({ answer }) => answer.text !== '' || answer.toolCalls.length > 0);
  return last?.answer ?? outcomes.at(-1)?.answer ?? noAnswer;
}
