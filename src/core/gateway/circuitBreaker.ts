/**
 * Stops time-out cascades: an endpoint that fails again and again is left alone for a while, then
 * asked once. One state per endpoint; pure.
 */
import { type ErrorCode, SwitchyardError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import type { Endpoint } from '../model/provider.ts';

export type BreakerState =
  | { readonly type: 'closed'; readonly failures: number }
  | { readonly type: 'open'; readonly until: number; readonly restMs: number }
  /** One call is out to see whether the endpoint is back. */
  | { readonly type: 'probing'; readonly since: number; readonly restMs: number };

export type CallOutcome =
  | 'success'
  | 'failure'
  /** Says nothing about the endpoint: stopped by the person, refused for its content … */
  | 'neutral';

const failuresToOpen = 3;
const firstRestMs = 15_000;
const longestRestMs = 240_000;
/** A probe nobody reported back on must not keep the endpoint shut for ever. */
const probeForgottenMs = 300_000;

export const closedBreaker: BreakerState = { type: 'closed', failures: 0 };

/**
 * @param at monotonic ms.
 * @returns whether a call may go out; `retryInMs` while it may not.
 */
export function admitCall(
  state: BreakerState,
  at: number,
): { readonly allowed: boolean; readonly retryInMs: number; readonly state: BreakerState } {
  switch (state.type) {
    case 'closed':
      return { allowed: true, retryInMs: 0, state };
    case 'open':
      return at < state.until
        ? { allowed: false, retryInMs: state.until - at, state }
        : { allowed: true, retryInMs: 0, state: { type: 'probing', since: at, restMs: state.restMs } };
    case 'probing': {
      const forgottenAt = state.since + probeForgottenMs;
      return at < forgottenAt
        ? { allowed: false, retryInMs: Math.min(firstRestMs, forgottenAt - at), state }
        : { allowed: true, retryInMs: 0, state: { ...state, since: at } };
    }
  }
}

/** @param at monotonic ms. */
export function afterCall(state: BreakerState, outcome: CallOutcome, at: number): BreakerState {
  if (outcome === 'success') return closedBreaker;
  switch (state.type) {
    case 'closed': {
      if (outcome === 'neutral') return state;
      const failures = state.failures + 1;
      return failures < failuresToOpen
        ? { type: 'closed', failures }
        : { type: 'open', until: at + firstRestMs, restMs: firstRestMs };
    }
    case 'open':
      // Calls that began before it opened; their failure is no news.
      return state;
    case 'probing': {
      // A neutral end leaves the question open: the next call may ask at once.
      if (outcome === 'neutral') return { type: 'open', until: at, restMs: state.restMs };
      const restMs = Math.min(state.restMs * 2, longestRestMs);
      return { type: 'open', until: at + restMs, restMs };
    }
  }
}

const endpointFailures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'serverError',
  'connectionRefused',
  'connectionLost',
  'malformedResponse',
  'incompleteStream',
  'firstTokenTimeout',
  'totalTimeout',
]);

/** A rate limit, a refusal or an empty purse is an answer: the endpoint is up. */
export function outcomeOf(code: ErrorCode): CallOutcome {
  return endpointFailures.has(code) ? 'failure' : 'neutral';
}

/** The circuit breakers of a window, one for each endpoint: looked at freely, entered only to make a call. */
export type Breakers = Map<string, BreakerState>;

export interface CircuitDeps {
  readonly clock: Clock;
  readonly gateMemory: { readonly breakers: Breakers };
}

/** The error of an endpoint that rests; takes no place, so that a later gate may still refuse. */
export function restingCircuit(deps: CircuitDeps, endpoint: Endpoint): SwitchyardError | undefined {
  return judge(deps, endpoint).error;
}

/** As `restingCircuit`, but the call counts: whoever gets no error reports its end with `leaveCircuit`. */
export function enterCircuit(deps: CircuitDeps, endpoint: Endpoint): SwitchyardError | undefined {
  const { error, state } = judge(deps, endpoint);
  deps.gateMemory.breakers.set(endpoint.baseUrl, state);
  return error;
}

export function leaveCircuit(
  deps: CircuitDeps,
  endpoint: Endpoint,
  error: SwitchyardError | undefined,
): void {
  const outcome = error === undefined ? 'success' : outcomeOf(error.code);
  const state = stateOf(deps, endpoint);
  deps.gateMemory.breakers.set(endpoint.baseUrl, afterCall(state, outcome, deps.clock.monotonic()));
}

function stateOf({ gateMemory }: CircuitDeps, { baseUrl }: Endpoint): BreakerState {
  return gateMemory.breakers.get(baseUrl) ?? closedBreaker;
}

function judge(
  deps: CircuitDeps,
  endpoint: Endpoint,
): { readonly error: SwitchyardError | undefined; readonly state: BreakerState } {
  const { allowed, retryInMs, state } = admitCall(stateOf(deps, endpoint), deps.clock.monotonic());
  if (allowed) return { error: undefined, state };
  const error = new SwitchyardError('circuitOpen', 'the endpoint failed again and again', {
    details: { endpoint: endpoint.id, retryAfterMs: retryInMs },
    unbilled: true,
  });
  return { error, state };
}
