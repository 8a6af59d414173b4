/** The provider port for any OpenAI-compatible API: sends an attempt and reads what comes back. */
import { APIError, type OpenAI } from 'openai';
import type { Log } from '../model/ports.ts';
import { keyFor, type BoundKey, quotesSecret, type Secrecy } from './safeMessage.ts';
import { ChatReader } from './chatReader.ts';
import { dialects } from './dialects.ts';
import { createOpenAiClient, type Fetch } from './openaiClient.ts';
import type { Attempt, Message, Provider, ProviderEvent } from '../model/provider.ts';
import { createRefusedOptions, type RefusedOptions, refusedBy, type SentOption } from './refusedOptions.ts';
import { responseEvents } from './responseEvents.ts';
import { ResponsesReader } from './responsesReader.ts';
import { cacheKeyHeaders, chatRequest, responsesRequest } from './wireRequest.ts';
import type { Dialect } from './dialect.ts';
import { errorOfReply, type ErrorContext, errorOfTransport } from './providerErrors.ts';

export type { BoundKey } from './safeMessage.ts';

export interface OpenAiProviderOptions {
  /** undefined for servers that need none. */
  readonly apiKey?: BoundKey | undefined;
  readonly fetch: Fetch;
  /** Sent with every request, e.g. what a gateway asks of its users. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What servers refused; handed in where it is to outlive the provider. */
  readonly learned?: RefusedOptions | undefined;
  readonly log: Log;
  /** Wall time in ms since the epoch. */
  readonly now?: (() => number) | undefined;
}

/** Any OpenAI-compatible API, Chat Completions or Responses, as the endpoint's dialect has it. */
export function createOpenAiProvider(options: OpenAiProviderOptions): Provider {
  const { fetch, headers, log, now = Date.now } = options;
  const learned = options.learned ?? createRefusedOptions();
  return {
    async *stream(attempt, signal) {
      const { endpoint, model } = attempt;
      const dialect = dialects[endpoint.dialect];
      const apiKey = keyFor(endpoint, options.apiKey);
      const errors = { endpoint: endpoint.id, model, apiKey, promptTexts: textsOf(attempt), now };
      const client = createOpenAiClient({
        baseUrl: endpoint.baseUrl,
        auth: dialect.request.auth,
        apiKey,
        headers: { ...headers, ...cacheKeyHeaders(attempt, dialect) },
        fetch,
      });
      const response = await sendAttempt({
        attempt,
        dialect,
        client,
        signal,
        errors,
        learned,
        log,
      });
      const context = { dialect, model, headers: response.headers, errors };
      const reader = endpoint.api === 'chat' ? new ChatReader(context) : new ResponsesReader(context);
      for await (const event of responseEvents(response, reader, errors, signal)) {
        yield withPlainNames(event, errors);
      }
    },
  };
}

/** All of the request that a server could quote: tools and their arguments are of the prompt too. */
function textsOf({ messages, tools = [] }: Attempt): readonly string[] {
  return [
    ...messages.flatMap(textsOfMessage),
    ...tools.flatMap(({ description, parameters }) => [description, JSON.stringify(parameters)]),
  ];
}

function textsOfMessage(message: Message): readonly string[] {
  switch (message.role) {
    case 'user':
      return message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
    case 'assistant':
      return [message.text, ...(message.toolCalls ?? []).map((call) => call.arguments)];
    default:
      return [message.text];
  }
}

/** The names that a provider gives are kept in the ledger and shown, so none may be more than a name. */
interface Named extends Secrecy {
  /** The model that was asked for: its name is known to be one. */
  readonly model: string;
}

const nameShape = /^[\w./:@+~-]{1,128}$/;

/** `event` without names of model, response or finish reason that are no names or repeat key or prompt. */
export function withPlainNames(event: ProviderEvent, context: Named): ProviderEvent {
  switch (event.type) {
    case 'response':
      return { ...event, id: plainName(event.id, context), model: plainName(event.model, context) };
    case 'finish':
      return { ...event, raw: plainName(event.raw, context) ?? 'other' };
    default:
      return event;
  }
}

function plainName(name: string | undefined, context: Named): string | undefined {
  if (name === undefined || name === context.model) return name;
  return nameShape.test(name) && !quotesSecret(name, context) ? name : undefined;
}

/** One call of a model with all that it is made with. */
export interface Call {
  readonly attempt: Attempt;
  readonly dialect: Dialect;
  readonly client: OpenAI;
  readonly signal: AbortSignal;
  readonly errors: ErrorContext;
  readonly learned: RefusedOptions;
  readonly log: Log;
}

/**
 * Sends the request, again and at once where a 400 refuses an option: nothing was done for it, so
 * nothing is billed. What a server refused is remembered once it has taken the request without it.
 *
 * @returns the response, its body unread
 * @throws SwitchyardError where there is none or it reports an error
 */
export async function sendAttempt(call: Call): Promise<Response> {
  const { attempt, errors, learned, log } = call;
  const server = `${attempt.endpoint.baseUrl} ${attempt.endpoint.api} ${attempt.model}`;
  const known = learned.get(server);
  const refused = new Set(known);
  for (;;) {
    const { response, options } = post(call, refused);
    try {
      const received = await response;
      if (refused.size > known.size) learned.add(server, refused);
      return received;
    } catch (error) {
      const option = refusedOption(error, options);
      if (option === undefined || refused.has(option)) throw errorOf(error, call);
      refused.add(option);
      log.info(`${errors.endpoint}, ${errors.model}: option ${option} was refused, retrying without`);
    }
  }
}

interface Posted {
  readonly response: Promise<Response>;
  readonly options: readonly SentOption[];
}

function post({ attempt, dialect, client, signal }: Call, refused: ReadonlySet<string>): Posted {
  if (attempt.endpoint.api === 'chat') {
    const { body, options } = chatRequest(attempt, dialect, refused);
    return { response: client.chat.completions.create(body, { signal }).asResponse(), options };
  }
  const { body, options } = responsesRequest(attempt, dialect, refused);
  return { response: client.responses.create(body, { signal }).asResponse(), options };
}

function refusedOption(error: unknown, sent: readonly SentOption[]): string | undefined {
  if (!(error instanceof APIError)) return undefined;
  return error.status === 400 || error.status === 422 ? refusedBy(bodyOf(error), sent) : undefined;
}

function errorOf(error: unknown, { signal, errors }: Call): Error {
  if (!(error instanceof APIError) || error.status === undefined || signal.aborted) {
    return errorOfTransport(error, signal, errors);
  }
  const { status, headers } = error;
  return errorOfReply({ status, headers, body: bodyOf(error) }, errors);
}

/** The body as the client has put it there; Google's OpenAI-compatible API wraps it into an array. */
function bodyOf({ error }: APIError): unknown {
  return Array.isArray(error) && error.length === 1 ? error[0] : error;
}
