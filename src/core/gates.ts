/** What must hold before a model may be called at all. Each gate refuses before any HTTP. */
import { admitCall, closedBreaker, type BreakerState } from './budget/circuitBreaker.ts';
import {
  initialRequestRate,
  judgeRate,
  letThroughOnce,
  type RequestRateState,
} from './budget/requestRate.ts';
import type { Clock } from './clock.ts';
import { SwitchyardError, type ErrorCode, type ErrorDetails } from './errors.ts';
import type { ConfiguredModel, GatewaySettings } from './gatewaySettings.ts';
import type { GatewayTask } from './gatewayTask.ts';
import type { Price, PriceBook } from './pricing/price.ts';
import { modelName, pricedModelOf } from './route/pricedModel.ts';
import type { ModelRoute } from './route/route.ts';

/** What a window remembers between requests. */
export interface GateMemory {
  rate: RequestRateState;
  readonly breakers: Map<string, BreakerState>;
}

export function createGateMemory(): GateMemory {
  return { rate: initialRequestRate, breakers: new Map() };
}

export interface Consent {
  isGiven(endpointId: string, origin: string): boolean;
  give(endpointId: string, origin: string): Promise<void>;
}

/** Models whose provider broke a cap on the wire, until a person acknowledges it. */
export interface CapBreaches {
  isBlocked(model: string, cap: number): boolean;
  record(model: string, cap: number): Promise<void>;
}

export interface GateDeps {
  readonly clock: Clock;
  readonly book: PriceBook;
  readonly gateMemory: GateMemory;
  readonly consent: Consent;
  readonly capBreaches: CapBreaches;
}

export async function passGates(
  deps: GateDeps,
  task: GatewayTask,
  settings: GatewaySettings,
  route: ModelRoute,
): Promise<SwitchyardError | undefined> {
  const model = settings.models[route.tier];
  if (!model) return refuse('notSetUp', 'no model is set up');
  if (model.realm === 'practice') return undefined;
  return (
    (await neverSendGate(task)) ??
    settingsGate(settings, model, deps) ??
    breachGate(deps, route) ??
    circuitGate(deps, model) ??
    (await rateGate(deps, task, settings)) ??
    (await consentGate(deps, task, model)) ??
    (await priceGate(deps, task, settings, model))
  );
}

async function neverSendGate(task: GatewayTask): Promise<SwitchyardError | undefined> {
  const why = await task.whyNeverSent();
  return why === undefined ? undefined : refuse('neverSend', why, { why });
}

/** A broken budget fails closed; what costs nothing may go on. */
function settingsGate(
  { blockedBy }: GatewaySettings,
  model: ConfiguredModel,
  deps: GateDeps,
): SwitchyardError | undefined {
  const why = blockedBy[0];
  if (why === undefined || priceStateOf(deps, model) === 'zero') return undefined;
  return refuse('settingsBroken', why, { why });
}

function breachGate(deps: GateDeps, route: ModelRoute): SwitchyardError | undefined {
  const model = `${route.model.provider}/${route.model.model}`;
  const cap = route.attemptCaps.outputTokens;
  return deps.capBreaches.isBlocked(model, cap)
    ? refuse('capBreached', 'the provider went over the cap on the wire before', { model, cap })
    : undefined;
}

function circuitGate(deps: GateDeps, model: ConfiguredModel): SwitchyardError | undefined {
  const { breakers } = deps.gateMemory;
  const state = breakers.get(model.endpoint.baseUrl) ?? closedBreaker;
  const verdict = admitCall(state, deps.clock.monotonic());
  breakers.set(model.endpoint.baseUrl, verdict.state);
  if (verdict.allowed) return undefined;
  return refuse('circuitOpen', 'the endpoint failed again and again', {
    endpoint: model.endpoint.id,
    retryAfterMs: verdict.retryInMs,
  });
}

async function rateGate(
  deps: GateDeps,
  task: GatewayTask,
  settings: Pick<GatewaySettings, 'caps'>,
): Promise<SwitchyardError | undefined> {
  const fingerprint = fingerprintOf(task);
  const rules = { perMinute: settings.caps.requestsPerMinute };
  const judged = judgeRate(deps.gateMemory.rate, fingerprint, deps.clock.monotonic(), rules);
  deps.gateMemory.rate = judged.state;
  const { verdict } = judged;
  if (verdict.type === 'go') return undefined;
  if (verdict.type === 'wait') {
    await new Promise<void>((resolve) => void deps.clock.schedule(resolve, verdict.waitMs));
    return undefined;
  }
  const why =
    verdict.because.type === 'perMinute'
      ? `more than ${verdict.because.limit} requests in a minute (switchyard.limits.requestsPerMinute)`
      : `the same request ${verdict.because.inARow} times in a row`;
  if (await task.ask({ type: 'letThroughOnce', why })) {
    deps.gateMemory.rate = letThroughOnce(deps.gateMemory.rate, fingerprint);
    return rateGate(deps, task, settings);
  }
  return refuse('tooManyRequests', why, { why });
}

async function consentGate(
  deps: GateDeps,
  task: GatewayTask,
  { endpoint }: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  const origin = new URL(endpoint.baseUrl).origin;
  if (deps.consent.isGiven(endpoint.id, origin)) return undefined;
  if (!(await task.ask({ type: 'consent', endpoint }))) {
    return refuse('noConsent', 'nothing was sent', { endpoint: endpoint.id });
  }
  await deps.consent.give(endpoint.id, origin);
  return undefined;
}

async function priceGate(
  deps: GateDeps,
  task: GatewayTask,
  settings: GatewaySettings,
  model: ConfiguredModel,
): Promise<SwitchyardError | undefined> {
  if (priceStateOf(deps, model) !== 'unknown') return undefined;
  const name = modelName(model);
  if (settings.unknownPrice === 'ask' && (await task.ask({ type: 'unknownPrice', model: name })))
    return undefined;
  return refuse('budgetRefused', `the price of ${name} is unknown`, { model: name, unknownPrice: true });
}

function priceStateOf(deps: GateDeps, model: ConfiguredModel): Price['state'] {
  return deps.book.priceOf(pricedModelOf(model), deps.clock.now()).state;
}

/** Equal for equal requests; 32 bits tell nothing of the words. */
function fingerprintOf({ request }: GatewayTask): string {
  let hash = 0x811c9dc5;
  for (const char of `${request.command}|${request.files?.[0]}|${request.selection?.text}|${request.text}`) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16);
}

function refuse(code: ErrorCode, message: string, details: ErrorDetails = {}): SwitchyardError {
  return new SwitchyardError(code, message, { details, unbilled: true });
}
