/** The attempts of one task: gates, then call after call until one is accepted or the caps end it. */
import type { Saving } from '../model/ledger.ts';
import type { AttemptOutcome, AttemptServices } from './attemptDeps.ts';
import { secondsLeft } from './deadlines.ts';
import { runAttempt } from './runAttempt.ts';
import { type SwitchyardError, isSwitchyardError, kindOf } from '../model/errors.ts';
import { neverSendGate, rateGate } from './gates.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  pricedModelOf,
} from '../model/gatewaySettings.ts';
import type { AnswerJudgement, AnswerPlan, Request, RoutedAnswer } from './contract.ts';
import { openModel } from './modelGates.ts';
import { planAnswer, makePrompt, type Prompt } from './prompt.ts';
import { wasCutOff } from '../words/attemptNotes.ts';
import { savingOf } from '../receipt/saving.ts';
import { cutOff, keptCheck, type Effort, type ModelRoute } from '../model/route.ts';
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
  const settings = {
    ...started.settings,
    models: modelsFor(started.settings.models, started.request, route),
  };
  const run: TaskRun = { ...started, settings };
  const answerPlan = planAnswer(run.request, route);
  run.emit({ type: 'routed', route, ...answerPlan });
  const prompt = makePrompt(run.request, route, answerPlan);
  const attempts: JudgedAttempt[] = [];
  const steps: TaskStep[] = [];
  const ended = (stopped: boolean, error?: SwitchyardError): UnrecordedEnd =>
    taskEndOf({ attempts, steps, saving: savingBy(deps, run, route, attempts) }, stopped, error);

  let plan: Plan = { tier: route.tier, effort: route.effort };
  let passedGates = false;
  for (;;) {
    if (wantsFastInstead(run, plan)) {
      plan = { tier: 'fast', effort: 'none' };
      steps.push({ because: 'you asked for a fast answer now' });
      run.emit({ type: 'again', because: 'answering on the fast model' });
    }
    const model = openModel(deps, settings, plan.tier);
    // A broken setting may be the never-send list's own: said as that where it stops the call anyway.
    if (isSwitchyardError(model)) return ended(run.stop.aborted, model);
    if (!passedGates) {
      const refusal = await passGates(deps, run, model, answerPlan, prompt);
      if (refusal || run.stop.aborted) return ended(run.stop.aborted, refusal);
      passedGates = true;
      if (wantsFastInstead(run, plan)) continue;
    }
    const result = await runAttempt(deps, {
      ...plan,
      run,
      route,
      prompt,
      model,
      number: attempts.length + 1,
    });
    if (result.kind === 'ran') {
      const judgement = await judge(deps, run, { route, form: answerPlan.form }, result);
      attempts.push({ outcome: result, check: judgement?.result, judgement });
    }
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
function modelsFor(
  models: GatewaySettings['models'],
  { editor }: Request,
  { tier }: ModelRoute,
): GatewaySettings['models'] {
  const own = models[tier];
  if (!own || editor.insideToolLoop) return own ? { [tier]: own } : {};
  const ofRealm = (model: ConfiguredModel | undefined): ConfiguredModel | undefined =>
    model?.realm === own.realm ? model : undefined;
  const [fast, reasoning] = [ofRealm(models.fast), ofRealm(models.reasoning)];
  return { ...(fast && { fast }), ...(reasoning && { reasoning }) };
}

/** Once a task. Practice spends nothing and sends nothing, so that no loop of it needs a brake. */
async function passGates(
  deps: AttemptServices,
  run: TaskRun,
  { realm }: ConfiguredModel,
  plan: AnswerPlan,
  { messages }: Prompt,
): Promise<SwitchyardError | undefined> {
  const refusal = await neverSendGate(deps, run, plan);
  return refusal || realm === 'practice' ? refusal : rateGate(deps, run, messages);
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
async function judge(
  deps: AttemptServices,
  run: TaskRun,
  about: RoutedAnswer,
  outcome: AttemptOutcome,
): Promise<AnswerJudgement | undefined> {
  const judgement = await judgementOf(deps, run, about, outcome);
  if (!judgement || run.stop.aborted) return judgement;
  try {
    await deps.ledger.recordCheck(run.request.taskId, keptCheck(judgement.result), deps.clock.now());
  } catch (cause) {
    deps.log.warn(`the check was not recorded: ${kindOf(cause)}`);
  }
  return judgement;
}

/** Within the time of the task; what nobody could judge is not taken for good or bad. */
async function judgementOf(
  deps: AttemptServices,
  run: TaskRun,
  about: RoutedAnswer,
  outcome: AttemptOutcome,
): Promise<AnswerJudgement | undefined> {
  const { host, stop } = run;
  if (outcome.error || !hasAnswer(outcome) || !host.check) return undefined;
  const { finish, option, row } = outcome;
  if (finish === 'length' && row.settlement && wasCutOff(row.settlement, option.maxOutputTokens)) {
    return { result: cutOff(option.maxOutputTokens) };
  }
  const timeUp = new AbortController();
  const seconds = secondsLeft({ run, route: about.route });
  const cancel = deps.clock.schedule(() => timeUp.abort(), seconds * 1000);
  try {
    const ends = AbortSignal.any([stop, timeUp.signal]);
    return await untilAborted(host.check(outcome.answer.text, about), ends);
  } catch (cause) {
    if (timeUp.signal.aborted) return notChecked('the check took too long');
    deps.log.warn(`check: ${kindOf(cause)}`);
    return notChecked('the check itself failed');
  } finally {
    cancel();
  }
}

function notChecked(why: string): AnswerJudgement {
  return { result: { verdict: 'notChecked', why } };
}
