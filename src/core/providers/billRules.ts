/** What a provider itself says of the bill: the amount, and the service tier that answered. */
import { nanoFromUsd, nanoUsd, type NanoUsd } from '../model/money.ts';
import { valueAt, type JsonObject, asObject, asText } from '../model/json.ts';
import type { ServiceTier } from '../model/usage.ts';

/** The provider's own bill as it stands in a usage object. Each gives undefined where there is none. */
export type BillRule = (usage: JsonObject) => NanoUsd | undefined;

/** More than any request can cost; larger bills read as this, to be told and not believed. */
const mostUsd = 1e6;

/** Dollars as a number or, in headers, as text; undefined for anything that cannot be an amount. */
export function billFromUsd(value: unknown): NanoUsd | undefined {
  const usd = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof usd !== 'number' || !(usd >= 0)) return undefined;
  return nanoFromUsd(Math.min(usd, mostUsd), 'halfUp');
}

/** An amount of 0 means that the bill is not known here, not that the request was free. */
function unlessZero(bill: NanoUsd | undefined): NanoUsd | undefined {
  return bill === 0 ? undefined : bill;
}

/**
 * OpenRouter and Vercel AI Gateway: `cost` is what they charge. With the user's own provider key
 * (BYOK) that is 0 or a fee, and the spend at the provider comes on top of it.
 */
export const gatewayCost: BillRule = (usage) => {
  const charged = billFromUsd(usage['cost']);
  if (usage['is_byok'] !== true) return charged;
  const upstream = billFromUsd(valueAt(usage, 'cost_details.upstream_inference_cost'));
  return upstream === undefined ? undefined : nanoUsd((charged ?? 0) + upstream);
};

/** xAI: `cost_in_usd_ticks`, 1e10 to the dollar. */
export const usdTicks: BillRule = (usage) => {
  const ticks = usage['cost_in_usd_ticks'];
  return typeof ticks === 'number' ? billFromUsd(ticks / 1e10) : undefined;
};

/** Grok at Azure sends 0 ticks for requests that Azure bills. */
export const usdTicksUnlessZero: BillRule = (usage) => unlessZero(usdTicks(usage));

/** Perplexity: token and request fees summed; 0 in every chunk but the last. */
export const totalCost: BillRule = (usage) => unlessZero(billFromUsd(valueAt(usage, 'cost.total_cost')));

/** A plain `cost` in dollars, as Avian and LiteLLM send it; 0 where they know no price. */
export const plainCost: BillRule = (usage) => unlessZero(billFromUsd(usage['cost']));

/** An unknown host: the first of the known ways in which providers state a bill. */
export const anyKnownBill: BillRule = (usage) =>
  unlessZero(gatewayCost(usage)) ?? totalCost(usage) ?? usdTicksUnlessZero(usage);

const maxDepth = 4;
const maxFields = 40;
const fieldName = /^\w{1,64}$/;

/**
 * A usage object cut down to numbers and flags, fit to be kept in the ledger: a server can put text
 * anywhere, and text is never kept.
 */
export function countsOnly(usage: JsonObject, depth = 1): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(usage).slice(0, maxFields)) {
    if (!fieldName.test(name)) continue;
    const child = asObject(value);
    if (child !== undefined) {
      if (depth < maxDepth) kept[name] = countsOnly(child, depth + 1);
    } else if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
      kept[name] = value;
    }
  }
  return kept;
}

// The service tier that answered, wherever a provider says it: beside the choices or in the usage, in the first
// chunk or the last, or in a header. What is asked for may be repeated until it is known, so the last word
// counts.

/**
 * Names by what they cost. OpenAI: default, flex, priority or fast, scale. Anthropic: standard,
 * priority, batch. Groq: on_demand, flex, performance. Vertex AI: traffic types. Bedrock: default,
 * flex, priority, reserved.
 */
const names: Readonly<Record<string, ServiceTier>> = {
  default: 'standard',
  standard: 'standard',
  standard_only: 'standard',
  on_demand: 'standard',
  regular: 'standard',
  priority: 'priority',
  fast: 'priority',
  on_demand_priority: 'priority',
  flex: 'flex',
  on_demand_flex: 'flex',
  batch: 'batch',
};

/** Says that the provider is to choose, not what it chose. */
const undecided = /^(?:auto|unspecified|service_tier_unspecified|traffic_type_unspecified)$/;

const places = [
  'service_tier',
  'serviceTier',
  'usage.service_tier',
  'usage.serviceTier',
  'usage.extra_properties.google.traffic_type',
  'response.service_tier',
  'x_groq.service_tier',
];
const headerNames = ['x-gemini-service-tier', 'x-amzn-bedrock-service-tier'];

function tierNamed(value: unknown): ServiceTier | undefined {
  const name = asText(value)?.trim().toLowerCase().replaceAll('-', '_');
  return name === undefined || name === '' || undecided.test(name) ? undefined : (names[name] ?? 'other');
}

/** @param message a chunk, an event of the Responses API, or a whole body */
export function servedTier(message: unknown): ServiceTier | undefined {
  for (const place of places) {
    const tier = tierNamed(valueAt(message, place));
    if (tier !== undefined) return tier;
  }
  return undefined;
}

export function servedTierIn(headers: Headers | undefined): ServiceTier | undefined {
  return headerNames
    .map((name) => tierNamed(headers?.get(name) ?? undefined))
    .find((tier) => tier !== undefined);
}
