import { SwitchyardError, type ErrorCode } from '../errors.ts';
import { asArray, asObject, asText, valueAt, type JsonObject } from './json.ts';
import { safeMessage, type Secrecy } from './safeMessage.ts';

/** What every error of an attempt is told with; the key and the prompt are kept out of it. */
export interface ErrorContext extends Secrecy {
  readonly endpoint: string;
  readonly model: string;
  /** Wall time in ms since the epoch, for a `Retry-After` that names a date. */
  readonly now: () => number;
}

export interface ErrorReply {
  readonly status: number;
  readonly headers?: Headers | undefined;
  /** The parsed body, or its `error` field. */
  readonly body: unknown;
  /**
   * Of an error inside a response: true where output had begun, so that the provider may bill although
   * it failed. undefined where the error is the whole response.
   */
  readonly afterOutput?: boolean | undefined;
}

const retryable: ReadonlySet<ErrorCode> = new Set(['rateLimited', 'serverError', 'connectionLost']);

/** An error that the provider reports, by HTTP status or inside a stream. */
export function errorOfReply(reply: ErrorReply, context: ErrorContext): SwitchyardError {
  const told = tellingsOf(reply.body);
  const retryAfterMs = retryAfterOf(reply, context.now);
  const code = codeOf(reply.status, told, retryAfterMs !== undefined);
  return new SwitchyardError(code, messageOf(code, context), {
    details: {
      status: reply.status,
      retryAfterMs,
      model: context.model,
      endpoint: context.endpoint,
      providerMessage: safeMessage(told.message, context),
    },
    unbilled: isUnbilled(reply, retryAfterMs !== undefined),
    retryable: retryable.has(code),
  });
}

/** HTTP 503, and 529 as Anthropic says it: the request was turned away and not worked on. */
const turnedAway: ReadonlySet<number> = new Set([503, 529]);

/** Any other 5xx may come after work that is billed, unless it asks to be sent the same again later. */
function isUnbilled({ status, afterOutput }: ErrorReply, hasRetryTime: boolean): boolean {
  if (status >= 400 && status < 500) return afterOutput !== true;
  return status >= 500 && afterOutput === undefined && (turnedAway.has(status) || hasRetryTime);
}

interface Tellings {
  readonly message: string;
  /** The codes and types that providers put beside the message, in one lower-case string. */
  readonly codes: string;
}

function tellingsOf(body: unknown): Tellings {
  const error = asObject(body)?.['error'] ?? body;
  const fields: JsonObject = asObject(error) ?? {};
  const message =
    asText(error) ??
    asText(fields['message']) ??
    asText(fields['detail']) ??
    asText(asObject(asArray(fields['detail'])[0])?.['msg']) ??
    '';
  const codes = [fields['code'], fields['type'], fields['status'], valueAt(fields, 'innererror.code')]
    .filter((value) => typeof value === 'string')
    .join(' ');
  return { message, codes: codes.toLowerCase() };
}

const rateCodes = /rate_?limit/;
const quotaCodes = /insufficient_(quota|balance|credits?|funds)|billing|budget_exceeded|payment/;
const quotaWords =
  /quota|billing|credits?\b|balance|spending limit|(exceeded|over) budget|budget (has been )?exceeded/i;
/** Google says it with a 400. */
const keyWords = /api key (not valid|expired)/i;
/** Anthropic says it with a 400 and no code of its own. */
const creditWords = /credit balance is too low|insufficient (balance|credits?|funds)/i;
const filterCodes = /content_?(filter|policy)|responsibleai|moderation|data_inspection/;
const filterWords = /content (filter|management) policy|flagged|content filtering/i;
const modelWords =
  /model.{0,80}(not found|does not exist|doesn't exist|not exist|unknown|retired|deprecated|decommissioned|no longer)|(no such|unknown|invalid) model|no endpoints found|not a valid model/i;
const modelCodes =
  /model_?not_?found|model_not_exist|invalid_model|model_decommissioned|deployment_?not_?found/;

function codeOf(status: number, { message, codes }: Tellings, hasRetryTime: boolean): ErrorCode {
  // The words of a rate limit may name quota or billing too, as what would raise the limit.
  const isRate = hasRetryTime || rateCodes.test(codes);
  const isQuota = quotaCodes.test(codes) || (quotaWords.test(message) && !isRate);
  switch (true) {
    case status === 401 || (status === 400 && keyWords.test(message)):
      return 'unauthorized';
    case status === 402:
      return 'paymentRequired';
    case filterCodes.test(codes) || (status === 403 && filterWords.test(message)):
      return 'contentFilter';
    case status === 429 || status === 403:
      if (isQuota) return 'quotaExhausted';
      return status === 429 ? 'rateLimited' : 'forbidden';
    case status === 404 || modelCodes.test(codes) || (status < 500 && modelWords.test(message)):
      return 'modelNotFound';
    case status === 400 && (quotaCodes.test(codes) || creditWords.test(message)):
      return 'quotaExhausted';
    case status === 408 || status === 409 || status >= 500:
      return 'serverError';
    case status >= 400:
      return 'badRequest';
    default:
      return 'providerError';
  }
}

/** Plain words for logs and tests; what a person reads is made from the code at the edge. */
function messageOf(code: ErrorCode, { endpoint, model }: ErrorContext): string {
  return `${code}: ${model} at ${endpoint}`;
}

function retryAfterOf({ headers, body }: ErrorReply, now: () => number): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return Math.ceil(ms);
  const text = headers?.get('retry-after')?.trim();
  if (text !== undefined && text !== '') {
    const seconds = Number(text);
    if (seconds >= 0) return Math.ceil(seconds * 1000);
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return Math.max(0, date - now());
  }
  return retryDelayOf(body);
}

/** Google puts it into the body: `details: [{"@type": …RetryInfo, "retryDelay": "34s"}]`. */
function retryDelayOf(body: unknown): number | undefined {
  const error = asObject(body)?.['error'] ?? body;
  for (const detail of asArray(asObject(error)?.['details'])) {
    const seconds = /^(\d+(?:\.\d+)?)s$/.exec(asText(asObject(detail)?.['retryDelay']) ?? '')?.[1];
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  }
  return undefined;
}

const statusWords: readonly (readonly [RegExp, number])[] = [
  [/rate_?limit|too_many/, 429],
  [/quota|billing|credit|balance/, 429],
  [/auth|api_?key/, 401],
  [/model_?not_?found/, 404],
  [/invalid|context_length|bad_request|unsupported/, 400],
  [/server|overloaded|internal|unavailable|timeout/, 503],
];

/** An error that a response reports in its midst, with a status of its own or only a word. */
export function errorInStream(error: unknown, afterOutput: boolean, context: ErrorContext): SwitchyardError {
  const { codes } = tellingsOf(error);
  const fields = asObject(error);
  const status = [fields?.['code'], fields?.['status'], fields?.['status_code']]
    .map(Number)
    .find((number) => number >= 400 && number < 600);
  const guessed = statusWords.find(([words]) => words.test(codes))?.[1] ?? 0;
  return errorOfReply({ status: status ?? guessed, body: error, afterOutput }, context);
}
