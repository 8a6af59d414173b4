/** The durable record of a task: written when it has ended, however that was, and what its receipt is read off. */
import type { AttemptDeps } from './attemptDeps.ts';
import { factsOf, type GatewayEvent, type Request, type TaskEnd } from './contract.ts';
import type { UnrecordedEnd } from './taskEnd.ts';
import { kindOf } from '../model/errors.ts';
import { modelName, pricedModelOf } from '../model/gatewaySettings.ts';
import type { BudgetLeft, LearnedFacts, RouteRecord, TaskFacts, TaskRecord } from '../model/ledger.ts';
import type { BudgetState } from '../model/budget.ts';
import { receiptOf } from '../receipt/receiptOf.ts';
import { keptCheck, type ModelRoute, type Route } from '../model/route.ts';
import type { RouteInputs } from '../route/router.ts';

/** What is known of a task on its way, for its record. */
export interface TaskTrace {
  readonly request: Request;
  /** ms since the epoch. */
  readonly startedAt: number;
  inputs?: RouteInputs;
  /** The last one taken: a tool that could not is followed by a model. */
  route?: Route;
  /** At the first admission. */
  budgets?: readonly BudgetState[];
}

export function noteEvent(trace: TaskTrace, event: GatewayEvent): void {
  if (event.type === 'routed') trace.route = event.route;
  if (event.type === 'admitted') trace.budgets ??= event.budgets;
}

type RecordDeps = Pick<AttemptDeps, 'book' | 'clock' | 'ledger' | 'log'>;

/** Nobody waits for the record, and one that cannot be written loses no answer. */
export function endTask(deps: RecordDeps, trace: TaskTrace, ended: UnrecordedEnd): TaskEnd {
  const { attempts, facts, ...end } = ended;
  const record = recordOf(deps, trace, ended);
  if (record) {
    const check = record.check && keptCheck(record.check);
    deps.ledger.recordTask({ ...record, steps: facts.keptSteps, check }).catch((cause: unknown) => {
      deps.log.warn(`task ${trace.request.taskId} was not recorded: ${kindOf(cause)}`);
    });
  }
  const finished = record && { record, attempts };
  if (end.kind === 'answered' || end.kind === 'local') {
    return { ...end, receipt: receiptOf(attempts, record), finished };
  }
  return { ...end, receipt: attempts.length === 0 ? undefined : receiptOf(attempts, record), finished };
}

/** undefined where its settings could not be read, so that nothing tells what it was. */
function recordOf(deps: RecordDeps, trace: TaskTrace, ended: UnrecordedEnd): TaskRecord | undefined {
  const { request, startedAt, inputs, route } = trace;
  if (!inputs) return undefined;
  const { keptSteps: _, ...facts } = ended.facts;
  return {
    ...facts,
    task: ended.attempts.at(-1)?.task ?? factsOfUnsent(request, inputs, route),
    startedAt,
    endedAt: deps.clock.now(),
    end: ended.kind,
    errorCode: ended.kind === 'failed' ? ended.error.code : undefined,
    route: route && routeRecordOrNone(deps, trace, inputs, route),
    outcome: 'unknown',
  };
}

function factsOfUnsent(request: Request, inputs: RouteInputs, route: Route | undefined): TaskFacts {
  const { classification, settings } = inputs;
  if (route)
    return factsOf(request, route, (route.tier !== 'local' && settings.models[route.tier]?.realm) || 'real');
  const { class: requestClass, scores } = classification;
  const policy = settings.policies[requestClass];
  return factsOf(
    request,
    { class: requestClass, policy, because: [], confidence: scores[requestClass] },
    'real',
  );
}

/** A price or a history that breaks must not take the end of the task with it. */
function routeRecordOrNone(...from: Parameters<typeof routeRecord>): RouteRecord | undefined {
  try {
    return routeRecord(...from);
  } catch (cause) {
    const [{ log }, { request }] = from;
    log.warn(`the route of task ${request.taskId} was not recorded: ${kindOf(cause)}`);
    return undefined;
  }
}

/** What the decision was made on. */
function routeRecord(
  { book, clock }: RecordDeps,
  { budgets }: TaskTrace,
  inputs: RouteInputs,
  route: Route,
): RouteRecord {
  const { settings, conversation } = inputs;
  const { scores, deservesReasoning, basis } = route.classification;
  const models = Object.values(settings.models).filter((model) => model !== undefined);
  return {
    tier: route.tier,
    ...(route.tier === 'local' ? { tool: route.tool } : modelFacts(inputs, route)),
    scores,
    deservesReasoning,
    basis,
    highStakes: route.policy === 'use' && settings.policies[route.class] === 'maybe',
    prices: models.map((model) => ({
      model: modelName(model),
      price: book.priceOf(pricedModelOf(model), clock.now()),
    })),
    budgets: budgets?.map(budgetLeft),
    conversation,
  };
}

function modelFacts({ history }: RouteInputs, route: ModelRoute): Partial<RouteRecord> {
  const { tier, effort, attemptCaps, taskCaps, predicted } = route;
  const model = modelName({ ref: route.model });
  const { calibration, thinkingRate } = history.modelFacts(model, effort);
  const learned: LearnedFacts = {
    p95Seconds: history.p95Seconds({ model, tier, effort }),
    thinkingPerSecond: thinkingRate.tokensPerSecond,
    thinkingBasis: thinkingRate.basis,
    inputFactor: calibration.factor,
    inputSamples: calibration.samples,
  };
  return { model, effort, attemptCaps, taskCaps, predicted, learned };
}

function budgetLeft({ limit: { scope, period, limit }, left }: BudgetState): BudgetLeft {
  return { scope, period, limit, left };
}
