import { SwitchyardError } from '../model/errors.ts';
import { BodyTooLarge } from './bodyPieces.ts';
import { asObject, asText, objectsOf, type JsonObject } from '../model/json.ts';
import { errorInStream, type ErrorContext, errorOfTransport } from './providerErrors.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { longestText, mostUnreadable, usageAfterErrorMs, ThreadShare } from '../model/replyLimits.ts';
import { replyMessages, type ReplyMessage } from './replyMessages.ts';
import { reportedError, isWebPage } from './reportedError.ts';
import type { ResponseReader } from './responseReader.ts';

/**
 * The events of a response, streamed or whole. After an unreadable message or a reported error it is
 * read on as long as its usage may still come, and what is read by then is given too, since it is
 * billed; the failure is thrown at the end.
 *
 * @throws SwitchyardError for every end but a good one
 */
export async function* responseEvents(
  response: Response,
  reader: ResponseReader,
  errors: ErrorContext,
  signal: AbortSignal,
  wantsLines = false,
): AsyncGenerator<ProviderEvent> {
  const share = new ThreadShare();
  const reading = new Reading(reader, errors, response, wantsLines);
  let lost: unknown;
  const enough = new AbortController();
  let patience: ReturnType<typeof setTimeout> | undefined;
  try {
    if (response.body !== null) {
      const until = AbortSignal.any([signal, enough.signal]);
      for await (const message of replyMessages(response.body, until, share)) {
        for (const event of reading.take(message)) {
          for (const piece of piecesOf(event)) {
            if (share.isUsedUp) await share.giveBack();
            yield piece;
          }
        }
        if (reading.isOver) break;
        if (reading.isEnding) patience ??= setTimeout(() => enough.abort(), usageAfterErrorMs);
      }
    }
  } catch (cause) {
    lost = cause;
  } finally {
    clearTimeout(patience);
  }
  yield* reader.end(reading.sawDone);
  if (reading.failure !== undefined) throw reading.failure;
  // A connection that drops after the end of the answer took nothing away.
  if (reader.isComplete) return;
  if (lost instanceof BodyTooLarge) throw tooLarge(errors);
  if (lost !== undefined || signal.aborted) throw errorOfTransport(lost, signal, errors);
  throw incomplete(errors);
}

type ValueMessage = Extract<ReplyMessage, { type: 'value' }>;

/** Google wraps errors, and some servers all their chunks, into an array. */
function valuesOf({ value }: ValueMessage): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function hasError(value: unknown): boolean {
  return asObject(value)?.['error'] != null;
}

/** What has been made of a reply so far. */
class Reading {
  failure: SwitchyardError | undefined;
  sawDone = false;
  /** Little can come any more: the provider reported an error, or the usage came after a failure. */
  isEnding = false;
  #unreadable = 0;
  #said = false;
  readonly #reader: ResponseReader;
  readonly #errors: ErrorContext;
  readonly #response: Response;
  readonly #wantsLines: boolean;

  constructor(reader: ResponseReader, errors: ErrorContext, response: Response, wantsLines: boolean) {
    this.#reader = reader;
    this.#errors = errors;
    this.#response = response;
    this.#wantsLines = wantsLines;
  }

  /** Nothing that counts can come any more. */
  get isOver(): boolean {
    return this.sawDone || this.#unreadable >= mostUnreadable;
  }

  *take(message: ReplyMessage): Generator<ProviderEvent> {
    if (this.#wantsLines && this.#mayPass(message)) yield { type: 'line', text: message.text };
    if (message.type === 'done') this.sawDone = true;
    else if (message.type === 'unreadable') this.#failBy(message);
    else yield* this.#takeValue(message);
  }

  #mayPass(message: ReplyMessage): boolean {
    if (message.type === 'unreadable' || this.failure !== undefined) return false;
    if (message.type === 'done') return true;
    return !valuesOf(message).some((each) => hasError(withError(each, message.event)));
  }

  *#takeValue(message: ValueMessage): Generator<ProviderEvent> {
    const { event, isBare } = message;
    for (const each of valuesOf(message)) {
      if (isHeartbeat(each)) continue;
      const told = withError(each, event);
      if (hasError(told)) this.isEnding = true;
      try {
        for (const said of isWhole(told, isBare) ? this.#reader.readWhole(told) : this.#reader.read(told)) {
          if (said.type !== 'response') this.#said = true;
          if (this.failure !== undefined && said.type === 'usage' && said.isRunning !== true) {
            this.isEnding = true;
          }
          yield said;
        }
      } catch (cause) {
        this.#fail(cause);
      }
    }
  }

  #failBy({ text, event }: Extract<ReplyMessage, { type: 'unreadable' }>): void {
    this.#unreadable += 1;
    if (this.#reader.isComplete) return;
    const { endpoint, model } = this.#errors;
    const isPage = isWebPage(text) || /\bhtml\b/.test(this.#response.headers.get('content-type') ?? '');
    if (isPage && !this.#said) {
      this.#fail(webPageInstead(this.#errors));
      this.#unreadable = mostUnreadable;
    } else if (event === 'error' || readsLikeError.test(text)) {
      this.isEnding = true;
      this.#fail(errorInStream({ message: text }, this.#said, this.#errors));
    } else {
      const details = { endpoint, model };
      this.#fail(new SwitchyardError('malformedResponse', `not an answer: ${endpoint}`, { details }));
    }
  }

  #fail(cause: unknown): void {
    if (!(cause instanceof SwitchyardError)) throw cause;
    this.failure ??= cause;
  }
}

/** Plain text where JSON belongs. */
const readsLikeError =
  /^[^<{["]*\b(?:error|failed|failure|denied|unauthori[sz]ed|forbidden|exceeded|rate limit|too many requests|time[d -]?out|overloaded|unavailable|insufficient)\b/i;

/** The value with its error where readers look for it, and with none where there is none. */
function withError(value: unknown, event: string): unknown {
  const body = asObject(value);
  // Left to the reader, which refuses it.
  if (body === undefined) return value;
  const error = reportedError(body) ?? (event === 'error' ? body : undefined);
  if (error === undefined && !('error' in body)) return body;
  return { ...body, error: error ?? null };
}

function isHeartbeat(value: unknown): boolean {
  const body = asObject(value);
  const name = asText(body?.['type']) ?? asText(body?.['event']) ?? asText(body?.['object']) ?? '';
  return /^(?:ping|pong|keep[-_ ]?alive|heart[-_ ]?beat)$/i.test(name);
}

/** A whole response; also without a `data:` before it a value may be one piece of a stream, one a line. */
function isWhole(value: unknown, isBare: boolean): boolean {
  const body: JsonObject = asObject(value) ?? {};
  if (!isBare) return body['object'] === 'response' && Array.isArray(body['output']);
  const [choice] = objectsOf(body['choices']);
  const isEvent = asText(body['type'])?.startsWith('response.') ?? false;
  return !isEvent && asObject(choice?.['delta']) === undefined && body['object'] !== 'chat.completion.chunk';
}

/** Long text in pieces, so that nobody who takes it further holds the thread for it. */
function* piecesOf(event: ProviderEvent): Generator<ProviderEvent> {
  if (event.type === 'text' || event.type === 'thinking' || event.type === 'refusal') {
    for (const text of slices(event.text)) yield { ...event, text };
  } else if (event.type === 'toolCall') {
    for (const argumentsDelta of slices(event.argumentsDelta)) yield { ...event, argumentsDelta };
  } else {
    yield event;
  }
}

function* slices(text: string): Generator<string> {
  if (text.length <= longestText) {
    yield text;
    return;
  }
  for (let start = 0; start < text.length;) {
    let end = start + longestText;
    // Never between the halves of one character.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end -= 1;
    yield text.slice(start, end);
    start = end;
  }
}

/** A sign-in page on the way, or an address that is not the API's: no model answered, nobody can have billed. */
function webPageInstead({ endpoint, model }: ErrorContext): SwitchyardError {
  return new SwitchyardError('malformedResponse', `a web page instead of ${model}: ${endpoint}`, {
    details: { endpoint, model, webPage: true },
    unbilled: true,
  });
}

function tooLarge({ endpoint, model }: ErrorContext): SwitchyardError {
  return new SwitchyardError('malformedResponse', `more than any answer of ${model}: ${endpoint}`, {
    details: { endpoint, model },
  });
}

function incomplete({ endpoint, model }: ErrorContext): SwitchyardError {
  return new SwitchyardError('incompleteStream', `the stream of ${model} was cut: ${endpoint}`, {
    details: { endpoint, model },
    retryable: true,
  });
}
