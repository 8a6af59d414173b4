/** From the model that is to be called to money held for it: what a person must allow, then the ledger. */
import { admit, budgetRefused, refusalFacts } from '../budget/admission.ts';
import { type BudgetState, periodKeysAt } from '../model/budget.ts';
import { isSwitchyardError, type SwitchyardError, kindOf } from '../model/errors.ts';
import { refuse } from './gates.ts';
import { factsOf } from './contract.ts';
import { type ConfiguredModel, modelName, pricedModelOf } from '../model/gatewaySettings.ts';
import type { Admission, HoldOption, HoldRequest } from '../model/ledger.ts';
import { estimatePrompt } from '../meter/tokenEstimate.ts';
import { askPermission, needsAsking, openModel } from './modelGates.ts';
import { inputBound, mostBill } from '../pricing/quote.ts';
import { searchesByItself } from '../pricing/rateArithmetic.ts';
import type { Admitted, AttemptBounds, AttemptDeps, AttemptInput, RefusedAttempt } from './attemptDeps.ts';
import { secondsLeft, timeIsUp } from './deadlines.ts';
import { holdOptions, limitsOf } from './holdOptions.ts';

/** @returns what the ledger admitted, which may be less than was asked for. */
export async function admitAttempt(
  deps: AttemptDeps,
  input: AttemptInput,
): Promise<Admitted | RefusedAttempt> {
  const { run, model } = input;
  const refusal = await askPermission(deps, run, model);
  if (refusal) return refused(refusal);
  if (run.stop.aborted) return refused(refuse('aborted', 'stopped before anything was sent'));
  if (secondsLeft(input) <= 0) return refused(timeIsUp(input));
  try {
    return await reserve(deps, input);
  } catch (cause) {
    if (isSwitchyardError(cause)) return refused(cause);
    return refused(refuse('ledgerUnavailable', `the ledger did not take the attempt (${kindOf(cause)})`));
  }
}

export function refused(error: SwitchyardError): RefusedAttempt {
  return { kind: 'refused', error };
}

async function reserve(deps: AttemptDeps, input: AttemptInput): Promise<Admitted | RefusedAttempt> {
  const { run, model, tier, effort } = input;
  const fallback = fallbackOf(deps, input);
  const mustAsk = fallback !== undefined && needsAsking(deps, run, fallback);
  const request = holdRequest(deps, input, mustAsk ? undefined : fallback);
  const admission = await deps.ledger.reserve(request);
  if (admission.admitted) return admittedOf(deps, input, request, admission);

  // Nobody is asked about a model that the budget would refuse as well.
  if (fallback && mustAsk && wouldFit(holdRequest(deps, input, fallback), admission)) {
    if ((await askPermission(deps, run, fallback)) === undefined) {
      const wider = holdRequest(deps, input, fallback);
      const second = await deps.ledger.reserve(wider);
      if (second.admitted) return admittedOf(deps, input, wider, second);
    }
  }
  const usual = deps.history().typical(input.route.class, { model: modelName(model), tier, effort })?.cost;
  return refused(budgetRefused(refusalFacts(admission, usual)));
}

/** The fast model, where a budget may turn to it: it must pass every gate of its own. */
function fallbackOf(deps: AttemptDeps, { run, tier }: AttemptInput): ConfiguredModel | undefined {
  if (tier === 'fast') return undefined;
  const fast = openModel(deps, run.settings, 'fast');
  return isSwitchyardError(fast) ? undefined : fast;
}

function wouldFit({ options }: HoldRequest, { budgets }: Admission): boolean {
  return admit(options, budgets).admitted;
}

function holdRequest(
  deps: AttemptDeps,
  input: AttemptInput,
  fallback: ConfiguredModel | undefined,
): HoldRequest {
  const { run, route, model, prompt, number } = input;
  const { request, settings } = run;
  const at = deps.clock.now();
  const limits = limitsOf(settings, route, model, request.allowOnce);
  const estimatedInput = estimatePrompt(prompt);
  const options = holdOptions({
    ...input,
    settings,
    book: deps.book,
    history: deps.history(),
    fallback,
    limits,
    at,
    estimatedInput,
  });
  return {
    attemptId: deps.newId(),
    task: factsOf(request, route, model.realm),
    number,
    at,
    periodKeys: periodKeysAt(at),
    options,
    limits,
    estimatedInput,
  };
}

function admittedOf(
  deps: AttemptDeps,
  { run, prompt }: AttemptInput,
  request: HoldRequest,
  admission: Extract<Admission, { admitted: true }>,
): Admitted {
  const { attemptId, number, at } = request;
  const option = request.options[admission.option];
  const model = option && run.settings.models[option.tier];
  if (!option || !model) throw new RangeError('the ledger admitted an option nobody offered');
  const attempt = { attemptId, number, option };
  run.emit({ type: 'admitted', attempt, budgets: admission.budgets });
  return {
    attempt,
    model,
    facts: request.task,
    price: deps.book.priceOf(pricedModelOf(model), at),
    estimatedInput: request.estimatedInput,
    bounds: boundsOf(option, { ...prompt, model: option.model }),
    wire: {
      ...prompt,
      endpoint: model.endpoint,
      model: option.model,
      maxOutputTokens: option.maxOutputTokens,
      effort: option.effort,
      stream: true,
    },
    notes: [option.downgradedBecause ?? [], admission.warned.map(warningOf)].flat(),
  };
}

function boundsOf(option: HoldOption, sent: Parameters<typeof inputBound>[0]): AttemptBounds {
  const bounds = { inputBound: inputBound(sent), maxOutputTokens: option.maxOutputTokens };
  return {
    ...bounds,
    searches: searchesByItself(option.model),
    hold: option.priceState === 'known' ? option.hold : undefined,
    mostBill: mostBill(option, bounds),
  };
}

function warningOf({ limit: { scope, period, setting } }: BudgetState): string {
  return `it may go beyond the ${scope} budget per ${period} (${setting}), which only warns`;
}
