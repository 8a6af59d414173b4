/** The attempts of one task: gates, then call after call until one is accepted or the caps end it. */
import type { Saving } from '../model/ledger.ts';
import type { AttemptOutcome, AttemptServices } from './attemptDeps.ts';
import { secondsLeft } from './deadlines.ts';
import { runAttempt } from './runAttempt.ts';
import { type SwitchyardError, kindOf } from '../model/errors.ts';
import { neverSendGate, rateGate } from './gates.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  pricedModelOf,
} from '../model/gatewaySettings.ts';
import type { GatewayTask } from './gatewayTask.ts';
import { refusalOf } from './modelGates.ts';
import type { Message } from '../model/provider.ts';
import { wasCutOff } from '../words/attemptNotes.ts';
import { savingOf } from '../receipt/saving.ts';
import { cutOff, keptCheck, type CheckResult, type Effort, type ModelRoute } from '../model/route.ts';
import { nextStep, type TriedAttempt } from '../route/escalation.ts';
import { lesserEffort, profileRules } from '../route/policy.ts';
import { taskEndOf, hasAnswer, type JudgedAttempt, type TaskStep, type UnrecordedEnd } from './taskEnd.ts';
import type { TaskRun } from './taskRun.ts';
import { pause, untilAborted } from '../model/async.ts';

interface Plan {
  readonly tier: ModelTier;
  readonly effort: Effort;
}

export async function serveByModel(
  deps: AttemptServices,
  started: TaskRun,
  route: ModelRoute,
): Promise<UnrecordedEnd> {
  const settings = { ...started.settings, models: openModels(started.settings.models, started.task, route) };
  const run: TaskRun = { ...started, settings };
  run.emit({ type: 'routed', route });
  const messages = run.task.messagesFor(route);
  const cacheKey = run.task.cacheKeyFor?.(route);
  const attempts: JudgedAttempt[] = [];
  const steps: TaskStep[] = [];
  const ended = (stopped: boolean, error?: SwitchyardError): UnrecordedEnd =>
    taskEndOf({ attempts, steps, saving: savingBy(deps, run, route, attempts) }, stopped, error);
  const refusal = await passGates(deps, run, route, messages);
  if (refusal || run.stop.aborted) return ended(run.stop.aborted, refusal);

  let plan: Plan = { tier: route.tier, effort: route.effort };
  for (;;) {
    if (wantsFastInstead(run, plan)) {
      plan = { tier: 'fast', effort: 'none' };
      steps.push({ because: 'you asked for a fast answer now' });
      run.emit({ type: 'again', because: 'answering on the fast model' });
    }
    const result = await runAttempt(deps, {
      ...plan,
      run,
      route,
      messages,
      cacheKey,
      number: attempts.length + 1,
    });
    if (result.kind === 'ran')
      attempts.push({ outcome: result, check: await checked(deps, run, route, result) });
    if (run.stop.aborted) return ended(true);
    if (result.error && wantsFastInstead(run, plan)) continue;
    if (result.kind === 'refused') return ended(false, result.error);
    const step = nextStep({
      route,
      attempts: attempts.map(finishedOf),
      // Who wants an answer now is not taken to a slower model.
      settings: { ...settings, escalate: settings.escalate && !run.fastNow.aborted },
      elapsedMs: run.elapsedMs(),
    });
    if (step.kind !== 'accept') {
      steps.push({ because: step.because, check: attempts.at(-1)?.check });
    }
    if (step.kind !== 'again') return ended(false);
    run.emit({ type: 'again', because: step.because });
    if (step.delayMs > 0) {
      run.emit({ type: 'waiting', because: step.because });
      await pause(deps.clock, step.delayMs, AbortSignal.any([run.stop, run.fastNow]));
    }
    plan = step;
  }
}

/**
 * The models this task may use: a practice task stays practice and a real one real, and within a
 * tool loop the model never changes.
 */
function openModels(
  models: GatewaySettings['models'],
  { request }: GatewayTask,
  { tier }: ModelRoute,
): GatewaySettings['models'] {
  const own = models[tier];
  if (!own || request.insideToolLoop) return own ? { [tier]: own } : {};
  const ofRealm = (model: ConfiguredModel | undefined): ConfiguredModel | undefined =>
    model?.realm === own.realm ? model : undefined;
  const [fast, reasoning] = [ofRealm(models.fast), ofRealm(models.reasoning)];
  return { ...(fast && { fast }), ...(reasoning && { reasoning }) };
}

/** Practice spends nothing and sends nothing, so that no loop of it needs a brake. */
async function passGates(
  deps: AttemptServices,
  run: TaskRun,
  { tier }: ModelRoute,
  messages: readonly Message[],
): Promise<SwitchyardError | undefined> {
  // A broken setting may be the list's own: said as that where it stops the call anyway.
  const refusal = refusalOf(deps, run.settings, tier) ?? (await neverSendGate(deps, run));
  if (refusal || run.settings.models[tier]?.realm === 'practice') return refusal;
  return rateGate(deps, run, messages);
}

function wantsFastInstead({ fastNow, settings }: TaskRun, { tier }: Plan): boolean {
  return fastNow.aborted && tier === 'reasoning' && settings.models.fast !== undefined;
}

function finishedOf({ outcome, check }: JudgedAttempt): TriedAttempt {
  const { option, error, finish } = outcome;
  return { tier: option.tier, effort: option.effort, error, finish, answered: hasAnswer(outcome), check };
}

function savingBy(
  { book, clock, history }: AttemptServices,
  { settings: { models, profile, caps } }: TaskRun,
  { class: requestClass }: ModelRoute,
  attempts: readonly JudgedAttempt[],
): Saving | undefined {
  const { usual, strong } = profileRules[profile].effort;
  return savingOf({
    requestClass,
    attempts: attempts.map(({ outcome }) => outcome.row),
    reasoning: models.reasoning,
    efforts: [lesserEffort(usual, caps.maxEffort), lesserEffort(strong, caps.maxEffort)],
    history: history(),
    costOf: (model, usage) => book.costOf(pricedModelOf(model), usage, clock.now(), 'halfUp'),
  });
}

/** A check that cannot be written down has been made all the same. */
async function checked(
  deps: AttemptServices,
  run: TaskRun,
  route: ModelRoute,
  outcome: AttemptOutcome,
): Promise<CheckResult | undefined> {
  const check = await judged(deps, run, route, outcome);
  if (!check || run.stop.aborted) return check;
  try {
    await deps.ledger.recordCheck(run.task.taskId, keptCheck(check), deps.clock.now());
  } catch (cause) {
    deps.log.warn(`the check was not recorded: ${kindOf(cause)}`);
  }
  return check;
}

/** Within the time of the task; what nobody could judge is not taken for good or bad. */
async function judged(
  deps: AttemptServices,
  run: TaskRun,
  route: ModelRoute,
  outcome: AttemptOutcome,
): Promise<CheckResult | undefined> {
  const { task, stop } = run;
  if (outcome.error || !hasAnswer(outcome) || !task.check) return undefined;
  const { finish, option, row } = outcome;
  if (finish === 'length' && row.settlement && wasCutOff(row.settlement, option.maxOutputTokens)) {
    return cutOff(option.maxOutputTokens);
  }
  const timeUp = new AbortController();
  const cancel = deps.clock.schedule(() => timeUp.abort(), secondsLeft({ run, route }) * 1000);
  try {
    return await untilAborted(task.check(outcome.answer.text, route), AbortSignal.any([stop, timeUp.signal]));
  } catch (cause) {
    if (timeUp.signal.aborted) return { verdict: 'notChecked', why: 'the check took too long' };
    deps.log.warn(`check: ${kindOf(cause)}`);
    return { verdict: 'notChecked', why: 'the check itself failed' };
  } finally {
    cancel();
  }
}
