/** Errors that a server reports in place of an answer, under whatever status and in whatever form. */
import { asArray, asObject, asText, objectsOf, type JsonObject } from '../model/json.ts';

/** Without any of these there is no answer, running usage or event in an object. */
const answerFields = ['choices', 'output', 'response', 'usage', 'x_groq', 'delta', 'item', 'part', 'done'];
const failedStates: ReadonlySet<unknown> = new Set(['error', 'failed', 'fail', 'failure']);

/**
 * The error in `body`, its codes beside its message; undefined where it reports none. Beside `error`:
 * `errors` (Cloudflare), `object: "error"` (vLLM), `success: false`, `base_resp` (MiniMax), `detail`
 * (FastAPI), `code` with `message` or `msg` (DashScope, one-api), a problem of RFC 9457.
 */
export function reportedError(body: JsonObject): JsonObject | undefined {
  const { error } = body;
  const nested = asObject(error) ?? asObject(objectsOf(body['choices'])[0]?.['error']);
  if (nested !== undefined && Object.keys(nested).length > 0) return { ...codesOf(body), ...nested };
  if (asText(error) !== undefined) return { ...codesOf(body), message: asText(body['message']) ?? error };
  const first = asArray(body['errors'])[0];
  if (first !== undefined && !('choices' in body)) return { ...codesOf(body), ...envelope(first) };
  const state = asObject(body['base_resp']);
  if (typeof state?.['status_code'] === 'number' && state['status_code'] !== 0) {
    return { message: state['status_msg'], code: minimaxCodes.get(state['status_code']) };
  }
  if (error === true || saysFailed(body)) return envelope(body);
  if (answerFields.some((field) => body[field] != null)) return undefined;
  const told = envelope(body);
  const hasCode = ['code', 'status', 'statusCode', 'status_code', 'error_code', 'title'].some(
    (field) => body[field] != null,
  );
  const isAlone = Object.keys(body).length <= 2 && !('type' in body) && !('event' in body);
  return told['message'] !== undefined && (hasCode || isAlone) ? told : undefined;
}

/** https://platform.minimax.io/docs/api-reference/errorcode */
const minimaxCodes: ReadonlyMap<number, string> = new Map([
  [1002, 'rate_limit'],
  [1004, 'authentication'],
  [1008, 'insufficient_balance'],
  [1026, 'content_filter'],
  [1027, 'content_filter'],
  [1039, 'rate_limit'],
  [1041, 'rate_limit'],
  [2013, 'invalid_request'],
  [2049, 'invalid_api_key'],
]);

function saysFailed(body: JsonObject): boolean {
  return (
    body['object'] === 'error' ||
    body['success'] === false ||
    body['ok'] === false ||
    (failedStates.has(body['status']) && !('output' in body) && !('choices' in body))
  );
}

/** With the message where `message` is looked for. */
function envelope(said: unknown): JsonObject {
  const body = asObject(said) ?? { message: said };
  return { ...body, message: messageOfError(body) };
}

/** The message of an error, whatever the server calls it. */
export function messageOfError(error: JsonObject): string | undefined {
  const { detail } = error;
  const names = [
    'message',
    'msg',
    'error_msg',
    'error_message',
    'errorMessage',
    'error_description',
    'Message',
  ];
  const named = names.map((name) => asText(error[name])).find((text) => text !== undefined);
  const inDetail = asObject(detail) ?? asObject(asArray(detail)[0]) ?? {};
  return (
    named ??
    asText(detail) ??
    asText(inDetail['msg']) ??
    asText(inDetail['message']) ??
    asText(inDetail['error']) ??
    asText(error['title'])
  );
}

/** What a server puts beside the error and not into it. */
function codesOf(body: JsonObject): JsonObject {
  const { code, status, type, statusCode, status_code: snakeCase, error_code: errorCode } = body;
  const codes = {
    code: code ?? errorCode,
    status: status ?? statusCode ?? snakeCase,
    ...(typeof type === 'string' && type !== 'error' && { type }),
  };
  return Object.fromEntries(Object.entries(codes).filter(([, value]) => value != null));
}

/**
 * A page for people, where an answer was expected. Told by its beginning and not by its type alone: some
 * servers stream good answers as `text/html`.
 */
export function isWebPage(text: string): boolean {
  return /^\s*<(?:!doctype|!--|\?xml|(?:html|head|body|title|script|meta)\b)/i.test(text);
}
