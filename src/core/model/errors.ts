/** Every error of Switchyard, by code and details; nothing unforeseen goes further with its own words. */
import type { Log } from './ports.ts';

/**
 * Why a request ended without its answer. The words a person reads are made from `code` and
 * `details` at the edge (src/core/words/errorText.ts), never by matching messages.
 */
export const errorCodes = [
  // the provider answered with an error
  'badRequest',
  'unauthorized',
  'paymentRequired',
  'forbidden',
  'modelNotFound',
  /** Nothing of the API answers at the address. */
  'wrongAddress',
  'quotaExhausted',
  'rateLimited',
  'serverError',
  'contentFilter',
  /** The model declined: an answer as it meant it, but not the one that was asked for. */
  'modelRefused',
  'providerError',
  // the stream did not end well
  'connectionRefused',
  'connectionLost',
  'malformedResponse',
  'incompleteStream',
  'firstTokenTimeout',
  'totalTimeout',
  'aborted',
  'cutAtCap',
  'emptyAnswer',
  // refused here, before any HTTP
  'budgetRefused',
  'settingsBroken',
  'ledgerUnavailable',
  'notSetUp',
  'noConsent',
  'neverSend',
  'endpointRefused',
  'modelNotAllowed',
  'capBreached',
  'tooManyRequests',
  'circuitOpen',
  /** A fault of our own. */
  'unexpected',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

export interface ErrorDetails {
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly model?: string | undefined;
  readonly endpoint?: string | undefined;
  /** The provider's own words, cut to 300 characters; never holds the prompt. */
  readonly providerMessage?: string | undefined;
  readonly [key: string]: string | number | boolean | undefined;
}

export class SwitchyardError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  /** True where the provider cannot have billed: it refused, or was never reached. */
  readonly unbilled: boolean;
  /** True where another attempt may succeed without anybody changing anything. */
  readonly retryable: boolean;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      details?: ErrorDetails;
      unbilled?: boolean;
      retryable?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'SwitchyardError';
    this.code = code;
    this.details = options.details ?? {};
    this.unbilled = options.unbilled ?? false;
    this.retryable = options.retryable ?? false;
  }
}

/** Bundled entry files each hold their own copy of the class, so `instanceof` would lie. */
export function isSwitchyardError(error: unknown): error is SwitchyardError {
  return error instanceof Error && error.name === 'SwitchyardError' && 'code' in error;
}

// Errors that nobody foresaw: their words may quote a prompt, so only their kind goes further.

/** What an error may be called in a log. */
export function kindOf(cause: unknown): string {
  if (isSwitchyardError(cause)) return cause.code;
  return cause instanceof Error ? cause.constructor.name : typeof cause;
}

/** `cause` itself where it is ours; else an `unexpected` one without its words, its place in the log. */
export function expected(cause: unknown, log: Log, options: { unbilled?: boolean } = {}): SwitchyardError {
  if (isSwitchyardError(cause)) return cause;
  const kind = kindOf(cause);
  log.error(`unexpected ${kind}${placeOf(cause)}`);
  return new SwitchyardError('unexpected', `an unexpected error (${kind})`, {
    ...options,
    details: { kind },
  });
}

/** The frames of the stack without the message that stands before them. */
function placeOf(cause: unknown): string {
  if (!(cause instanceof Error) || cause.stack === undefined) return '';
  const at = cause.message === '' ? 0 : cause.stack.indexOf(cause.message);
  if (at < 0) return '';
  const frames = cause.stack.slice(at + cause.message.length).split('\n');
  return frames
    .filter((line) => /^\s+at /.test(line))
    .map((line) => ` ${line.trim()}`)
    .join('');
}
