/**
 * A conversation stays on its model unless the task changes: a switch re-bills the whole prompt
 * uncached. Inside a tool loop the model never changes.
 */
import type { ModelTier } from '../gatewaySettings.ts';
import type { EditorRequest, RequestClass } from '../request.ts';

export interface ConversationState {
  readonly tier: ModelTier;
  readonly class: RequestClass;
  /** Ms since the last answer: provider caches are cold after some minutes. */
  readonly idleMs: number;
}

/** Most providers keep a prompt prefix for five minutes. */
const cacheLifeMs = 5 * 60_000;

/** The tier the conversation must or should stay on, with the reason; undefined = route afresh. */
export function stickyTier(
  conversation: ConversationState,
  request: EditorRequest,
  requestClass: RequestClass,
): { tier: ModelTier; because: readonly string[] } | undefined {
  if (request.insideToolLoop) {
    return { tier: conversation.tier, because: ['inside a tool loop: the model stays'] };
  }
  if (request.previous?.at(-1)?.failed) return undefined;
  const sameTask = conversation.class === requestClass;
  const warm = conversation.idleMs < cacheLifeMs;
  if (sameTask && warm) {
    return { tier: conversation.tier, because: ['same task: the conversation stays on its model'] };
  }
  return undefined;
}
