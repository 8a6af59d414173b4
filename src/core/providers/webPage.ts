/** A page for people where an answer was expected: a sign-in page on the way, or an address that is not the API's. */
import { isSwitchyardError, SwitchyardError } from '../errors.ts';
import type { ErrorContext } from './providerErrors.ts';

/**
 * @param cause of an end without a single event. Told by it and not by the type alone: some servers stream
 *   good answers as `text/html`.
 * @returns undefined where it was no page. No model has answered, so nobody can have billed.
 */
export function webPageInstead(
  { headers }: Response,
  cause: unknown,
  { endpoint, model }: ErrorContext,
): SwitchyardError | undefined {
  if (!isSwitchyardError(cause)) return undefined;
  if (cause.code !== 'incompleteStream' && cause.code !== 'malformedResponse') return undefined;
  if (!/\bhtml\b/.test(headers.get('content-type') ?? '')) return undefined;
  return new SwitchyardError('malformedResponse', `a web page instead of ${model}: ${endpoint}`, {
    details: { endpoint, model, webPage: true },
    unbilled: true,
  });
}
