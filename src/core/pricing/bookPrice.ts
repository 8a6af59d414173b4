/** Reads one price out of `@pydantic/genai-prices`, or our own facts, and turns it into our rates. */
import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';
import { bookListings, type BookListing, matchOf } from './bookListing.ts';
import type { PricedModel, PriceFactor, PriceMatch, Rates, RateSet } from '../model/price.ts';
import { isNeeded, ratesAt, factOf } from './priceFacts.ts';
import { regionalPriceOf, scaleRates } from './serviceTier.ts';

export interface BookPrice {
  /** What is charged: the list's rates × each of `factors`. */
  readonly rates: Rates;
  readonly factors?: readonly PriceFactor[] | undefined;
  /** `seller/model` as the book lists it. */
  readonly matchedModel: string;
  readonly match: PriceMatch;
  /** Where the rates are not from the library's data: when they were read. */
  readonly asOf?: string | undefined;
  /** Where that was. */
  readonly readAt?: string | undefined;
}

const bookKeys = {
  input: 'input_mtok',
  cacheRead: 'cache_read_mtok',
  cacheWrite: 'cache_write_mtok',
  cacheWriteHour: 'cache_write_1h_mtok',
  output: 'output_mtok',
  hidden: 'output_reasoning_mtok',
} as const satisfies Record<keyof RateSet, string>;

function rateOf(price: ModelPrice, key: string, input: number): number | undefined {
  const entry = price[key];
  if (entry === undefined || typeof entry === 'number') return entry;
  return entry.tiers.reduce((rate, tier) => (input > tier.start ? tier.price : rate), entry.base);
}

function rateSetAt(price: ModelPrice, input: number): RateSet {
  return {
    input: rateOf(price, bookKeys.input, input),
    cacheRead: rateOf(price, bookKeys.cacheRead, input),
    cacheWrite: rateOf(price, bookKeys.cacheWrite, input),
    cacheWriteHour: rateOf(price, bookKeys.cacheWriteHour, input),
    output: rateOf(price, bookKeys.output, input),
    hidden: rateOf(price, bookKeys.hidden, input),
  };
}

function ratesOf(price: ModelPrice): Rates {
  const starts = new Set<number>();
  for (const key of Object.values(bookKeys)) {
    const entry = price[key];
    if (typeof entry === 'object') for (const tier of entry.tiers) starts.add(tier.start);
  }
  const tiers = [...starts]
    .toSorted((a, b) => a - b)
    .map((aboveInput) => ({ aboveInput, ...rateSetAt(price, aboveInput + 1) }));
  const perThousandRequests = rateOf(price, 'requests_kcount', 0);
  return {
    ...rateSetAt(price, 0),
    ...(perThousandRequests === undefined ? {} : { perRequest: perThousandRequests / 1000 }),
    ...(tiers.length === 0 ? {} : { tiers }),
  };
}

/** OpenRouter's `:free` variants cost nothing by definition, so the book lists no rates for them. */
function isFreeVariant(listing: BookListing): boolean {
  return listing.seller === 'openrouter' && listing.model.toLowerCase().endsWith(':free');
}

function inLibrary(listing: BookListing, at: number): BookPrice | undefined {
  // The listing itself was found by a rule; no tokens are priced here, so nothing can be refused.
  const found = calcPrice({}, listing.model, { providerId: listing.seller, timestamp: new Date(at) });
  const free = isFreeVariant(listing);
  if (found === null) {
    if (!free) return undefined;
    return {
      rates: { input: 0, output: 0 },
      matchedModel: `${listing.seller}/${listing.model}`,
      match: 'alias',
    };
  }
  // The library finds sellers by parts of their names, too.
  const match = found.provider.id === listing.seller ? matchOf(listing.model, found.model) : undefined;
  if (match === undefined) return undefined;
  const rates = free ? { input: 0, output: 0 } : ratesOf(found.model_price);
  if (rates.input === undefined || rates.output === undefined) return undefined;
  return {
    rates,
    matchedModel: `${found.provider.id}/${found.model.id}`,
    match: listing.match === 'exact' ? match : listing.match,
  };
}

function read(listing: BookListing, at: number): BookPrice | undefined {
  const inBook = inLibrary(listing, at);
  const { seller, model } = listing;
  const fact = factOf(seller, model, at);
  if (fact === undefined || !isNeeded(fact, inBook?.rates)) return inBook;
  if ('as' in fact.price) return inLibrary({ seller, model: fact.price.as, match: 'alias' }, at);
  const { rates, peak } = fact.price;
  return {
    rates: ratesAt(rates, peak, at),
    matchedModel: `${seller}/${model.toLowerCase()}`,
    match: listing.match,
    asOf: fact.checked,
    readAt: fact.source,
  };
}

function inRegion(price: BookPrice, baseUrl: string): BookPrice {
  const [seller = '', ...entry] = price.matchedModel.split('/');
  const region = regionalPriceOf(baseUrl, seller, entry.join('/'));
  if (region === undefined) return price;
  const factors = [{ why: 'region', ...region } as const];
  return { ...price, rates: scaleRates(price.rates, region.factor), factors };
}

/** @throws whatever the library throws at a malformed entry of refreshed data. */
export function bookPriceOf(priced: PricedModel, at: number): BookPrice | undefined {
  for (const listing of bookListings(priced)) {
    const price = read(listing, at);
    if (price !== undefined) return inRegion(price, priced.baseUrl);
  }
  return undefined;
}
