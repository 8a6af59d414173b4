/** The circuit breakers of a window, one an endpoint: looked at freely, entered only to make a call. */
import {
  admitCall,
  afterCall,
  closedBreaker,
  outcomeOf,
  type BreakerState,
} from './budget/circuitBreaker.ts';
import type { Clock } from './clock.ts';
import { SwitchyardError } from './errors.ts';
import type { Endpoint } from './providers/provider.ts';

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
