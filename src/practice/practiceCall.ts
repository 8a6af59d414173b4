/** Reads the body of a chat or responses request into the one form the rest of the server works on. */
import * as z from 'zod';
import type { Effort } from '../core/model/route.ts';
import { practiceModels, type PracticeModel } from './practiceModels.ts';

export interface PracticeMessage {
  readonly role: string;
  readonly text: string;
}

export interface PracticeCall {
  readonly api: 'chat' | 'responses';
  readonly model: PracticeModel;
  readonly messages: readonly PracticeMessage[];
  /** Output tokens, thinking included; undefined = none was sent. */
  readonly cap: number | undefined;
  readonly effort: Effort;
  readonly stream: boolean;
  /** `stream_options.include_usage`; the responses API always sends usage. */
  readonly includeUsage: boolean;
}

/** An answer in the provider's error shape instead of a completion. */
export interface CallError {
  readonly status: 400 | 404;
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

const contentSchema = z.union([
  z.string(),
  z.null(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);
const messageSchema = z.looseObject({
  role: z.string().default('user'),
  content: contentSchema.optional(),
});
const capSchema = z.int().positive().nullish();

const commonShape = {
  model: z.string(),
  stream: z.boolean().nullish(),
  // Ways of saying how much to think: OpenAI's two, OpenRouter's, DeepSeek's and DashScope's.
  reasoning_effort: z.string().nullish(),
  reasoning: z.looseObject({ effort: z.string().nullish(), enabled: z.boolean().nullish() }).nullish(),
  thinking: z.looseObject({ type: z.string() }).nullish(),
  enable_thinking: z.boolean().nullish(),
};

const chatSchema = z.looseObject({
  ...commonShape,
  messages: z.array(messageSchema).min(1),
  max_tokens: capSchema,
  max_completion_tokens: capSchema,
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
});

const responsesSchema = z.looseObject({
  ...commonShape,
  input: z.union([z.string(), z.array(messageSchema)]),
  instructions: z.string().nullish(),
  max_output_tokens: capSchema,
});

export function readCall(api: PracticeCall['api'], body: unknown): PracticeCall | CallError {
  return api === 'chat' ? readChatCall(body) : readResponsesCall(body);
}

function readChatCall(body: unknown): PracticeCall | CallError {
  const { data, error } = chatSchema.safeParse(body);
  if (data === undefined) return badRequest(error);
  const model = findModel(data.model);
  if (model === undefined) return unknownModel(data.model);
  return {
    api: 'chat',
    model,
    messages: data.messages.map((message) => ({ role: message.role, text: textOf(message.content) })),
    cap: data.max_completion_tokens ?? data.max_tokens ?? undefined,
    effort: effortOf(data),
    stream: data.stream ?? false,
    includeUsage: data.stream_options?.include_usage ?? false,
  };
}

function readResponsesCall(body: unknown): PracticeCall | CallError {
  const { data, error } = responsesSchema.safeParse(body);
  if (data === undefined) return badRequest(error);
  const model = findModel(data.model);
  if (model === undefined) return unknownModel(data.model);
  const input = typeof data.input === 'string' ? [{ role: 'user', content: data.input }] : data.input;
  const messages = input.map((message) => ({ role: message.role, text: textOf(message.content) }));
  return {
    api: 'responses',
    model,
    messages: data.instructions ? [{ role: 'system', text: data.instructions }, ...messages] : messages,
    cap: data.max_output_tokens ?? undefined,
    effort: effortOf(data),
    stream: data.stream ?? false,
    includeUsage: true,
  };
}

function findModel(id: string): PracticeModel | undefined {
  return practiceModels.find((model) => model.id === id);
}

/** Images and other parts without text count for nothing here. */
function textOf(content: z.infer<typeof contentSchema> | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('\n');
}

type EffortFields = z.infer<z.ZodObject<typeof commonShape>>;

function effortOf(fields: EffortFields): Effort {
  const isOff =
    fields.thinking?.type === 'disabled' ||
    fields.enable_thinking === false ||
    fields.reasoning?.enabled === false;
  if (isOff) return 'none';
  switch (fields.reasoning_effort ?? fields.reasoning?.effort) {
    case 'none':
      return 'none';
    case 'minimal':
    case 'low':
      return 'low';
    case 'high':
    case 'xhigh':
    case 'max':
      return 'high';
    default:
      return 'medium';
  }
}

function badRequest(error: z.ZodError): CallError {
  const issue = error.issues[0];
  const param = issue === undefined ? null : issue.path.join('.');
  return {
    status: 400,
    code: 'invalid_request',
    message: `Invalid '${param ?? 'body'}': ${issue?.message ?? 'not an object'}.`,
    param,
  };
}

function unknownModel(model: string): CallError {
  const known = practiceModels.map((each) => each.id).join(', ');
  return {
    status: 404,
    code: 'model_not_found',
    message: `The practice provider has no model '${model.slice(0, 60)}'. It plays: ${known}.`,
    param: 'model',
  };
}
