/** After an attempt: accept it, try again another way, or stop. Pure. */
import type { SwitchyardError } from '../model/errors.ts';
import type { ConfiguredModel, GatewaySettings, ModelTier } from '../model/gatewaySettings.ts';
import type { FinishReason } from '../model/provider.ts';
import {
  type CheckResult,
  efforts,
  type Effort,
  type FailedCheck,
  failureWords,
  type ModelRoute,
} from '../model/route.ts';
import { loweredEffort, raisedEffort } from './policy.ts';

export interface TriedAttempt {
  readonly tier: ModelTier;
  readonly effort: Effort;
  readonly error?: Pick<SwitchyardError, 'code' | 'retryable' | 'unbilled' | 'details'> | undefined;
  readonly finish?: FinishReason | undefined;
  /** True where the answer holds any visible text or tool call. */
  readonly answered: boolean;
  readonly check?: CheckResult | undefined;
}

export type NextStep =
  | { readonly kind: 'accept' }
  | {
      readonly kind: 'again';
      readonly tier: ModelTier;
      readonly effort: Effort;
      readonly because: string;
      /** Ms to wait first: the provider's Retry-After, else a doubling back-off. */
      readonly delayMs: number;
    }
  | { readonly kind: 'stop'; readonly because: string };

export interface EscalationInputs {
  readonly route: ModelRoute;
  /** Oldest first; at least one. */
  readonly attempts: readonly TriedAttempt[];
  readonly settings: Pick<GatewaySettings, 'models' | 'escalate' | 'caps'>;
  readonly elapsedMs: number;
}

const firstBackOffMs = 500;

export function nextStep(inputs: EscalationInputs): NextStep {
  const { route, attempts, elapsedMs } = inputs;
  const last = attempts.at(-1);
  if (!last) throw new RangeError('nextStep needs the attempt that just ended');
  const step = wishedStep(inputs, last);
  if (step.kind !== 'again') return step;
  if (attempts.length >= route.taskCaps.attempts) {
    return { kind: 'stop', because: `${step.because}; the ${route.taskCaps.attempts} attempts are used up` };
  }
  if (elapsedMs + step.delayMs > route.taskCaps.seconds * 1000) {
    return {
      kind: 'stop',
      because: `${step.because}; the ${route.taskCaps.seconds} s for the whole task do not allow another try`,
    };
  }
  return step;
}

function wishedStep(inputs: EscalationInputs, last: TriedAttempt): NextStep {
  if (last.error) return afterError(inputs, last);
  // More thinking must not get round a guardrail.
  if (last.finish === 'contentFilter' || last.finish === 'refusal') return { kind: 'accept' };
  if (!last.answered) return afterEmptyAnswer(inputs, last);
  if (last.check?.verdict === 'failed') return afterFailedCheck(inputs, last, last.check);
  return { kind: 'accept' };
}

/** Only what certainly cost nothing is tried again unasked. */
function afterError({ attempts }: EscalationInputs, last: TriedAttempt): NextStep {
  const { error } = last;
  if (!error?.retryable || !error.unbilled) return { kind: 'stop', because: 'it would fail or cost again' };
  const delayMs = error.details.retryAfterMs ?? firstBackOffMs * 2 ** (attempts.length - 1);
  return {
    kind: 'again',
    tier: last.tier,
    effort: last.effort,
    because: `tried again after ${error.code}`,
    delayMs,
  };
}

/** Thinking that eats the cap gives an empty answer that is billed all the same: once more with less. */
function afterEmptyAnswer({ attempts, settings }: EscalationInputs, last: TriedAttempt): NextStep {
  const before = attempts.filter(({ answered, error }) => !answered && !error).length;
  if (last.finish !== 'length' || before > 1) return { kind: 'stop', because: 'the answer is empty' };
  const because = 'thinking ate the whole cap and the answer is empty';
  const effort = loweredEffort(last.effort);
  if (effort !== undefined)
    return { kind: 'again', tier: last.tier, effort, because: `${because}: tried with less`, delayMs: 0 };
  if (last.tier === 'reasoning' && settings.models.fast) {
    return {
      kind: 'again',
      tier: 'fast',
      effort: 'none',
      because: `${because}: tried on the fast model`,
      delayMs: 0,
    };
  }
  return { kind: 'stop', because };
}

function afterFailedCheck(inputs: EscalationInputs, last: TriedAttempt, failed: FailedCheck): NextStep {
  const { attempts, settings, route } = inputs;
  const failure = failureWords(failed);
  if (!settings.escalate || !route.mayEscalate) return { kind: 'stop', because: `check failed: ${failure}` };
  const same = attempts.filter(({ check }) => check?.verdict === 'failed' && failureWords(check) === failure);
  const isCutOff = last.finish === 'length';
  const up = isCutOff ? roomier(last, settings) : stepUp(last, settings);
  if (isCutOff && !up) {
    return { kind: 'stop', because: `check failed: ${failure}; no other model has a higher cap` };
  }
  if (same.length > 1 || !up) {
    const why = same.length > 1 ? 'the same failure twice' : 'nothing stronger is allowed';
    return { kind: 'stop', because: `check failed: ${failure}; ${why}` };
  }
  return {
    kind: 'again',
    ...up,
    because: `check failed (${failure}): ${describeStep(last, up)}`,
    delayMs: 0,
  };
}

/**
 * Effort before model: it keeps the prompt cache and costs less than a switch. The fast model is given
 * one such try, so that the attempts last for the other one.
 */
function stepUp(
  last: TriedAttempt,
  { models, caps }: Pick<GatewaySettings, 'models' | 'caps'>,
): { tier: ModelTier; effort: Effort } | undefined {
  const raised = raisedEffort(last.effort);
  const allowed = raised !== undefined && efforts.indexOf(raised) <= efforts.indexOf(caps.maxEffort);
  const oneTry = last.tier === 'reasoning' || last.effort === 'none' || !models.reasoning;
  if (allowed && oneTry && thinks(models[last.tier], last.tier)) return { tier: last.tier, effort: raised };
  if (last.tier === 'fast' && models.reasoning) {
    return { tier: 'reasoning', effort: caps.maxEffort === 'none' ? 'none' : 'low' };
  }
  return undefined;
}

/** The same cap would cut the next answer off too, and thinking takes its share of it. */
function roomier(
  last: TriedAttempt,
  { models, caps }: Pick<GatewaySettings, 'models' | 'caps'>,
): { tier: ModelTier; effort: Effort } | undefined {
  const hasRoom = caps.tokens.reasoning > caps.tokens.fast;
  if (last.tier !== 'fast' || !models.reasoning || !hasRoom) return undefined;
  return { tier: 'reasoning', effort: caps.maxEffort === 'none' ? 'none' : 'low' };
}

/** An unknown fast model is taken for one that cannot think, an unknown reasoning model for one that can. */
function thinks(model: ConfiguredModel | undefined, tier: ModelTier): boolean {
  return model?.canThink ?? tier === 'reasoning';
}

function describeStep(last: TriedAttempt, up: { tier: ModelTier; effort: Effort }): string {
  return up.tier === last.tier ? `effort raised to ${up.effort}` : `tried on the ${up.tier} model`;
}
