import { APIError, type OpenAI } from 'openai';
import type { Log } from '../log.ts';
import { chatRequest } from './chatRequest.ts';
import type { Dialect } from './dialect.ts';
import { errorOfReply, type ErrorContext } from './providerErrors.ts';
import type { Attempt } from './provider.ts';
import { refusedBy, type RefusedOptions, type SentOption } from './refusedOptions.ts';
import { responsesRequest } from './responsesRequest.ts';
import { errorOfTransport } from './transportErrors.ts';

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
