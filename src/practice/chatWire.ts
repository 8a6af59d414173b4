/**
 * A reply as Chat Completions bytes. The habit follows the model: with hidden thinking usage is a last
 * chunk with empty `choices` and only on `include_usage`; with streamed thinking it stands on the finish
 * chunk unasked, with the cache counts under DeepSeek's names too.
 */
import type { PracticeCall } from './practiceCall.ts';
import type { Reply, ReplyIds, ReplyUsage } from './practiceReply.ts';
import { jsonScript, type Step } from './serverScript.ts';

export function chatScript(call: PracticeCall, reply: Reply, ids: ReplyIds): readonly Step[] {
  return call.stream ? chatStream(call, reply, ids) : chatObject(reply, ids);
}

function chatStream(call: PracticeCall, reply: Reply, ids: ReplyIds): readonly Step[] {
  const { model } = reply;
  const chunk = (choices: readonly unknown[], rest: object = {}): Step =>
    sse({
      id: ids.id,
      object: 'chat.completion.chunk',
      created: ids.created,
      model: model.id,
      choices,
      ...rest,
    });
  const choice = (delta: object, finish: string | null = null): object => ({
    index: 0,
    delta,
    logprobs: null,
    finish_reason: finish,
  });
  const asked = call.includeUsage && model.thinking !== 'streamed' ? { usage: null } : {};
  const usage = chatUsage(reply);
  const thinkingPieceMs = reply.thinkingMs / Math.max(1, reply.thinkingPieces.length);
  const pieceMs = (3 / model.tokensPerSecond) * 1000;

  const steps: Step[] = [
    { type: 'wait', ms: model.firstTokenMs },
    { type: 'head', status: 200, headers: streamHeaders },
    chunk([choice({ role: 'assistant', content: '' })], asked),
  ];
  if (reply.thinkingPieces.length === 0) steps.push({ type: 'wait', ms: reply.thinkingMs });
  for (const piece of reply.thinkingPieces) {
    steps.push({ type: 'wait', ms: thinkingPieceMs }, chunk([choice({ reasoning_content: piece })]));
  }
  for (const piece of reply.pieces) {
    steps.push({ type: 'wait', ms: pieceMs }, chunk([choice({ content: piece })], asked));
  }
  if (reply.refusal !== undefined) steps.push(chunk([choice({ refusal: reply.refusal })], asked));

  const isOnFinishChunk = model.thinking === 'streamed';
  steps.push(chunk([choice({}, reply.finish)], isOnFinishChunk ? { usage } : asked));
  if (!isOnFinishChunk && call.includeUsage) steps.push(chunk([], { usage }));
  steps.push({ type: 'send', data: 'data: [DONE]\n\n' });
  return steps;
}

function chatObject(reply: Reply, ids: ReplyIds): readonly Step[] {
  const { model } = reply;
  const thinking = reply.thinkingPieces.join('');
  const message = {
    role: 'assistant',
    content: reply.pieces.join(''),
    refusal: reply.refusal ?? null,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
  };
  const visible = reply.usage.output - (reply.usage.hidden ?? 0);
  const ms = model.firstTokenMs + reply.thinkingMs + (visible / model.tokensPerSecond) * 1000;
  const body = {
    id: ids.id,
    object: 'chat.completion',
    created: ids.created,
    model: model.id,
    choices: [{ index: 0, message, logprobs: null, finish_reason: reply.finish }],
    usage: chatUsage(reply),
  };
  return [{ type: 'wait', ms }, ...jsonScript(200, body)];
}

function chatUsage(reply: Reply): object {
  const { input, cached, output, hidden }: ReplyUsage = reply.usage;
  const isDeepSeekLike = reply.model.thinking === 'streamed';
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
    ...(hidden === undefined ? {} : { completion_tokens_details: { reasoning_tokens: hidden } }),
    ...(isDeepSeekLike ? { prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: input - cached } : {}),
  };
}

export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
};

function sse(value: unknown): Step {
  return { type: 'send', data: `data: ${JSON.stringify(value)}\n\n` };
}
