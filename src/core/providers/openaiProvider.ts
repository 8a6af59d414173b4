import type { Log } from '../log.ts';
import { keyFor, type BoundKey } from './boundKey.ts';
import { ChatReader } from './chatReader.ts';
import { dialects } from './dialects.ts';
import { createOpenAiClient } from './openaiClient.ts';
import { withPlainNames } from './plainNames.ts';
import type { Attempt, Message, Provider } from './provider.ts';
import { createRefusedOptions, type RefusedOptions } from './refusedOptions.ts';
import { responseEvents } from './responseEvents.ts';
import { ResponsesReader } from './responsesReader.ts';
import { sendAttempt } from './sendAttempt.ts';
import type { Fetch } from './wireHeaders.ts';
import { cacheKeyHeaders } from './wireRequest.ts';

export type { BoundKey } from './boundKey.ts';

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
