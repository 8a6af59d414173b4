/**
 * What must hold before an attempt may go to one model: asked anew for every attempt and for every
 * model it may run on, since a retry, an escalation or a budget may lead to another endpoint.
 */
import { restingCircuit } from './circuitBreaker.ts';
import type { ErrorDetails, SwitchyardError } from '../model/errors.ts';
import { declined, refuse, type GateDeps } from './gates.ts';
import {
  type ConfiguredModel,
  type GatewaySettings,
  type ModelTier,
  modelName,
  pricedModelOf,
} from '../model/gatewaySettings.ts';
import type { Price } from '../model/price.ts';
import { checkEndpointUrl, originOf } from '../model/endpointUrl.ts';
import type { PersonsReply, TaskRun } from './taskRun.ts';

/**
 * The model of a tier, or why it may certainly not be called now; asks nobody and takes no place. Asked
 * once an attempt: what can change while the attempt waits is asked again where it matters (`enterCircuit`,
 * the ledger).
 */
export function openModel(
  deps: GateDeps,
  settings: GatewaySettings,
  tier: ModelTier,
): ConfiguredModel | SwitchyardError {
  const model = settings.models[tier];
  if (!model) return refuse('notSetUp', `no ${tier} model is set up`);
  return (
    unfitEndpoint(model) ??
    brokenSettings(deps, settings, model) ??
    unpricedAndBlocked(deps, settings, model) ??
    breachedCap(deps, model) ??
    restingCircuit(deps, model.endpoint) ??
    model
  );
}

/** True where a person must be asked before the model may be called. */
export function needsAsking(deps: GateDeps, run: TaskRun, model: ConfiguredModel): boolean {
  return needsConsent(deps, model) || needsPricePermission(deps, run, model);
}

/** Asks what must be asked. undefined: the model may be called. */
export async function askPermission(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  return (await askConsent(deps, run, model)) ?? (await askPricePermission(deps, run, model));
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

async function askConsent(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  const { endpoint } = model;
  const about = `consent ${endpoint.id} ${originOf(endpoint.baseUrl)}`;
  let reply: PersonsReply;
  while (reply === undefined && needsConsent(deps, model) && !run.stop.aborted) {
    reply = await askOnce(deps, run, about, () => askConsentAndPrice(deps, run, model));
  }
  return reply === true || !needsConsent(deps, model)
    ? undefined
    : refuse('noConsent', 'nothing was sent', { endpoint: endpoint.id, ...declined(reply) });
}

/** Tasks that come together ask a question once. Where the one that asked it is stopped, the next one asks. */
function askOnce(
  { gateMemory: { questionsAsked } }: GateDeps,
  run: TaskRun,
  about: string,
  ask: () => Promise<PersonsReply>,
): Promise<PersonsReply> {
  return run.waitForReply(() => {
    const open = questionsAsked.get(about);
    if (open) return open;
    const asked = ask().finally(() => questionsAsked.delete(about));
    questionsAsked.set(about, asked);
    return asked;
  });
}

/** Whether to send there and whether to pay an unknown price are one question where both are open. */
async function askConsentAndPrice(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<PersonsReply> {
  const { endpoint } = model;
  const name = needsPricePermission(deps, run, model) ? modelName(model) : undefined;
  const reply = await run.askForAll({
    type: 'consent',
    endpoint,
    ...(name !== undefined && { unpriced: name }),
  });
  if (reply !== true) return reply;
  // A consent that cannot be kept is asked for again next time.
  await deps.consent
    .give(endpoint.id, originOf(endpoint.baseUrl) ?? '')
    .catch(() => deps.log.warn(`consent to ${endpoint.id} not kept`));
  if (name !== undefined) await allowUnpriced(deps, run, model);
  return reply;
}

function needsPricePermission(deps: GateDeps, run: TaskRun, model: ConfiguredModel): boolean {
  const name = modelName(model);
  return (
    priceStateOf(deps, model) === 'unknown' &&
    !run.allowedUnpriced.has(name) &&
    !deps.unpriced.isAllowed(name, originOf(model.endpoint.baseUrl) ?? '')
  );
}

async function askPricePermission(
  deps: GateDeps,
  run: TaskRun,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  const name = modelName(model);
  const about = `price ${name} ${originOf(model.endpoint.baseUrl)}`;
  let reply: PersonsReply;
  while (reply === undefined && needsPricePermission(deps, run, model) && !run.stop.aborted) {
    reply = await askOnce(deps, run, about, async () => {
      const said = await run.askForAll({ type: 'unknownPrice', model: name });
      if (said === true) await allowUnpriced(deps, run, model);
      return said;
    });
  }
  if (reply === true) run.allowedUnpriced.add(name);
  return needsPricePermission(deps, run, model) ? unpriced(model, declined(reply)) : undefined;
}

/** Remembered for the model at its address, unless the person has set a price instead. */
async function allowUnpriced(deps: GateDeps, run: TaskRun, model: ConfiguredModel): Promise<void> {
  if (priceStateOf(deps, model) !== 'unknown') return;
  const name = modelName(model);
  run.allowedUnpriced.add(name);
  await deps.unpriced
    .allow(name, originOf(model.endpoint.baseUrl) ?? '')
    .catch(() => deps.log.warn(`the permission to call ${name} without a price was not kept`));
}

function unpriced(model: ConfiguredModel, details: ErrorDetails = {}): SwitchyardError {
  const name = modelName(model);
  const why = `the price of ${name} is unknown`;
  return refuse('budgetRefused', why, { model: name, unknownPrice: true, ...details });
}

function priceStateOf(deps: GateDeps, model: ConfiguredModel): Price['state'] {
  return deps.book.priceOf(pricedModelOf(model), deps.clock.now()).state;
}
