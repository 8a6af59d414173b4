/** A page for people where an answer was expected: a sign-in page on the way, or an address that is not the API's. */
import { SwitchyardError } from '../errors.ts';
import type { ErrorContext } from './providerErrors.ts';

/** Told by its beginning and not by the type alone: some servers stream good answers as `text/html`. */
export function isWebPage(text: string): boolean {
  return /^\s*<(?:!doctype|!--|\?xml|(?:html|head|body|title|script|meta)\b)/i.test(text);
}

/** No model has answered, so nobody can have billed. */
export function webPageInstead({ endpoint, model }: ErrorContext): SwitchyardError {
  return new SwitchyardError('malformedResponse', `a web page instead of ${model}: ${endpoint}`, {
    details: { endpoint, model, webPage: true },
    unbilled: true,
  });
}
