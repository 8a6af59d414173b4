/** The price data of the library: which is in use, and what a newer one must be like to take its place. */
import { REMOTE_DATA_JSON_URL, updatePrices, waitForUpdate, type Provider } from '@pydantic/genai-prices';
import * as z from 'zod';
import { readText } from '../providers/bodyPieces.ts';

/** Publication date of the bundled data: that of @pydantic/genai-prices 0.1.8 on npm. */
export const bundledPriceDate = '2026-09-23';

export type PriceList = readonly Provider[];

/** `problem` says what is wrong with what came, never what it held. */
export type FoundPriceList =
  | { readonly list: PriceList; readonly models: number }
  | { readonly list?: undefined; readonly problem: string; readonly cause?: Error | undefined };

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

/** A list that is too short, or that lost a vendor, is a broken download and not a gift. */
export function checkPriceList(data: unknown): FoundPriceList {
  if (!isProviders(data)) return { problem: 'the price list has a form that is not understood' };
  const models = data.reduce((sum, provider) => sum + provider.models.length, 0);
  if (models < fewestModels) return { problem: `the price list holds only ${models} models` };
  const lost = vendorsInEveryList.find((vendor) => !data.some(({ id }) => id === vendor));
  return lost === undefined ? { list: data, models } : { problem: `the price list lacks ${lost}` };
}

/** Downloads the library's price list; never throws. */
export async function downloadPriceList(
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<FoundPriceList> {
  try {
    const response = await fetch(REMOTE_DATA_JSON_URL, { redirect: 'error', signal });
    if (!response.ok) return { problem: `the price list answered with status ${response.status}` };
    const { text, isCut, lost } = await readText(response.body, largestDownload, signal);
    if (isCut) return { problem: 'the price list is larger than any true one' };
    if (lost !== undefined || signal.aborted) return { problem: 'the price list did not come whole' };
    return checkPriceList(JSON.parse(text));
  } catch (error) {
    const cause = error instanceof Error ? error : undefined;
    const problem =
      cause instanceof SyntaxError ? 'the price list is no JSON' : 'the price list could not be fetched';
    return { problem, cause };
  }
}

/** Until another is put in its place, the library hands out what it was published with. */
const bundled = waitForUpdate();

/**
 * Prices everything from now on by `list`, or by the bundled data again.
 *
 * @throws Error from the library where it finds fault with a checked list; the one before stays.
 */
export async function usePriceList(list: PriceList | 'bundled'): Promise<void> {
  const data = list === 'bundled' ? await bundled : [...list];
  updatePrices(({ setProviderData }) => setProviderData(data));
  await waitForUpdate();
}
