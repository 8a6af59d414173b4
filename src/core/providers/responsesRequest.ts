import type { ResponseInputItem } from 'openai/resources/responses/responses';
import type { Dialect } from './dialect.ts';
import { reasoningObject } from './effortRules.ts';
import type { Attempt, Message } from './provider.ts';
import {
  cacheKeyField,
  developerRole,
  effortNames,
  firstAllowed,
  merged,
  optional,
  systemRole,
  type WireRequest,
} from './wireRequest.ts';

interface ResponsesBody {
  readonly model: string;
  readonly input: ResponseInputItem[];
}

/** An attempt as a request to the Responses API. The server is asked to keep nothing of it. */
export function responsesRequest(
  attempt: Attempt,
  dialect: Dialect,
  refused: ReadonlySet<string>,
): WireRequest<ResponsesBody> {
  const { model, messages, tools, stream, maxOutputTokens } = attempt;
  const role = systemRole(dialect, refused);
  // A model that never thinks has no candidates on Chat Completions either.
  const thinks = dialect.request.effort(attempt).length > 0;
  const optionals = [
    optional({ store: false }, refused),
    optional(cacheKeyField(attempt, dialect), refused),
    optional(dialect.request.standardTier?.(model), refused),
    firstAllowed(thinks ? reasoningObject(attempt) : [], refused, effortNames),
  ];
  return {
    body: {
      model,
      input: messages.flatMap((message) => inputItems(message, role)),
      ...(tools === undefined || tools.length === 0
        ? {}
        : { tools: tools.map((tool) => ({ type: 'function', ...tool, strict: false })) }),
      max_output_tokens: maxOutputTokens,
      ...merged(optionals),
      ...(stream ? { stream: true } : {}),
    },
    options: [
      ...optionals.flatMap(({ options }) => options),
      ...(role === 'developer' ? [developerRole] : []),
    ],
  };
}

function inputItems(message: Message, systemRoleName: 'system' | 'developer'): readonly ResponseInputItem[] {
  switch (message.role) {
    case 'system':
      return [{ role: systemRoleName, content: message.text }];
    case 'user':
      return [
        {
          role: 'user',
          content: message.parts.map((part) =>
            part.type === 'text'
              ? { type: 'input_text', text: part.text }
              : {
                  type: 'input_image',
                  detail: 'auto',
                  image_url: `data:${part.mediaType};base64,${part.base64}`,
                },
          ),
        },
      ];
    case 'assistant':
      return [
        ...(message.text === '' ? [] : [{ role: 'assistant' as const, content: message.text }]),
        ...(message.toolCalls ?? []).map(({ id, name, arguments: text }) => ({
          type: 'function_call' as const,
          call_id: id,
          name,
          arguments: text,
        })),
      ];
    case 'tool':
      return [{ type: 'function_call_output', call_id: message.toolCallId, output: message.text }];
  }
}
