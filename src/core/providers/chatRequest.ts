import type {
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { Dialect, RequestFields } from './dialect.ts';
import type { Attempt, Message, MessagePart } from './provider.ts';
import {
  cacheKeyField,
  capOn,
  developerRole,
  effortOn,
  merged,
  optional,
  systemRole,
  type WireRequest,
} from './wireRequest.ts';

interface ChatBody {
  readonly model: string;
  readonly messages: ChatCompletionMessageParam[];
}

/** An attempt as a Chat Completions request. @throws SwitchyardError as `capOn` and `effortOn` do */
export function chatRequest(
  attempt: Attempt,
  dialect: Dialect,
  refused: ReadonlySet<string>,
): WireRequest<ChatBody> {
  const { model, messages, tools, stream } = attempt;
  const role = systemRole(dialect, refused);
  const cap = capOn(attempt, dialect, refused);
  const usage =
    stream && dialect.request.asksForUsage ? { stream_options: { include_usage: true } } : undefined;
  const optionals = [
    optional(usage, refused, ['include_usage']),
    optional(dialect.request.extra, refused),
    optional(cacheKeyField(attempt, dialect), refused),
    optional(dialect.request.standardTier?.(model), refused),
    effortOn(attempt, dialect, refused),
  ];
  return {
    body: {
      model,
      messages: messages.map((message) => chatMessage(message, role)),
      ...(tools === undefined || tools.length === 0 ? {} : { tools: tools.map(chatTool) }),
      ...cap.fields,
      // After the cap: a dialect whose cap leaves out thinking writes a smaller one.
      ...merged(optionals),
      ...(stream ? { stream: true } : {}),
    },
    options: [
      ...optionals.flatMap(({ options }) => options),
      ...cap.options,
      ...(role === 'developer' ? [developerRole] : []),
    ],
  };
}

function chatMessage(message: Message, systemRoleName: 'system' | 'developer'): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
      return { role: systemRoleName, content: message.text };
    case 'user':
      return { role: 'user', content: userContent(message.parts) };
    case 'assistant': {
      const calls = message.toolCalls?.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: text },
      }));
      if (calls === undefined || calls.length === 0) {
        return { role: 'assistant', content: message.text };
      }
      return { role: 'assistant', content: message.text || null, tool_calls: calls };
    }
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
  }
}

/** Text alone goes as a string, which every server takes; small ones know no parts. */
function userContent(parts: readonly MessagePart[]): string | ChatCompletionContentPart[] {
  if (parts.every((part) => part.type === 'text')) {
    return parts.map(({ text }) => text).join('\n');
  }
  return parts.map((part) =>
    part.type === 'text'
      ? { type: 'text', text: part.text }
      : {
          type: 'image_url',
          image_url: { url: `data:${part.mediaType};base64,${part.base64}` },
        },
  );
}

function chatTool(tool: NonNullable<Attempt['tools']>[number]): RequestFields {
  const { name, description, parameters } = tool;
  return { type: 'function', function: { name, description, parameters } };
}
