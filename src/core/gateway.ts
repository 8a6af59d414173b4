/**
 * READ FIRST. The one line every request of every surface rolls along: classify, route, local tool or
 * gates, then attempts (reserve, stream, settle, check) until one is accepted or the task's caps end it.
 */
import { answerOf, type AttemptOutcome, type AttemptDeps, runAttempt } from './attempt/runAttempt.ts';
import type { Classification } from './classify/classification.ts';
import { SwitchyardError, isSwitchyardError } from './errors.ts';
import { createEventQueue } from './eventQueue.ts';
import { factsOf } from './gatewayFacts.ts';
import { passGates, type GateDeps } from './gates.ts';
import type { GatewaySettings, ModelTier } from './gatewaySettings.ts';
import type { GatewayEvent, GatewayRun, GatewayTask, TaskEnd } from './gatewayTask.ts';
import { noAnswer } from './gatewayTask.ts';
import { periodKeysAt } from './budget/periodKeys.ts';
import { checkForReceipt, receiptOf } from './receipt/receiptOf.ts';
import type { EditorRequest } from './request.ts';
import type { CheckResult } from './route/check.ts';
import { nextStep, type FinishedAttempt } from './route/escalation.ts';
import type { RouteHistory } from './route/history.ts';
import { modelName, pricedModelOf } from './route/pricedModel.ts';
import type { Effort, LocalRoute, ModelRoute } from './route/route.ts';
import { route, type RouteInputs, type RouteResult } from './route/router.ts';
import { findLocalTool } from './tools/findLocalTool.ts';

export interface GatewayDeps extends AttemptDeps, GateDeps {
  readonly classify: (request: EditorRequest) => Classification;
  /** Read anew for every request, for the folder the request is about. */
  readonly settings: (task: Pick<GatewayTask, 'workspaceId'>) => Promise<GatewaySettings>;
  readonly history: () => RouteHistory;
}

export interface Gateway {
  run(task: GatewayTask, signal: AbortSignal): GatewayRun;
  /** The route a request would take now; pure reading, nothing is reserved or sent. */
  preview(
    inputs: Pick<GatewayTask, 'request' | 'override' | 'conversation' | 'workspaceId'>,
  ): Promise<RouteResult>;
}

export function createGateway(deps: GatewayDeps): Gateway {
  const routeInputs = (
    task: Pick<GatewayTask, 'request' | 'override' | 'conversation'>,
    settings: GatewaySettings,
  ): RouteInputs => ({
    request: task.request,
    classification: deps.classify(task.request),
    settings,
    history: deps.history(),
    costOf: (model, usage) => deps.book.costOf(pricedModelOf(model), usage, deps.clock.now(), 'halfUp'),
    localTool: findLocalTool(task.request),
    override: task.override,
    conversation: task.conversation,
  });

  return {
    async preview(inputs) {
      return route(routeInputs(inputs, await deps.settings(inputs)));
    },
    run(task, signal) {
      const abandoned = new AbortController();
      const queue = createEventQueue<GatewayEvent>(() => abandoned.abort());
      const fastNow = { request: (): void => {} };
      const stop = AbortSignal.any([signal, abandoned.signal]);
      const serve = async (): Promise<TaskEnd> => {
        const settings = await deps.settings(task);
        const run: TaskRun = {
          task,
          settings,
          stop,
          emit: queue.push,
          fastNow,
          startedAt: deps.clock.monotonic(),
        };
        return serveTask(deps, run, routeInputs(task, settings));
      };
      void serve()
        .catch((error: unknown): TaskEnd => failed(error))
        .then((end) => {
          queue.push({ type: 'ended', end });
          queue.end();
        });
      return {
        [Symbol.asyncIterator]: () => queue[Symbol.asyncIterator](),
        answerFastNow: () => fastNow.request(),
      };
    },
  };
}

interface TaskRun {
  readonly task: GatewayTask;
  readonly settings: GatewaySettings;
  readonly stop: AbortSignal;
  readonly emit: (event: GatewayEvent) => void;
  /** Replaced by whatever attempt runs. */
  readonly fastNow: { request: () => void };
  readonly startedAt: number;
}

async function serveTask(deps: GatewayDeps, run: TaskRun, inputs: RouteInputs): Promise<TaskEnd> {
  const first = route(inputs);
  if (!first.route) return failed(notSetUp());
  if (first.route.tier !== 'local') return serveByModel(deps, run, first.route);

  run.emit({ type: 'routed', route: first.route });
  const tool = inputs.localTool;
  if (!tool) return failed(new Error('a local route without its tool'));
  const outcome = await run.task.runLocal(tool);
  if (outcome.kind === 'done') return settleLocal(deps, run, first.route, outcome.summary);

  if (!(await run.task.ask({ type: 'payInstead', tool: tool.name, why: outcome.why }))) {
    return { kind: 'stopped', answer: noAnswer, receipt: undefined };
  }
  const second = route({ ...inputs, localTool: undefined });
  if (!second.route || second.route.tier === 'local') return failed(notSetUp());
  return serveByModel(deps, run, second.route);
}

async function settleLocal(
  deps: GatewayDeps,
  run: TaskRun,
  taken: LocalRoute,
  summary: string,
): Promise<TaskEnd> {
  const at = deps.clock.now();
  const totalMs = Math.round(deps.clock.monotonic() - run.startedAt);
  const task = factsOf(run.task, taken, 'real');
  const { fast } = run.settings.models;
  const avoided = fast && deps.history().typical(taken.class, modelName(fast))?.cost;
  await deps.ledger.recordLocal({
    task,
    at,
    periodKeys: periodKeysAt(at),
    tool: taken.tool,
    totalMs,
    avoided,
  });
  const receipt = receiptOf(
    [
      {
        number: 1,
        task,
        tier: 'local',
        state: 'settled',
        priceState: 'zero',
        outcome: 'unknown',
        tool: taken.tool,
        avoided,
      },
    ],
    {},
  );
  return { kind: 'local', summary, receipt };
}

async function serveByModel(deps: GatewayDeps, run: TaskRun, taken: ModelRoute): Promise<TaskEnd> {
  run.emit({ type: 'routed', route: taken });
  const refused = await passGates(deps, run.task, run.settings, taken);
  if (refused) return failed(refused);

  const outcomes: AttemptOutcome[] = [];
  const finished: FinishedAttempt[] = [];
  const notes: string[] = [];
  let tier: ModelTier = taken.tier;
  let effort: Effort = taken.effort;
  for (;;) {
    const elapsedMs = deps.clock.monotonic() - run.startedAt;
    const outcome = await runAttempt(deps, {
      ...run,
      route: taken,
      tier,
      effort,
      number: outcomes.length + 1,
      secondsLeft: taken.taskCaps.seconds - elapsedMs / 1000,
    });
    if (outcome.kind === 'refused') return endOf(run, outcomes, notes, outcome.error, undefined);
    outcomes.push(outcome);

    const check = await checked(run, taken, outcome);
    if (outcome.error?.code === 'aborted') return endOf(run, outcomes, notes, outcome.error, check);
    if (outcome.wantsFastNow) {
      notes.push('you asked for a fast answer now');
      run.emit({ type: 'again', because: 'answering on the fast model' });
      [tier, effort] = ['fast', 'none'];
      continue;
    }
    finished.push({
      tier: outcome.option.tier,
      effort: outcome.option.effort,
      error: outcome.error,
      finish: outcome.finish,
      answered: hasAnswer(outcome),
      check,
    });
    const step = nextStep({
      route: taken,
      attempts: finished,
      settings: run.settings,
      elapsedMs: deps.clock.monotonic() - run.startedAt,
    });
    if (step.kind === 'again') {
      notes.push(step.because);
      run.emit({ type: 'again', because: step.because });
      await pause(deps, step.delayMs, run.stop);
      [tier, effort] = [step.tier, step.effort];
      continue;
    }
    if (step.kind === 'stop') notes.push(step.because);
    const empty = step.kind === 'stop' && !hasAnswer(outcome) ? emptyAnswer(step.because) : undefined;
    return endOf(run, outcomes, notes, outcome.error ?? empty, check);
  }
}

async function checked(
  run: TaskRun,
  taken: ModelRoute,
  outcome: AttemptOutcome,
): Promise<CheckResult | undefined> {
  if (outcome.error || !hasAnswer(outcome) || !run.task.check) return undefined;
  return run.task.check(outcome.answer.text, taken);
}

function hasAnswer({ answer }: AttemptOutcome): boolean {
  return answer.text.trim() !== '' || answer.toolCalls.length > 0;
}

function endOf(
  run: TaskRun,
  outcomes: readonly AttemptOutcome[],
  notes: readonly string[],
  error: SwitchyardError | undefined,
  check: CheckResult | undefined,
): TaskEnd {
  const receipt =
    outcomes.length === 0
      ? undefined
      : receiptOf(
          outcomes.map(({ row }) => row),
          { check: checkForReceipt(check), notes },
        );
  const answer = answerOf(outcomes);
  if (error?.code === 'aborted' || run.stop.aborted) return { kind: 'stopped', answer, receipt };
  if (error) return { kind: 'failed', error, answer, receipt };
  if (!receipt) return failed(new Error('a task ended without an attempt'));
  return { kind: 'answered', answer, receipt };
}

function pause(deps: GatewayDeps, delayMs: number, stop: AbortSignal): Promise<void> {
  if (delayMs <= 0 || stop.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      stop.removeEventListener('abort', done);
      resolve();
    };
    const cancel = deps.clock.schedule(done, delayMs);
    stop.addEventListener('abort', done);
  });
}

function notSetUp(): SwitchyardError {
  return new SwitchyardError('notSetUp', 'no model is set up', { unbilled: true });
}

function emptyAnswer(because: string): SwitchyardError {
  return new SwitchyardError('emptyAnswer', because);
}

function failed(cause: unknown): TaskEnd {
  const error = isSwitchyardError(cause)
    ? cause
    : new SwitchyardError('providerError', 'an unexpected error', { cause });
  return { kind: 'failed', error, answer: noAnswer, receipt: undefined };
}
