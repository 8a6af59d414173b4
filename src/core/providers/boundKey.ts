import { SwitchyardError } from '../errors.ts';
import { checkEndpointUrl, originOf } from './endpointUrl.ts';

/** A key and the scheme, host and port that it may be sent to, e.g. `https://api.openai.com`. */
export interface BoundKey {
  readonly origin: string;
  readonly key: string;
}

/**
 * The key to send to `baseUrl`; none over plain http to another machine.
 *
 * @throws SwitchyardError `endpointRefused` where the address is unfit or the key is another's
 */
export function keyFor(
  endpoint: { readonly id: string; readonly baseUrl: string },
  bound: BoundKey | undefined,
): string | undefined {
  const check = checkEndpointUrl(endpoint.baseUrl);
  if (!check.ok) throw refusal(endpoint.id, check.problem);
  if (bound === undefined || check.kind === 'private') return undefined;
  if (originOf(bound.origin) !== check.origin) {
    throw refusal(endpoint.id, `the key was stored for another address than ${check.origin}`);
  }
  return bound.key;
}

function refusal(endpoint: string, problem: string): SwitchyardError {
  return new SwitchyardError('endpointRefused', `${endpoint}: ${problem}`, {
    details: { endpoint, problem },
    unbilled: true,
  });
}
