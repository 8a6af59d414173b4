/**
 * What must hold before an attempt may go to one model: asked anew for every attempt and for every
 * model it may run on, since a retry, an escalation or a budget may lead to another endpoint.
 */
import { restingCircuit } from './circuit.ts';
import type { SwitchyardError } from './errors.ts';
import { refuse, type GateDeps } from './gates.ts';
import type { ConfiguredModel, GatewaySettings, ModelTier } from './gatewaySettings.ts';
import type { Price } from './pricing/price.ts';
import { checkEndpointUrl, originOf } from './providers/endpointUrl.ts';
import { modelName, pricedModelOf } from './route/pricedModel.ts';
import type { TaskRun } from './taskRun.ts';

/** Why the model of a tier may certainly not be called now; asks nobody and takes no place. */
export function refusalOf(
  deps: GateDeps,
  settings: GatewaySettings,
  tier: ModelTier,
): SwitchyardError | undefined {
  const model = settings.models[tier];
  if (!model) return refuse('notSetUp', `no ${tier} model is set up`);
  return (
    unfitEndpoint(model) ??
    brokenSettings(deps, settings, model) ??
    unpricedAndBlocked(deps, settings, model) ??
    breachedCap(deps, model) ??
    restingCircuit(deps, model.endpoint)
  );
}

/** True where a person must be asked before the model may be called. */
export function needsAsking(deps: GateDeps, run: TaskRun, model: ConfiguredModel): boolean {
  return needsConsent(deps, model) || needsPriceWord(deps, run, model);
}

/** Asks what must be asked. undefined: the model may be called. */
export async function askLeave(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  return (await askConsent(deps, run, model)) ?? (await askPrice(deps, run, model));
}

function breachedCap(deps: GateDeps, model: ConfiguredModel): SwitchyardError | undefined {
  const name = modelName(model);
  const cap = deps.capBreaches.brokenCapOf(name);
  return cap === undefined
    ? undefined
    : refuse('capBreached', 'the provider went over the cap on the wire before', { model: name, cap });
}

function unfitEndpoint({ endpoint }: ConfiguredModel): SwitchyardError | undefined {
  const check = checkEndpointUrl(endpoint.baseUrl);
  if (check.ok) return undefined;
  const { problem } = check;
  return refuse('endpointRefused', problem, { endpoint: endpoint.id, problem });
}

/** A broken budget fails closed; what costs nothing may go on. */
function brokenSettings(
  deps: GateDeps,
  { blockedBy }: GatewaySettings,
  model: ConfiguredModel,
): SwitchyardError | undefined {
  const why = blockedBy[0];
  const free = model.realm === 'practice' || priceStateOf(deps, model) === 'zero';
  return why === undefined || free ? undefined : refuse('settingsBroken', why, { why });
}

function unpricedAndBlocked(
  deps: GateDeps,
  { unknownPrice }: GatewaySettings,
  model: ConfiguredModel,
): SwitchyardError | undefined {
  return unknownPrice === 'block' && priceStateOf(deps, model) === 'unknown' ? unpriced(model) : undefined;
}

function needsConsent({ consent }: GateDeps, { endpoint, realm }: ConfiguredModel): boolean {
  return realm === 'real' && !consent.isGiven(endpoint.id, originOf(endpoint.baseUrl) ?? '');
}

/** Tasks that come together put the question once and share its answer. */
async function askConsent(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  while (needsConsent(deps, model) && !run.stop.aborted) {
    const answer = await run.hear(() => sharedConsent(deps, run, model));
    if (answer === true) return undefined;
    if (answer === false) break;
  }
  return needsConsent(deps, model)
    ? refuse('noConsent', 'nothing was sent', { endpoint: model.endpoint.id })
    : undefined;
}

function sharedConsent(deps: GateDeps, run: TaskRun, model: ConfiguredModel): Promise<boolean | undefined> {
  const { consentsAsked } = deps.gateMemory;
  const origin = originOf(model.endpoint.baseUrl) ?? '';
  const key = `${model.endpoint.id} ${origin}`;
  const open = consentsAsked.get(key);
  if (open) return open;
  const asked = putConsent(deps, run, model, origin).finally(() => consentsAsked.delete(key));
  consentsAsked.set(key, asked);
  return asked;
}

/** undefined: the task was stopped before anybody answered, so that the next one asks. */
async function putConsent(
  { consent, log }: GateDeps,
  run: TaskRun,
  { endpoint }: ConfiguredModel,
  origin: string,
): Promise<boolean | undefined> {
  const answer = await run.put({ type: 'consent', endpoint });
  // A consent that cannot be kept is asked for again next time.
  if (answer)
    await consent.give(endpoint.id, origin).catch(() => log.warn(`consent to ${endpoint.id} not kept`));
  return answer;
}

function needsPriceWord(deps: GateDeps, run: TaskRun, model: ConfiguredModel): boolean {
  return priceStateOf(deps, model) === 'unknown' && !run.allowedUnpriced.has(modelName(model));
}

async function askPrice(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  if (!needsPriceWord(deps, run, model)) return undefined;
  const name = modelName(model);
  if (!(await run.ask({ type: 'unknownPrice', model: name }))) return unpriced(model);
  run.allowedUnpriced.add(name);
  return undefined;
}

function unpriced(model: ConfiguredModel): SwitchyardError {
  const name = modelName(model);
  return refuse('budgetRefused', `the price of ${name} is unknown`, { model: name, unknownPrice: true });
}

function priceStateOf(deps: GateDeps, model: ConfiguredModel): Price['state'] {
  return deps.book.priceOf(pricedModelOf(model), deps.clock.now()).state;
}
