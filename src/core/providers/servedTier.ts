/**
 * The service tier that answered, wherever a provider says it: beside the choices or in the usage, in
 * the first chunk or the last, or in a header. What is asked for may be repeated until it is known, so
 * the last word counts.
 */
import type { ServiceTier } from '../meter/usage.ts';
import { asText, valueAt } from './json.ts';

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
