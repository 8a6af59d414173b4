/** The body of a request, for Chat Completions and for Responses. */
import type {
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import type { ResponseInputItem } from 'openai/resources/responses/responses';
import type { Dialect, RequestFields } from './dialect.ts';
import { SwitchyardError } from '../model/errors.ts';
import type { Attempt, Message, MessagePart } from '../model/provider.ts';
import { isRefused, valueName, type SentOption } from './refusedOptions.ts';
import { reasoningObject } from './openAiCompatible.ts';

/** An attempt as it goes over the wire; `Body` names the fields that the API asks for. */
interface WireRequest<Body = unknown> {
  readonly body: Body & RequestFields;
  /** What a 400 may refuse. */
  readonly options: readonly SentOption[];
}

/** Fields that may be left out, with what a server calls them. */
export interface OptionalFields {
  readonly fields: RequestFields;
  readonly options: readonly SentOption[];
}

const noFields: OptionalFields = { fields: {}, options: [] };

/** Fields that are sent unless the server refused one of them. */
function optional(
  fields: RequestFields | undefined,
  refused: ReadonlySet<string>,
  words: readonly string[] = [],
): OptionalFields {
  if (fields === undefined || isRefused(fields, refused)) return noFields;
  const options = Object.entries(fields).map(([name, value]) => ({
    name,
    ...(typeof value === 'string' ? { value: valueName(name, value) } : {}),
    words: [name, ...words],
  }));
  return { fields, options };
}

/** The first of `candidates` that the server has not refused; the rest says less or nothing. */
function firstAllowed(
  candidates: readonly RequestFields[],
  refused: ReadonlySet<string>,
  words: readonly string[],
): OptionalFields {
  return optional(
    candidates.find((fields) => !isRefused(fields, refused)),
    refused,
    words,
  );
}

/** Words by which servers mean any way of writing the effort. */
const effortNames = ['reasoning', 'reasoning_effort', 'effort', 'thinking', 'think'];

const capFields = ['max_tokens', 'max_completion_tokens'] as const;

/**
 * The cap under the name that the server takes. It is never left out: a request without its cap may
 * cost more than was reserved for it.
 *
 * @throws SwitchyardError `badRequest` where both names were refused
 */
function capOn(attempt: Attempt, dialect: Dialect, refused: ReadonlySet<string>): OptionalFields {
  const preferred = dialect.request.capField;
  const name = [preferred, ...capFields].find((field) => !refused.has(field));
  if (name === undefined) throw noLimitTaken(attempt, 'output');
  return { fields: { [name]: attempt.maxOutputTokens }, options: [{ name, words: [name] }] };
}

/**
 * The effort as the server takes it, or nothing where it takes none.
 *
 * @throws SwitchyardError `badRequest` where thinking would then go beyond the cap
 */
function effortOn(attempt: Attempt, { request }: Dialect, refused: ReadonlySet<string>): OptionalFields {
  const allowed = firstAllowed(request.effort(attempt), refused, effortNames);
  if (allowed === noFields && request.needsEffort?.(attempt.model) === true) {
    throw noLimitTaken(attempt, 'thinking');
  }
  return allowed;
}

function noLimitTaken({ endpoint, model }: Attempt, what: 'output' | 'thinking'): SwitchyardError {
  return new SwitchyardError('badRequest', `The server takes no limit on ${what} tokens.`, {
    details: { endpoint: endpoint.id, model },
    unbilled: true,
  });
}

function systemRole(dialect: Dialect, refused: ReadonlySet<string>): 'system' | 'developer' {
  return refused.has('developer') ? 'system' : dialect.request.systemRole;
}

const developerRole: SentOption = { name: 'developer', words: ['developer', 'role'] };

/** The key that groups requests with the same prompt prefix, where the dialect has a field for it. */
function cacheKeyField({ cacheKey }: Attempt, { request }: Dialect): RequestFields | undefined {
  const place = request.cacheKey;
  if (cacheKey === undefined || place === undefined || 'header' in place) return undefined;
  return { [place.field]: cacheKey };
}

/** As `cacheKeyField`, for dialects that want it in a header. */
export function cacheKeyHeaders(
  { cacheKey }: Attempt,
  { request }: Dialect,
): Readonly<Record<string, string>> {
  const place = request.cacheKey;
  if (cacheKey === undefined || place === undefined || 'field' in place) return {};
  return { [place.header]: cacheKey };
}

function merged(parts: readonly OptionalFields[]): RequestFields {
  return Object.fromEntries(parts.flatMap(({ fields }) => Object.entries(fields)));
}

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
