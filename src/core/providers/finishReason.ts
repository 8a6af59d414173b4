import type { FinishReason } from './provider.ts';

/** The words of all dialects; whatever is not among them is `other`. */
const reasons: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  completed: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  max_output_tokens: 'length',
  tool_calls: 'toolCalls',
  function_call: 'toolCalls',
  tool_use: 'toolCalls',
  content_filter: 'contentFilter',
  sensitive: 'contentFilter',
  safety: 'contentFilter',
  refusal: 'refusal',
};

export function finishReasonOf(raw: string): FinishReason {
  return reasons[raw.toLowerCase()] ?? 'other';
}
