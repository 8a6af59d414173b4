/**
 * What must hold before a task may go to any model, and what the gates know and remember. Each
 * refuses before any HTTP. What concerns one model is in modelGates.ts.
 */
import {
  initialRequestRate,
  judgeRate,
  letThroughOnce,
  type RequestRateState,
} from '../budget/requestRate.ts';
import type { Breakers } from './circuitBreaker.ts';
import type { Clock, Log } from '../model/ports.ts';
import { SwitchyardError, type ErrorCode, type ErrorDetails, kindOf } from '../model/errors.ts';
import { uncertainFiles, type AnswerPlan, type KeptFile } from './contract.ts';
import type { PriceBook } from '../model/price.ts';
import type { Message } from '../model/provider.ts';
import { createRecentCalls, type RecentCalls } from './callLoop.ts';
import type { PersonsReply, TaskRun } from './taskRun.ts';
import { createKeyedQueue, type KeyedQueue, pause, untilAborted } from '../model/async.ts';

/** What a window remembers between requests. */
export interface GateMemory {
  rate: RequestRateState;
  readonly breakers: Breakers;
  /** Questions that a person is being asked, by what they are about: tasks that come together share the answer. */
  readonly questionsAsked: Map<string, Promise<PersonsReply>>;
  /** Whose turn it is to think on a model of this machine, by base URL. */
  readonly localTurns: KeyedQueue;
  /** By fingerprints of their messages alone. */
  readonly recentCalls: RecentCalls;
}

export function createGateMemory(): GateMemory {
  return {
    rate: initialRequestRate,
    breakers: new Map(),
    questionsAsked: new Map(),
    localTurns: createKeyedQueue(),
    recentCalls: createRecentCalls(),
  };
}

export interface Consent {
  isGiven(endpointId: string, origin: string): boolean;
  give(endpointId: string, origin: string): Promise<void>;
}

/**
 * Models whose provider broke a cap on the wire, until a person acknowledges it. One that broke a cap
 * is trusted with none: the hold for a smaller or larger one would be no bound either.
 */
export interface CapBreaches {
  /** The cap in tokens that the model went over last; undefined while it has kept all. */
  brokenCapOf(model: string): number | undefined;
  record(model: string, cap: number): Promise<void>;
}

export interface GateDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly book: PriceBook;
  readonly gateMemory: GateMemory;
  readonly consent: Consent;
  readonly unpriced: UnpricedModels;
  readonly capBreaches: CapBreaches;
}

/** Models that a person lets be called though nobody knows their price. */
export interface UnpricedModels {
  isAllowed(model: string, origin: string): boolean;
  allow(model: string, origin: string): Promise<void>;
}

/** A person who said no themselves need not be told of it. */
export function declined(reply: PersonsReply): ErrorDetails {
  return reply === false ? { declined: true } : {};
}

export function refuse(code: ErrorCode, message: string, details: ErrorDetails = {}): SwitchyardError {
  return new SwitchyardError(code, message, { details, unbilled: true });
}

/** Where nobody can tell whether a file may leave, it stays. */
export async function neverSendGate(
  deps: GateDeps,
  run: TaskRun,
  { turns }: Pick<AnswerPlan, 'turns'>,
): Promise<SwitchyardError | undefined> {
  const { request, host, stop } = run;
  // What earlier answers were about is in them.
  const files = [...(request.sentFiles ?? []), ...turns.flatMap(({ file }) => file ?? [])];
  let kept: KeptFile | undefined;
  try {
    kept = await untilAborted(host.mayLeave(files), stop);
  } catch (cause) {
    if (!stop.aborted) deps.log.warn(`never-send list: ${kindOf(cause)}`);
    kept = { why: 'nobody can tell which files must stay here', isUncertain: false };
  }
  if (kept === undefined) return undefined;
  const { why, isUncertain } = kept;
  if (isUncertain && request.allowOnce?.includes(uncertainFiles)) return undefined;
  return refuse('neverSend', why, { why, isUncertain });
}

/** The brake on a runaway loop: first slower, then only on a person's yes. */
export async function rateGate(
  deps: GateDeps,
  run: TaskRun,
  messages: readonly Message[],
): Promise<SwitchyardError | undefined> {
  const { clock, gateMemory } = deps;
  const fingerprint = fingerprintOf(messages);
  const rules = { perMinute: run.settings.caps.requestsPerMinute };
  const judged = judgeRate(gateMemory.rate, fingerprint, clock.monotonic(), rules);
  gateMemory.rate = judged.state;
  const { verdict } = judged;
  if (verdict.type === 'go') return undefined;
  const why =
    verdict.because.type === 'perMinute'
      ? `more than ${verdict.because.limit} requests in a minute (switchyard.limits.requestsPerMinute)`
      : `the same request ${verdict.because.inARow} times in a row`;
  if (verdict.type === 'wait') {
    run.emit({ type: 'waiting', because: why });
    await pause(clock, verdict.waitMs, run.stop);
    return undefined;
  }
  const reply = await run.ask({ type: 'letThroughOnce', why });
  if (reply !== true) return refuse('tooManyRequests', why, { why, ...declined(reply) });
  gateMemory.rate = letThroughOnce(gateMemory.rate, fingerprint);
  return rateGate(deps, run, messages);
}

/** Equal for equal messages; 32 bits of them tell nothing of the words. */
function fingerprintOf(messages: readonly Message[]): string {
  let hash = 0x811c9dc5;
  const add = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
  };
  // Pictures are told apart by their size alone: they are long, and a loop sends the same again.
  add(JSON.stringify(messages, (key, value: unknown) => (key === 'base64' ? String(value).length : value)));
  return hash.toString(16);
}
