/** The most input tokens that a request can be billed: what the hold is worked out from. */
import type { Attempt, Message, ToolDefinition } from '../providers/provider.ts';

/**
 * What providers add in front of every request. The largest seen is xAI's 690 tokens of its own
 * (grok-4: 702 billed for a prompt of a dozen); chat templates add up to some 70.
 */
const tokensPerRequest = 1024;
/** Role markers and separators: 3 or 4 at OpenAI, up to 8 in open chat templates. */
const tokensPerMessage = 16;
/** The provider's instructions for tool use, sent once there is a tool: up to 804 at Anthropic. */
const tokensForTools = 1024;
/** Wrapping of one definition or one call around its own text. */
const tokensPerTool = 64;
/**
 * One image, whatever its size: 4 784 at Anthropic, some 4 100 at Google, 16 384 at Qwen's largest,
 * under 4 000 at OpenAI but for gpt-4o-mini, whose tiles count 5 667 each (eight at most, and 2 833).
 */
const tokensPerImage = 16_384;
const tokensPerImageGpt4oMini = 48_169;

const encoder = new TextEncoder();

/** No tokenizer in use makes more tokens of a text than it has bytes: the fallback is a token a byte. */
function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function boundOfMessage(message: Message, perImage: number): number {
  switch (message.role) {
    case 'system':
      return bytesOf(message.text);
    case 'user':
      return message.parts.reduce(
        (sum, part) => sum + (part.type === 'text' ? bytesOf(part.text) : perImage),
        0,
      );
    case 'assistant':
      return (message.toolCalls ?? []).reduce(
        (sum, call) => sum + bytesOf(call.id) + bytesOf(call.name) + bytesOf(call.arguments) + tokensPerTool,
        bytesOf(message.text),
      );
    case 'tool':
      return bytesOf(message.toolCallId) + bytesOf(message.text) + tokensPerTool;
  }
}

function boundOfTools(tools: readonly ToolDefinition[]): number {
  if (tools.length === 0) return 0;
  return tools.reduce((sum, tool) => sum + bytesOf(JSON.stringify(tool)) + tokensPerTool, tokensForTools);
}

/** Tokens; an upper bound, typically three to four times what is billed for code. */
export function inputBound(attempt: Pick<Attempt, 'messages' | 'tools' | 'model'>): number {
  const perImage = attempt.model.includes('gpt-4o-mini') ? tokensPerImageGpt4oMini : tokensPerImage;
  return attempt.messages.reduce(
    (sum, message) => sum + tokensPerMessage + boundOfMessage(message, perImage),
    tokensPerRequest + boundOfTools(attempt.tools ?? []),
  );
}
