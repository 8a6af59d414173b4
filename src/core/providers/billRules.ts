import { nanoFromUsd, nanoUsd, type NanoUsd } from '../pricing/money.ts';
import { valueAt, type JsonObject } from './json.ts';

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
