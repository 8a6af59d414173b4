/** A reply as Responses API bytes: typed events, the whole response with its usage in the last one. */
import { streamHeaders } from './chatWire.ts';
import type { PracticeCall } from './practiceCall.ts';
import type { Reply, ReplyIds } from './practiceReply.ts';
import { jsonScript, type Step } from './serverScript.ts';

export function responsesScript(call: PracticeCall, reply: Reply, ids: ReplyIds): readonly Step[] {
  const ending = responseObject(reply, ids);
  const visible = reply.usage.output - (reply.usage.hidden ?? 0);
  if (!call.stream) {
    const ms = reply.model.firstTokenMs + reply.thinkingMs + (visible / reply.model.tokensPerSecond) * 1000;
    return [{ type: 'wait', ms }, ...jsonScript(200, ending)];
  }

  let sequence = 0;
  const event = (type: string, fields: object): Step => {
    const data = JSON.stringify({ type, sequence_number: sequence, ...fields });
    sequence += 1;
    return { type: 'send', data: `event: ${type}\ndata: ${data}\n\n` };
  };
  const started = { ...ending, status: 'in_progress', output: [], incomplete_details: null, usage: null };
  const steps: Step[] = [
    { type: 'wait', ms: reply.model.firstTokenMs },
    { type: 'head', status: 200, headers: streamHeaders },
    event('response.created', { response: started }),
    event('response.in_progress', { response: started }),
  ];

  let index = 0;
  if (reply.model.thinking !== 'none') {
    const item = reasoningItem(reply, ids);
    const at = { item_id: item.id, output_index: index, content_index: 0 };
    steps.push(event('response.output_item.added', { output_index: index, item: { ...item, content: [] } }));
    if (reply.thinkingPieces.length === 0) steps.push({ type: 'wait', ms: reply.thinkingMs });
    for (const piece of reply.thinkingPieces) {
      steps.push({ type: 'wait', ms: reply.thinkingMs / reply.thinkingPieces.length });
      steps.push(event('response.reasoning_text.delta', { ...at, delta: piece }));
    }
    steps.push(event('response.output_item.done', { output_index: index, item }));
    index += 1;
  }

  if (reply.pieces.length > 0 || reply.refusal !== undefined) {
    const item = messageItem(reply, ids);
    const at = { item_id: item.id, output_index: index, content_index: 0 };
    const [part] = item.content;
    const emptyItem = { ...item, status: 'in_progress', content: [] };
    steps.push(event('response.output_item.added', { output_index: index, item: emptyItem }));
    if (reply.refusal === undefined) {
      steps.push(event('response.content_part.added', { ...at, part: { ...part, text: '' } }));
      for (const piece of reply.pieces) {
        steps.push({ type: 'wait', ms: (3 / reply.model.tokensPerSecond) * 1000 });
        steps.push(event('response.output_text.delta', { ...at, delta: piece, logprobs: [] }));
      }
      steps.push(event('response.output_text.done', { ...at, text: reply.pieces.join(''), logprobs: [] }));
    } else {
      steps.push(event('response.refusal.delta', { ...at, delta: reply.refusal }));
      steps.push(event('response.refusal.done', { ...at, refusal: reply.refusal }));
    }
    steps.push(event('response.content_part.done', { ...at, part }));
    steps.push(event('response.output_item.done', { output_index: index, item }));
  }

  steps.push(event(`response.${String(ending['status'])}`, { response: ending }));
  return steps;
}

function responseObject(reply: Reply, ids: ReplyIds): Record<string, unknown> {
  const isComplete = reply.finish === 'stop';
  const reason = reply.finish === 'length' ? 'max_output_tokens' : 'content_filter';
  const hasMessage = reply.pieces.length > 0 || reply.refusal !== undefined;
  return {
    id: ids.id,
    object: 'response',
    created_at: ids.created,
    status: isComplete ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: isComplete ? null : { reason },
    model: reply.model.id,
    output: [
      ...(reply.model.thinking === 'none' ? [] : [reasoningItem(reply, ids)]),
      ...(hasMessage ? [messageItem(reply, ids)] : []),
    ],
    usage: responsesUsage(reply),
  };
}

function reasoningItem(reply: Reply, ids: ReplyIds) {
  const text = reply.thinkingPieces.join('');
  return {
    id: `rs_${ids.id}`,
    type: 'reasoning',
    summary: [],
    ...(text === '' ? {} : { content: [{ type: 'reasoning_text', text }] }),
  };
}

function messageItem(reply: Reply, ids: ReplyIds) {
  const part =
    reply.refusal === undefined
      ? { type: 'output_text', text: reply.pieces.join(''), annotations: [] }
      : { type: 'refusal', refusal: reply.refusal };
  const status = reply.finish === 'stop' ? 'completed' : 'incomplete';
  return { id: `msg_${ids.id}`, type: 'message', status, role: 'assistant', content: [part] };
}

function responsesUsage(reply: Reply): object {
  const { input, cached, output, hidden } = reply.usage;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: cached },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: hidden ?? 0 },
    total_tokens: input + output,
  };
}
