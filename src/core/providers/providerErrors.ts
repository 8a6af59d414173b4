/** Makes our errors of what went wrong at a provider: a reply, a message inside a stream, the way there. */
import { SwitchyardError, type ErrorCode } from '../model/errors.ts';
import { asObject, asText, valueAt, type JsonObject, asArray } from '../model/json.ts';
import { messageOfError, reportedError, isWebPage } from './reportedError.ts';
import { retryAfterOf } from './retryAfter.ts';
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
  const { status, headers, body } = reply;
  const told = tellingsOf(body);
  const { asked, refilled } = retryAfterOf(headers, body, told.message, context.now());
  const code = codeOf(status, told, asked !== undefined, context);
  const tooLarge = isTooLarge(status, told);
  return new SwitchyardError(code, messageOf(code, context), {
    details: {
      status,
      // The times of refilling stand beside every answer, also where it is not they that refuse.
      retryAfterMs: asked ?? (code === 'rateLimited' ? refilled : undefined),
      model: context.model,
      endpoint: context.endpoint,
      providerMessage: safeMessage(told.message, context),
      ...(tooLarge && code === 'badRequest' && { tooLarge }),
    },
    unbilled: isUnbilled(reply, asked !== undefined),
    retryable: retryable.has(code) && headers?.get('x-should-retry') !== 'false',
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

/** Longer than any true message; patterns are looked for in no more. */
const longestMessage = 4_000;

function tellingsOf(body: unknown): Tellings {
  const whole = asObject(body);
  const error = whole?.['error'] ?? body;
  const fields: JsonObject = (whole && reportedError(whole)) ?? asObject(error) ?? {};
  // OpenRouter quotes whom it asked itself.
  const upstream = asText(valueAt(fields, 'metadata.raw'));
  const message = messageIn(
    [asText(error) ?? messageOfError(fields) ?? '', upstream ?? []].flat().join(': '),
  );
  const codes = [fields['code'], fields['type'], fields['status'], valueAt(fields, 'innererror.code')]
    .filter((value) => typeof value === 'string')
    .join(' ');
  return { message, codes: codes.toLowerCase() };
}

/** A page for people says nothing. */
function messageIn(text: string): string {
  return isWebPage(text) ? '' : text.slice(0, longestMessage);
}

const rateCodes = /rate_?limit/;
const quotaCodes =
  /insufficient_(quota|balance|credits?|funds)|billing|budget_exceeded|payment|arrearage|quota_?exceeded/;
const quotaWords =
  /quota|billing|credits?\b|balance|spending limit|(exceeded|over) budget|budget (has been )?exceeded|余额不足|欠费|额度/i;
/** Google says it with a 400. */
const keyWords = /api key (not valid|expired)/i;
/** Anthropic says it with a 400 and no code of its own. */
const creditWords = /credit balance is too low|insufficient (balance|credits?|funds)/i;
const filterCodes = /content_?(filter|policy)|responsibleai|moderation|data_inspection/;
const filterWords = /content (filter|management) policy|flagged|content filtering/i;
const modelWords =
  /model.{0,80}(not found|does not exist|doesn't exist|not exist|unknown|retired|deprecated|decommissioned|no longer|not supported|not available|不存在)|(no such|unknown|invalid|unable to access|not found the) model|no endpoints found|not a valid model|^model:/i;
const modelCodes =
  /model_?not_?found|model_not_exist|invalid_model|model_decommissioned|deployment_?not_?found/;
/** What servers say of a path that they do not know; it may hold the word model. */
const addressWords =
  /invalid url|unknown (request )?url|unrecogni[sz]ed (request )?url|cannot (get|post)|no (such )?route|route .{0,200}not found|page not found|method not allowed|no handler|no static resource|unknown endpoint|endpoint not found/i;

/** An address that is not the API's is no retired model: nothing there has heard of models. */
function isWrongAddress(status: number, { message, codes }: Tellings, { model }: ErrorContext): boolean {
  if ((status !== 404 && status !== 405) || modelCodes.test(codes)) return false;
  const isNamed = message.split(/[\s"'`,;()]+/).some((word) => word.replace(/[.:]$/, '') === model);
  const namesModel = modelWords.test(message) || (model !== '' && isNamed);
  return addressWords.test(message) || !namesModel;
}

const sizeCodes =
  /context_length|context_window|request_too_large|string_above_max_length|tokens_limit_reached|prompt_too_long/;
const sizeWords =
  /request too large|too large for|must be reduced|maximum context|context (length|window)|prompt is too long/i;
/** Of a rate limit they may mean the tokens of a minute. */
const looseSizeWords =
  /too many (input |prompt )?tokens|(input|prompt|request|message)s? (is|are) too (long|large)|exceeds? .{0,40}(context|token limit|max(imum)?)/i;

/** The request itself is larger than what is allowed at once: no waiting makes it fit. */
function isTooLarge(status: number, { message, codes }: Tellings): boolean {
  if (status === 413) return true;
  if (status !== 400 && status !== 422 && status !== 429) return false;
  const [limit, requested] = [figureAfter('limit', message), figureAfter('requested', message)];
  if (limit !== undefined && requested !== undefined && requested > limit) return true;
  if (sizeCodes.test(codes) || sizeWords.test(message)) return true;
  return status !== 429 && looseSizeWords.test(message);
}

/** `Limit 30000, Requested 41,000`. */
function figureAfter(word: string, message: string): number | undefined {
  const [, figure] = new RegExp(String.raw`\b${word}\b\D{0,12}(\d[\d,_]*)`, 'i').exec(message) ?? [];
  return figure === undefined ? undefined : Number(figure.replaceAll(/[,_]/g, ''));
}

function codeOf(status: number, told: Tellings, isAskedToWait: boolean, context: ErrorContext): ErrorCode {
  const { message, codes } = told;
  // The words of a rate limit may name quota or billing too, as what would raise the limit.
  const isRate = isAskedToWait || rateCodes.test(codes);
  const isQuota = quotaCodes.test(codes) || (quotaWords.test(message) && !isRate);
  switch (true) {
    case status === 401 || (status === 400 && keyWords.test(message)):
      return 'unauthorized';
    case status === 402:
      return 'paymentRequired';
    case filterCodes.test(codes) || (status === 403 && filterWords.test(message)):
      return 'contentFilter';
    case isTooLarge(status, told):
      return 'badRequest';
    case status === 429 || status === 403:
      if (isQuota) return 'quotaExhausted';
      return status === 429 ? 'rateLimited' : 'forbidden';
    case isWrongAddress(status, told, context):
      return 'wrongAddress';
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

const statusWords: readonly (readonly [RegExp, number])[] = [
  [/rate[_ ]?limit|too[_ ]many[_ ]requests/, 429],
  [/quota|billing|insufficient|credit|balance|余额|欠费/, 429],
  [/auth|api[_ -]?key/, 401],
  [/model_?not_?found/, 404],
  [/invalid|context_length|bad_request|unsupported/, 400],
  [/server|overloaded|internal|unavailable|time(d )?-?out/, 503],
];

/** An error that a response reports in its midst, with a status of its own or only a word. */
export function errorInStream(error: unknown, afterOutput: boolean, context: ErrorContext): SwitchyardError {
  const { codes, message } = tellingsOf(error);
  const fields = asObject(error);
  const status = [fields?.['code'], fields?.['status'], fields?.['status_code'], fields?.['http_code']]
    .map(Number)
    .find((number) => number >= 400 && number < 600);
  const words = [codes, message.toLowerCase()];
  const guessed = words.flatMap((text) => statusWords.find(([told]) => told.test(text))?.[1] ?? [])[0];
  return errorOfReply({ status: status ?? guessed ?? 0, body: error, afterOutput }, context);
}

/** Failures before a byte of the request was sent: nobody can have billed for it. */
const neverReached =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|EACCES|EPERM|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|HOSTNAME_\w+)$/;

/** A proxy that opens no tunnel; undici's words, proxy-agent.js. */
const proxyRefused = /^Proxy response \(\d+\)/;

/** The end of a connection that is not an answer of the provider. */
export function errorOfTransport(
  cause: unknown,
  signal: AbortSignal,
  context: ErrorContext,
): SwitchyardError {
  const details = { model: context.model, endpoint: context.endpoint };
  if (signal.aborted) {
    return new SwitchyardError('aborted', `aborted: ${context.model}`, { details });
  }
  const found = [...causesOf(cause)];
  if (found.some(({ message }) => /redirect/i.test(message))) {
    return new SwitchyardError(
      'endpointRefused',
      'The endpoint redirects to another address; a key never follows a redirect.',
      { details, unbilled: true },
    );
  }
  const code = found.map((each) => each.code).find((each) => each !== undefined);
  const reached = !found.some(
    (each) => each.isConnecting || (each.code !== undefined && neverReached.test(each.code)),
  );
  return new SwitchyardError(
    reached ? 'connectionLost' : 'connectionRefused',
    `${code ?? 'connection failed'}: ${context.endpoint}`,
    { details: { ...details, systemCode: code }, unbilled: !reached, retryable: true },
  );
}

interface Cause {
  readonly code: string | undefined;
  readonly message: string;
  readonly isConnecting: boolean;
}

/** An error, what caused it, and the errors it bundles (one for each address that was tried). */
function* causesOf(error: unknown, depth = 0): Generator<Cause> {
  const fields = asObject(error);
  if (fields === undefined || depth > 5) return;
  yield {
    code: asText(fields['code']),
    message: asText(fields['message']) ?? '',
    isConnecting:
      fields['syscall'] === 'connect' ||
      fields['syscall'] === 'getaddrinfo' ||
      proxyRefused.test(asText(fields['message']) ?? ''),
  };
  yield* causesOf(fields['cause'], depth + 1);
  for (const bundled of asArray(fields['errors'])) yield* causesOf(bundled, depth + 1);
}
