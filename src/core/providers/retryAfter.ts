/** How long a provider asks to wait, in the many ways in which it is said. */
import { asArray, asObject, asText, type JsonObject } from '../model/json.ts';

export interface RetryAfter {
  /** Asked for in so many words: it may be sent again then. ms */
  readonly asked?: number | undefined;
  /** When what was used up is there again, as headers tell beside every answer. ms */
  readonly refilled?: number | undefined;
}

/** A longer one was written in another unit, or means that it is of no use to wait. */
const longestWaitMs = 31 * 86_400_000;

/**
 * @param body parsed, of the error
 * @param message the error in words
 * @param now wall time in ms since the epoch
 */
export function retryAfterOf(
  headers: Headers | undefined,
  body: unknown,
  message: string,
  now: number,
): RetryAfter {
  const told = headersOf(headers, body);
  const asked = [
    milliseconds(told.get('retry-after-ms')),
    waitOf(told.get('retry-after'), now),
    ...waitsInBody(body, now),
  ].filter((wait) => wait !== undefined);
  // None at all is what some gateways send when they do not know.
  const certain = asked.find((wait) => wait > 0) ?? waitInWords(message) ?? asked[0];
  return { asked: certain, refilled: waitUntilRefilled(told, message, now) };
}

/** Those of OpenRouter's upstream stand in `error.metadata.headers`. */
function headersOf(headers: Headers | undefined, body: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const upstream = asObject(asObject(errorIn(body)['metadata'])?.['headers']) ?? {};
  for (const [name, value] of Object.entries(upstream)) found.set(name.toLowerCase(), String(value));
  for (const [name, value] of headers ?? []) found.set(name.toLowerCase(), value.trim());
  return found;
}

function errorIn(body: unknown): JsonObject {
  return asObject(asObject(body)?.['error']) ?? asObject(body) ?? {};
}

/** Google's `RetryInfo` among the details; others have a field of its own. */
function waitsInBody(body: unknown, now: number): readonly (number | undefined)[] {
  const error = errorIn(body);
  const details = [...asArray(error['details']), error, asObject(error['metadata']), asObject(body)];
  return details.flatMap((each) => {
    const fields = asObject(each);
    return [
      durationOf(asText(fields?.['retryDelay']) ?? ''),
      milliseconds(fields?.['retry_after_ms']),
      waitOf(fields?.['retry_after'] ?? fields?.['retryAfter'] ?? fields?.['retry_after_seconds'], now),
    ];
  });
}

function milliseconds(value: unknown): number | undefined {
  return value == null || value === '' ? undefined : plausible(Number(value));
}

/** Seconds, a date, a time since the epoch in s or ms, or a duration with its units. */
function waitOf(value: unknown, now: number): number | undefined {
  const text = typeof value === 'number' ? String(value) : (asText(value)?.trim() ?? '');
  if (text === '') return undefined;
  const number = Number(text);
  if (number > 1e11) return plausible(Math.max(0, number - now));
  if (number > 1e9) return plausible(Math.max(0, number * 1000 - now));
  if (!Number.isNaN(number)) return plausible(number * 1000);
  const duration = durationOf(text);
  if (duration !== undefined) return duration;
  const date = /\d{4}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : plausible(Math.max(0, date - now));
}

function plausible(ms: number): number | undefined {
  return ms >= 0 && ms <= longestWaitMs ? Math.ceil(ms) : undefined;
}

const units: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|msecs?|millis(?:econds?)?|milliseconds?|毫秒)$/i, 1],
  [/^(?:s|secs?|seconds?|秒)$/i, 1000],
  [/^(?:m|mins?|minutes?|分钟|分)$/i, 60_000],
  [/^(?:h|hrs?|hours?|小时)$/i, 3_600_000],
  [/^(?:d|days?|天)$/i, 86_400_000],
];
const amount = String.raw`\d+(?:\.\d+)?\s*(?:milliseconds?|millis|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)(?![a-z])`;
const duration = String.raw`${amount}(?:(?:\s*,)?(?:\s*and)?\s*${amount})*`;
const wholeDuration = new RegExp(`^(?:${duration})$`, 'i');

/** `9.8s`, `6m0s`, `1h2m3.5s`, `250ms`, `2 minutes and 5 seconds`, `PT1M30S`. */
function durationOf(text: string): number | undefined {
  const plain = text.trim().replace(/^P(?:(\d+D))?T?/, '$1');
  return wholeDuration.test(plain) ? sumOf(plain) : undefined;
}

function sumOf(text: string): number | undefined {
  let sum = 0;
  for (const [, figure, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+|毫秒|秒|分钟|分|小时|天)/gi)) {
    const [, ms] = units.find(([name]) => name.test(unit ?? '')) ?? [];
    if (ms !== undefined) sum += Number(figure) * ms;
  }
  return plausible(Math.round(sum * 1000) / 1000);
}

const inWords = new RegExp(
  String.raw`(?:\b(?:try|retry|retrying|again|wait|resets?|available|allowed|back)\b[^.\d\n]{0,60}?\b(?:in|after|for|at least)|\bwait)\s*:?\s*(?:about |approximately |another )?(${duration})`,
  'i',
);
const inChinese = /(\d+(?:\.\d+)?\s*(?:毫秒|秒|分钟|分|小时|天))\s*(?:后|之后|以后)/;

/** "Please try again in 9.8s", "retry after 20 seconds", "wait 2m30s", "resets in 6h12m". */
function waitInWords(message: string): number | undefined {
  const [, said] = inWords.exec(message) ?? inChinese.exec(message) ?? [];
  return said === undefined ? undefined : sumOf(said);
}

/**
 * By `x-ratelimit-reset-tokens`, `anthropic-ratelimit-requests-reset`, `ratelimit-reset`,
 * `x-ratelimit-reset` and their like, each beside a header that says how much is left: of what is used
 * up, else of what may be. The longest, since all of it must be there.
 */
function waitUntilRefilled(
  headers: ReadonlyMap<string, string>,
  message: string,
  now: number,
): number | undefined {
  const resets = [...headers].flatMap(([name, value]) => {
    if (!/rate-?limit.*reset/.test(name)) return [];
    const wait = waitOf(value, now);
    const left = Number(headers.get(name.replace('reset', 'remaining')) ?? Number.NaN);
    return wait === undefined || wait === 0 ? [] : [{ name, wait, left }];
  });
  const usedUp = resets.filter(({ left }) => left <= 0);
  // Some tokens are left where a request needs more of them; a request needs no more than one.
  const may = resets.filter(({ name, left }) => !(left >= 1 && name.includes('request')));
  const named = may.filter(({ name }) => /\btokens?\b/i.test(message) && name.includes('token'));
  const chosen = [usedUp, named, may].find((each) => each.length > 0) ?? [];
  return chosen.length === 0 ? undefined : Math.max(...chosen.map(({ wait }) => wait));
}
