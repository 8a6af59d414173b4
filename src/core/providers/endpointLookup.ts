/** Looks things up at an endpoint that no model answers: its models, what a generation cost. */
import { readText, type BodyText } from './bodyPieces.ts';
import { keyFor, type BoundKey, quotesKey } from './safeMessage.ts';
import { dialects } from './dialects.ts';
import { parseJson, asArray, asObject, asText, type JsonObject } from '../model/json.ts';
import { errorOfReply, errorOfTransport } from './providerErrors.ts';
import type { Endpoint } from '../model/provider.ts';
import { largestErrorBody, largestLookUp, mostValuesInList } from '../model/replyLimits.ts';
import { wireHeaders, type Fetch } from './openaiClient.ts';
import type { UsageReport } from '../model/usage.ts';
import { nanoUsd } from '../model/money.ts';
import { billFromUsd, countsOnly } from './billRules.ts';

/** What a look-up beside the requests for models needs: nothing is billed for any of them. */
export interface Lookup {
  readonly endpoint: Pick<Endpoint, 'id' | 'baseUrl' | 'dialect'>;
  readonly apiKey: BoundKey | undefined;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/**
 * Gets `path` below the base URL, or from the root of the host where it begins with `/`.
 *
 * @returns the parsed body; undefined where it is not JSON, or more than any true one
 * @throws SwitchyardError where there is no answer or it reports an error
 */
export async function getJson(lookup: Lookup, path: string): Promise<unknown> {
  const { endpoint, fetch, signal } = lookup;
  const apiKey = keyFor(endpoint, lookup.apiKey);
  const errors = {
    endpoint: endpoint.id,
    model: '',
    apiKey,
    promptTexts: [],
    now: Date.now,
  };
  const { auth } = dialects[endpoint.dialect].request;
  const url = new URL(path, `${endpoint.baseUrl.replace(/\/+$/, '')}/`);
  let response: Response;
  let said: BodyText;
  try {
    response = await fetch(url, {
      headers: wireHeaders({ auth, apiKey, headers: {} }),
      redirect: 'error',
      signal,
    });
    said = await readText(response.body, response.ok ? largestLookUp : largestErrorBody, signal);
  } catch (cause) {
    throw errorOfTransport(cause, signal, errors);
  }
  if (said.lost !== undefined || signal.aborted) throw errorOfTransport(said.lost, signal, errors);
  const body = parseJson(said.text, mostValuesInList);
  if (response.ok) return body;
  const { status, headers } = response;
  throw errorOfReply({ status, headers, body: body ?? said.text }, errors);
}

/**
 * The ids of the models that an endpoint offers, in its own order, for set-up and for the pick that
 * follows a retired model. Empty where the server lists none.
 *
 * @throws SwitchyardError where there is no answer or it reports an error
 */
export async function listModels(lookup: Lookup): Promise<readonly string[]> {
  const body = await getJson(lookup, 'models');
  const list = asObject(body);
  // Together sends the bare array, some servers call it `models` and its ids `name`.
  const models = [body, list?.['data'], list?.['models']].map(asArray).find(({ length }) => length > 0);
  const ids = (models ?? []).map((model) => {
    const fields = asObject(model);
    return asText(fields?.['id']) ?? asText(fields?.['name']) ?? asText(model);
  });
  // A name that quotes the key would be shown and written into settings.
  const isShown = (id: string | undefined): id is string =>
    id !== undefined && !quotesKey(id, lookup.apiKey?.key);
  return [...new Set(ids.filter(isShown))];
}

/** The models whose ids begin most like `model` first; the rest in the order given. */
export function likestFirst(models: readonly string[], model: string): readonly string[] {
  return models.toSorted((a, b) => commonStart(b, model) - commonStart(a, model));
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

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
