import type { Dialect, RequestFields } from './dialect.ts';
import { SwitchyardError } from '../errors.ts';
import type { Attempt } from './provider.ts';
import { isRefused, valueName, type SentOption } from './refusedOptions.ts';

/** An attempt as it goes over the wire; `Body` names the fields that the API asks for. */
export interface WireRequest<Body = unknown> {
  readonly body: Body & RequestFields;
  /** What a 400 may refuse. */
  readonly options: readonly SentOption[];
}

/** Fields that may be left out, with what a server calls them. */
export interface OptionalFields {
  readonly fields: RequestFields;
  readonly options: readonly SentOption[];
}

const noFields: OptionalFields = { fields: {}, options: [] };

/** Fields that are sent unless the server refused one of them. */
export function optional(
  fields: RequestFields | undefined,
  refused: ReadonlySet<string>,
  words: readonly string[] = [],
): OptionalFields {
  if (fields === undefined || isRefused(fields, refused)) return noFields;
  const options = Object.entries(fields).map(([name, value]) => ({
    name,
    ...(typeof value === 'string' ? { value: valueName(name, value) } : {}),
    words: [name, ...words],
  }));
  return { fields, options };
}

/** The first of `candidates` that the server has not refused; the rest says less or nothing. */
export function firstAllowed(
  candidates: readonly RequestFields[],
  refused: ReadonlySet<string>,
  words: readonly string[],
): OptionalFields {
  return optional(
    candidates.find((fields) => !isRefused(fields, refused)),
    refused,
    words,
  );
}

/** Words by which servers mean any way of writing the effort. */
export const effortNames = ['reasoning', 'reasoning_effort', 'effort', 'thinking', 'think'];

const capFields = ['max_tokens', 'max_completion_tokens'] as const;

/**
 * The cap under the name that the server takes. It is never left out: a request without its cap may
 * cost more than was reserved for it.
 *
 * @throws SwitchyardError `badRequest` where both names were refused
 */
export function capOn(attempt: Attempt, dialect: Dialect, refused: ReadonlySet<string>): OptionalFields {
  const preferred = dialect.request.capField;
  const name = [preferred, ...capFields].find((field) => !refused.has(field));
  if (name === undefined) throw noLimitTaken(attempt, 'output');
  return { fields: { [name]: attempt.maxOutputTokens }, options: [{ name, words: [name] }] };
}

/**
 * The effort as the server takes it, or nothing where it takes none.
 *
 * @throws SwitchyardError `badRequest` where thinking would then go beyond the cap
 */
export function effortOn(
  attempt: Attempt,
  { request }: Dialect,
  refused: ReadonlySet<string>,
): OptionalFields {
  const allowed = firstAllowed(request.effort(attempt), refused, effortNames);
  if (allowed === noFields && request.needsEffort?.(attempt.model) === true) {
    throw noLimitTaken(attempt, 'thinking');
  }
  return allowed;
}

function noLimitTaken({ endpoint, model }: Attempt, what: 'output' | 'thinking'): SwitchyardError {
  return new SwitchyardError('badRequest', `The server takes no limit on ${what} tokens.`, {
    details: { endpoint: endpoint.id, model },
    unbilled: true,
  });
}

export function systemRole(dialect: Dialect, refused: ReadonlySet<string>): 'system' | 'developer' {
  return refused.has('developer') ? 'system' : dialect.request.systemRole;
}

export const developerRole: SentOption = { name: 'developer', words: ['developer', 'role'] };

/** The key that groups requests with the same prompt prefix, where the dialect has a field for it. */
export function cacheKeyField({ cacheKey }: Attempt, { request }: Dialect): RequestFields | undefined {
  const place = request.cacheKey;
  if (cacheKey === undefined || place === undefined || 'header' in place) return undefined;
  return { [place.field]: cacheKey };
}

/** As `cacheKeyField`, for dialects that want it in a header. */
export function cacheKeyHeaders(
  { cacheKey }: Attempt,
  { request }: Dialect,
): Readonly<Record<string, string>> {
  const place = request.cacheKey;
  if (cacheKey === undefined || place === undefined || 'field' in place) return {};
  return { [place.header]: cacheKey };
}

export function merged(parts: readonly OptionalFields[]): RequestFields {
  return Object.fromEntries(parts.flatMap(({ fields }) => Object.entries(fields)));
}
