import { SwitchyardError } from '../errors.ts';
import { asArray, asObject, asText } from './json.ts';
import type { ErrorContext } from './providerErrors.ts';

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
