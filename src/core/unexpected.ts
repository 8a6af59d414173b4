/** Errors that nobody foresaw: their words may quote a prompt, so only their kind goes further. */
import { isSwitchyardError, SwitchyardError } from './errors.ts';
import type { Log } from './log.ts';

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
