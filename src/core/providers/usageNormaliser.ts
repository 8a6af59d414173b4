import type { ServiceTier, UsageFlag, UsageReport } from '../model/usage.ts';
import { billFromUsd, countsOnly } from './billRules.ts';
import { cacheParts, cacheWriteFields, cacheWriteOf, isInputBesideCache } from './cacheWrites.ts';
import type { Dialect } from './dialect.ts';
import { asObject, valueAt, type JsonObject } from '../model/json.ts';
import { includesThinking } from './outputRules.ts';
import type { Api } from '../model/provider.ts';

export interface UsageContext {
  readonly dialect: Dialect;
  readonly api: Api;
  /** As asked for; gateways count the models of some vendors otherwise. */
  readonly model: string;
  readonly headers?: Headers | undefined;
  /** Thinking text came with the response, so a hidden count of 0 is not one. */
  readonly sawThinking?: boolean | undefined;
  /** The last that the response said of it. */
  readonly serviceTier?: ServiceTier | undefined;
}

const inputFields = ['prompt_tokens', 'input_tokens', 'promptTokens', 'inputTokens'];
const completionFields = ['completion_tokens', 'output_tokens', 'completionTokens', 'outputTokens'];
const cacheReadFields = ['cache_read_input_tokens', 'cacheReadInputTokens'];
const thinkingFields = [
  'completion_tokens_details.reasoning_tokens',
  'output_tokens_details.reasoning_tokens',
  'output_tokens_details.thinking_tokens',
  'reasoning_tokens',
];
const audioFields = ['prompt_tokens_details.audio_tokens', 'input_tokens_details.audio_tokens'];

/**
 * Reads a provider's usage object into disjoint facts: clamps what is impossible and flags it, and
 * leaves undefined what the provider did not say.
 *
 * @returns undefined where `raw` is no usage object or holds none of the known figures
 */
export function normaliseUsage(raw: unknown, context: UsageContext): UsageReport | undefined {
  const usage = asObject(raw);
  if (usage === undefined) return undefined;
  const { dialect, api, model } = context;
  const rules = dialect.usage;
  const flags = new Set<UsageFlag>();
  const count = (paths: readonly string[]): number | undefined => readCount(usage, paths, flags);

  const sent = {
    input: count(inputFields),
    completion: count(completionFields),
    thinking: count(thinkingFields),
    total: count(['total_tokens']),
    audioInput: count(audioFields),
  };
  const billed = rules.bill?.(usage) ?? headerBill(context);
  const { serviceTier } = context;
  if (sent.input === undefined && sent.completion === undefined && sent.total === undefined) {
    return billed === undefined
      ? undefined
      : { usage: {}, billed, serviceTier, flags: [], raw: countsOnly(usage) };
  }

  const outputRule = api === 'responses' ? includesThinking : rules.output;
  const { output, hidden, flags: outputFlags } = outputRule(sent, model);
  for (const flag of outputFlags) flags.add(flag);
  if (hidden === 0 && context.sawThinking === true) flags.add('hiddenUncounted');

  const input = sent.input === 0 && rules.zeroInputIsUnknown === true ? undefined : sent.input;
  const parts = cacheParts(usage);
  const told = {
    read: count([...rules.cacheRead, ...cacheReadFields]),
    write: cacheWriteOf(count([...rules.cacheWrite, ...cacheWriteFields]), parts),
  };
  const beside = isInputBesideCache(usage) ? (told.read ?? 0) + (told.write ?? 0) : 0;
  const cache = readCache(
    input === undefined ? input : input + beside,
    told.read,
    told.write,
    dialect,
    flags,
  );
  return {
    usage: {
      ...cache,
      cacheWriteHour: atMost(cache.cacheWrite, parts.hour, () => flags.add('totalsDisagree')),
      output,
      hidden: atMost(output, hidden, () => flags.add('hiddenExceedsOutput')),
    },
    billed,
    serviceTier,
    flags: [...flags],
    raw: countsOnly(usage),
  };
}

function headerBill({ dialect, headers }: UsageContext): UsageReport['billed'] {
  const name = dialect.usage.billHeader;
  if (name === undefined) return undefined;
  const bill = billFromUsd(headers?.get(name) ?? undefined);
  return bill === 0 ? undefined : bill;
}

interface CacheCounts {
  readonly input: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
}

function readCache(
  input: number | undefined,
  cacheRead: number | undefined,
  cacheWrite: number | undefined,
  dialect: Dialect,
  flags: Set<UsageFlag>,
): CacheCounts {
  if (input === undefined) return { input, cacheRead, cacheWrite };
  const isOutside = dialect.usage.cacheAboveInput === 'isOutsideInput' && (cacheRead ?? 0) > input;
  const all = isOutside ? input + (cacheRead ?? 0) : input;
  const wrong = (): unknown => flags.add('cacheExceedsInput');
  const read = atMost(all, cacheRead, wrong);
  return { input: all, cacheRead: read, cacheWrite: atMost(all - (read ?? 0), cacheWrite, wrong) };
}

function atMost(
  limit: number | undefined,
  value: number | undefined,
  onExcess?: () => unknown,
): number | undefined {
  if (limit === undefined || value === undefined || value <= limit) return value;
  onExcess?.();
  return limit;
}

/** Ten times the largest context there is; beyond it no sum of money would be an exact number any more. */
const mostTokens = 1e8;

/** The first of `paths` that holds a number, as a count of tokens. */
function readCount(usage: JsonObject, paths: readonly string[], flags: Set<UsageFlag>): number | undefined {
  for (const path of paths) {
    const value = valueAt(usage, path);
    if (typeof value !== 'number') continue;
    if (!Number.isFinite(value) || Math.abs(value) > mostTokens) {
      flags.add('impossibleCount');
      continue;
    }
    if (value < 0) flags.add('negative');
    if (!Number.isInteger(value)) flags.add('notAnInteger');
    return Math.max(0, Math.round(value));
  }
  return undefined;
}

/** Every count is 0: no request has no input, so this is a placeholder and not a report. */
export function isAllZero(usage: JsonObject): boolean {
  const counts = [...inputFields, ...completionFields, 'total_tokens'].map((field) => usage[field]);
  return counts.includes(0) && counts.every((count) => count === 0 || count === undefined);
}
