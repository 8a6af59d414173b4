import type { UsageReport } from '../meter/usage.ts';
import { nanoUsd } from '../pricing/money.ts';
import { billFromUsd } from './billRules.ts';
import { getJson, type Lookup } from './endpointLookup.ts';
import { asObject, type JsonObject } from './json.ts';
import { countsOnly } from './rawUsage.ts';

/**
 * What a request finally cost, looked up by the id of its response: the exact figure after an abort.
 * Only OpenRouter offers it (GET /generation, openrouter.ai/docs/use-cases/usage-accounting), some
 * seconds after the request ended.
 *
 * @returns undefined where the provider offers no such look-up or does not know the figures yet
 * @throws SwitchyardError where there is no answer or it reports an error (404: not known yet)
 */
export async function generationCost(lookup: Lookup, responseId: string): Promise<UsageReport | undefined> {
  if (lookup.endpoint.dialect !== 'openrouter') return undefined;
  const body = await getJson(lookup, `generation?id=${encodeURIComponent(responseId)}`);
  const data = asObject(asObject(body)?.['data']);
  if (data === undefined) return undefined;
  const output = countIn(data, 'native_tokens_completion');
  const hidden = countIn(data, 'native_tokens_reasoning');
  const billed = billOf(data);
  if (output === undefined && billed === undefined) return undefined;
  const exceeds = hidden !== undefined && output !== undefined && hidden > output;
  return {
    usage: {
      input: countIn(data, 'native_tokens_prompt'),
      cacheRead: countIn(data, 'native_tokens_cached'),
      output,
      hidden: exceeds ? output : hidden,
    },
    billed,
    flags: exceeds ? ['hiddenExceedsOutput'] : [],
    raw: countsOnly(data),
  };
}

/** With the user's own provider key, the spend at the provider comes on top of OpenRouter's fee. */
function billOf(data: JsonObject): UsageReport['billed'] {
  const charged = billFromUsd(data['total_cost']);
  if (data['is_byok'] !== true) return charged;
  const upstream = billFromUsd(data['upstream_inference_cost']);
  return upstream === undefined ? undefined : nanoUsd((charged ?? 0) + upstream);
}

function countIn(data: JsonObject, field: string): number | undefined {
  const value = data[field];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
