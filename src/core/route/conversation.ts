/**
 * A conversation stays on its model unless the task changes: a switch re-bills the whole prompt
 * uncached. Inside a tool loop the model never changes.
 */
import type { ModelTier } from '../model/gatewaySettings.ts';
import type { Usage } from '../model/usage.ts';
import type { NanoUsd } from '../model/money.ts';
import type { EditorRequest, RequestClass } from '../model/request.ts';
import type { Policy } from '../model/route.ts';

export interface ConversationState {
  readonly tier: ModelTier;
  readonly class: RequestClass;
  /** Ms since the last answer: provider caches are cold after some minutes. */
  readonly idleMs: number;
  /** Tokens of the conversation so far, all of which a switch sends uncached; undefined = not known. */
  readonly promptTokens?: number | undefined;
}

/** Most providers keep a prompt prefix for five minutes. */
const cacheLifeMs = 5 * 60_000;

/**
 * Whether the task is the same and the cache is warm. The fast model is not stayed on where the policy
 * is to think: going up is decided by what the request deserves.
 */
export function staysForTask(
  conversation: ConversationState,
  request: EditorRequest,
  requestClass: RequestClass,
  policy: Policy,
): boolean {
  if (request.previous?.at(-1)?.failed) return false;
  if (conversation.tier === 'fast' && policy === 'use') return false;
  return conversation.class === requestClass && conversation.idleMs < cacheLifeMs;
}

/**
 * Whether a conversation on the fast model gets its thinking cheaper there than by a switch: the other
 * model would read all of it uncached.
 *
 * @param costOf as for `switchCostsMore`.
 */
export function thinkingCostsLess(
  { tier, idleMs, promptTokens }: ConversationState,
  outputTokens: Readonly<Record<ModelTier, number>>,
  costOf: (tier: ModelTier, usage: Usage) => NanoUsd | undefined,
): boolean {
  if (tier !== 'fast' || promptTokens === undefined || idleMs >= cacheLifeMs) return false;
  const stay = costOf('fast', { input: promptTokens, cacheRead: promptTokens, output: outputTokens.fast });
  const leave = costOf('reasoning', { input: promptTokens, cacheRead: 0, output: outputTokens.reasoning });
  return stay !== undefined && leave !== undefined && stay < leave;
}

/**
 * Whether going from the reasoning model down to the fast one would cost more than staying: the fast
 * model reads the whole conversation uncached, the other one has it in its cache. Going up is decided
 * by what the request deserves, not by this.
 *
 * @param costOf prices usage on a tier; undefined where a price is unknown, and then nothing is claimed.
 */
export function switchCostsMore(
  { tier, idleMs, promptTokens }: ConversationState,
  outputTokens: number,
  costOf: (tier: ModelTier, usage: Usage) => NanoUsd | undefined,
): boolean {
  if (tier !== 'reasoning' || promptTokens === undefined || idleMs >= cacheLifeMs) return false;
  const usage = { input: promptTokens, output: outputTokens };
  const stay = costOf('reasoning', { ...usage, cacheRead: promptTokens });
  const leave = costOf('fast', { ...usage, cacheRead: 0 });
  return stay !== undefined && leave !== undefined && stay <= leave;
}
