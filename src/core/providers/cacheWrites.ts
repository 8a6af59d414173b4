/**
 * Input written to a cache: for five minutes or, at twice the price, for an hour. Every gateway spells
 * the two parts in its own way and place; only the sum has a field of its own in most.
 */
import { asArray, asObject, type JsonObject } from '../model/json.ts';

export interface CacheParts {
  readonly fiveMinutes: number | undefined;
  readonly hour: number | undefined;
}

/** Beside what a dialect names: the sum of what was written. */
export const cacheWriteFields = [
  'cache_creation_input_tokens',
  'prompt_tokens_details.cache_creation_input_tokens',
  'prompt_tokens_details.cache_creation_tokens',
  'prompt_tokens_details.cache_write_tokens',
  'input_tokens_details.cache_creation_input_tokens',
  'input_tokens_details.cache_creation_tokens',
  'input_tokens_details.cache_write_tokens',
  'cache_write_input_tokens',
  'cache_write_tokens',
  'cacheCreationInputTokens',
  'cacheWriteInputTokens',
];

// Of a field's name, or of the object it stands in; letters and digits alone are compared.
const aboutWriting = /ephemeral|cachecreation|cachewrite|writetocache/;
const anHour = /(?:^|\D)(?:1h(?:r|our)?s?|60m(?:in)?|3600s?)(?:\D|$)/;
const minutes = /(?:^|\D)(?:5m(?:in)?|300s?)(?:\D|$)/;

const isMoney = /cost|price|usd/;

const deepest = 4;

/**
 * The parts wherever they stand: `cache_creation.ephemeral_1h_input_tokens` (Anthropic),
 * `prompt_tokens_details.cache_creation_token_details.ephemeral_1h_input_tokens` (LiteLLM),
 * `claude_cache_creation_1_h_tokens` (New API), `cacheDetails: [{ttl: "1h", inputTokens}]` (Bedrock).
 * The larger counts where one is told twice.
 */
export function cacheParts(usage: JsonObject): CacheParts {
  const found: { fiveMinutes?: number; hour?: number } = {};
  const note = (part: 'fiveMinutes' | 'hour', tokens: unknown): void => {
    if (typeof tokens === 'number') found[part] = Math.max(found[part] ?? 0, countOf(tokens));
  };
  const look = (at: JsonObject, isAbout: boolean, depth: number): void => {
    for (const [field, value] of Object.entries(at)) {
      const name = plain(field);
      if (isMoney.test(name)) continue;
      const isOfCache = isAbout || aboutWriting.test(name);
      const inner = asObject(value);
      if (inner !== undefined && depth < deepest) look(inner, isOfCache, depth + 1);
      else if (name === 'cachedetails') asArray(value).forEach(noteByLifetime);
      else if (isOfCache && anHour.test(name)) note('hour', value);
      else if (isOfCache && minutes.test(name)) note('fiveMinutes', value);
    }
  };
  const noteByLifetime = (entry: unknown): void => {
    const { ttl, inputTokens, input_tokens: tokens = inputTokens } = asObject(entry) ?? {};
    if (ttl === '1h') note('hour', tokens);
    else if (ttl === '5m') note('fiveMinutes', tokens);
  };
  look(usage, false, 1);
  return { fiveMinutes: found.fiveMinutes, hour: found.hour };
}

/** `ephemeral_1h_input_tokens`, `ephemeral1hInputTokens` and `cache_creation_1_h` as one spelling. */
function plain(field: string): string {
  return field.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

function countOf(tokens: number): number {
  return Number.isFinite(tokens) ? Math.max(0, Math.round(tokens)) : 0;
}

/**
 * All that was written: what the provider says of it, or the sum of the parts where it says nothing or
 * nothing was written by its own count.
 */
export function cacheWriteOf(
  told: number | undefined,
  { fiveMinutes, hour }: CacheParts,
): number | undefined {
  if (fiveMinutes === undefined && hour === undefined) return told;
  const parts = (fiveMinutes ?? 0) + (hour ?? 0);
  return told === undefined || told === 0 ? parts : told;
}

/**
 * Whether the input was counted without what was read from and written to a cache, as Anthropic's own
 * usage has it: `input_tokens` beside `cache_read_input_tokens`, with no details inside.
 */
export function isInputBesideCache(usage: JsonObject): boolean {
  const has = (...fields: readonly string[]): boolean =>
    fields.some((field) => typeof usage[field] === 'number');
  const ownFields = has('cache_read_input_tokens', 'cache_creation_input_tokens');
  const ownCamel = has('cacheReadInputTokens', 'cacheCreationInputTokens', 'cacheWriteInputTokens');
  const isOwn =
    (has('input_tokens') && ownFields && !has('prompt_tokens')) ||
    (has('inputTokens') && ownCamel && !has('promptTokens'));
  if (!isOwn || asObject(usage['input_tokens_details']) !== undefined) return false;
  const sent = numberIn(usage, 'input_tokens', 'inputTokens');
  const output = numberIn(usage, 'output_tokens', 'outputTokens');
  const total = numberIn(usage, 'total_tokens', 'totalTokens');
  // Where a total is told, it says whether the input holds the rest.
  return total === 0 || total !== sent + output;
}

function numberIn(usage: JsonObject, ...fields: readonly string[]): number {
  const value = fields.map((field) => usage[field]).find((one) => typeof one === 'number');
  return typeof value === 'number' ? value : 0;
}
