import { getJson, type Lookup } from './endpointLookup.ts';
import { asArray, asObject, asText } from './json.ts';
import { quotesKey } from './keyMask.ts';

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
