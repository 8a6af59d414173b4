/** How many input tokens a request probably has, before anybody counted them. */
import type { Attempt, Message } from '../providers/provider.ts';
import { estimateTokens } from './tokenEstimate.ts';

/** A photograph or a screenshot at common sizes; 765 at OpenAI, some 1 500 at Anthropic. */
const tokensPerImage = 1000;

function estimateMessage(message: Message): number {
  switch (message.role) {
    case 'system':
      return estimateTokens(message.text);
    case 'user':
      return message.parts.reduce(
        (sum, part) => sum + (part.type === 'text' ? estimateTokens(part.text) : tokensPerImage),
        0,
      );
    case 'assistant':
      return (message.toolCalls ?? []).reduce(
        (sum, call) => sum + estimateTokens(call.name) + estimateTokens(call.arguments),
        estimateTokens(message.text),
      );
    case 'tool':
      return estimateTokens(message.text);
  }
}

/** Uncorrected: `calibratedInput` turns it into this model's tokens. Kept in the row to learn from. */
export function estimatePrompt(attempt: Pick<Attempt, 'messages' | 'tools'>): number {
  const tools = attempt.tools ?? [];
  return attempt.messages.reduce(
    (sum, message) => sum + estimateMessage(message),
    tools.reduce((sum, tool) => sum + estimateTokens(JSON.stringify(tool)), 0),
  );
}
