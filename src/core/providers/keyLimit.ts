import type { NanoUsd } from '../pricing/money.ts';
import { nanoUsd } from '../pricing/money.ts';
import { billFromUsd } from './billRules.ts';
import { getJson, type Lookup } from './endpointLookup.ts';
import { asObject, valueAt } from './json.ts';

/** The hard limit that a provider or gateway holds for a key: it binds a team, unlike our budgets. */
export interface KeyLimit {
  /** undefined = the key has no limit of its own. */
  readonly limit: NanoUsd | undefined;
  readonly remaining: NanoUsd | undefined;
}

/**
 * What the key may still spend. OpenRouter: GET /key, and GET /credits where the key has no limit of
 * its own; LiteLLM: GET /key/info.
 *
 * @returns undefined for dialects that offer no such look-up
 * @throws SwitchyardError where there is no answer or it reports an error
 */
export async function keyLimit(lookup: Lookup): Promise<KeyLimit | undefined> {
  switch (lookup.endpoint.dialect) {
    case 'openrouter':
      return openRouterLimit(lookup);
    case 'litellm':
      return liteLlmLimit(await getJson(lookup, '/key/info'));
    default:
      return undefined;
  }
}

async function openRouterLimit(lookup: Lookup): Promise<KeyLimit> {
  const key = await getJson(lookup, 'key');
  const limit = billFromUsd(valueAt(key, 'data.limit'));
  if (limit !== undefined) {
    return { limit, remaining: billFromUsd(valueAt(key, 'data.limit_remaining')) };
  }
  const credits = await getJson(lookup, 'credits');
  return {
    limit: undefined,
    remaining: difference(valueAt(credits, 'data.total_credits'), valueAt(credits, 'data.total_usage')),
  };
}

function liteLlmLimit(body: unknown): KeyLimit {
  const info = asObject(body)?.['info'];
  const budget = valueAt(info, 'max_budget');
  return { limit: billFromUsd(budget), remaining: difference(budget, valueAt(info, 'spend')) };
}

function difference(limit: unknown, spent: unknown): NanoUsd | undefined {
  const [total, used] = [billFromUsd(limit), billFromUsd(spent)];
  return total === undefined || used === undefined ? undefined : nanoUsd(Math.max(0, total - used));
}
