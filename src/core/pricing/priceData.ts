/** How old the price data is, and the optional refresh of it. */
import { REMOTE_DATA_JSON_URL, updatePrices, waitForUpdate, type Provider } from '@pydantic/genai-prices';
import * as z from 'zod';

/** Publication date of the bundled data: that of @pydantic/genai-prices 0.1.8 on npm. */
export const bundledPriceDate = '2026-09-23';

/** Older than this, the screen says that prices may have changed. */
export const staleAfterDays = 60;

/** Whole days between the date of the data (ISO yyyy-mm-dd) and `now` (ms); never negative. */
export function priceDataAgeDays(date: string, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(date)) / 86_400_000));
}

export type PriceRefresh =
  | { readonly state: 'refreshed'; readonly asOf: string; readonly models: number }
  | { readonly state: 'kept'; readonly because: string };

const largestDownload = 20_000_000;
const fewestModels = 500;
const vendorsInEveryList = ['openai', 'anthropic'];

const rateSchema = z.union([
  z.number().min(0).max(1_000_000),
  z.object({
    base: z.number().min(0).max(1_000_000),
    tiers: z.array(z.object({ start: z.number().int().min(0), price: z.number().min(0).max(1_000_000) })),
  }),
]);
const pricesSchema = z.record(z.string(), rateSchema);
const modelSchema = z.looseObject({
  id: z.string().min(1),
  match: z.looseObject({}),
  prices: z.union([
    pricesSchema,
    z.array(z.looseObject({ constraint: z.looseObject({}).optional(), prices: pricesSchema })).min(1),
  ]),
});
const providersSchema = z.array(
  z.looseObject({ id: z.string().min(1), api_pattern: z.string(), models: z.array(modelSchema) }),
);

function isProviders(value: unknown): value is Provider[] {
  return providersSchema.safeParse(value).success;
}

/**
 * Downloads the library's price data and puts it in place of the bundled one. Off unless the user
 * turned it on. Whatever goes wrong, the data of before stays: a price list that is too short, or
 * that lost a vendor, is a broken download and not a gift.
 */
export async function refreshPriceData(options: {
  readonly fetch: typeof globalThis.fetch;
  readonly now: number;
  readonly signal?: AbortSignal | undefined;
}): Promise<PriceRefresh> {
  const kept = (because: string): PriceRefresh => ({ state: 'kept', because });
  try {
    const response = await options.fetch(REMOTE_DATA_JSON_URL, {
      redirect: 'error',
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    if (!response.ok) return kept(`the price list answered with status ${response.status}`);
    const text = await response.text();
    if (text.length > largestDownload) return kept('the price list is larger than any true one');
    const data: unknown = JSON.parse(text);
    if (!isProviders(data)) return kept('the price list has a form that is not understood');
    const models = data.reduce((sum, provider) => sum + provider.models.length, 0);
    if (models < fewestModels) return kept(`the price list holds only ${models} models`);
    const lost = vendorsInEveryList.find((vendor) => !data.some(({ id }) => id === vendor));
    if (lost !== undefined) return kept(`the price list lacks ${lost}`);
    updatePrices(({ setProviderData }) => setProviderData(data));
    await waitForUpdate();
    return { state: 'refreshed', asOf: new Date(options.now).toISOString().slice(0, 10), models };
  } catch (error) {
    return kept(error instanceof Error ? error.message : 'the price list could not be read');
  }
}
