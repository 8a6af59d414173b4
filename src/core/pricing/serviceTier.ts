/**
 * What multiplies a price. Service tiers: the same model answered faster at a multiple of its price, or
 * later at a part of it; what was served counts, not what was asked for, and only the answer says it.
 * Regions: what a seller adds where it keeps a request inside one.
 */
import type { ServiceTier } from '../model/usage.ts';
import { dialects } from '../providers/dialects.ts';
import type { Price, PricedModel, PriceSnapshot, Rates, RateSet } from '../model/price.ts';
import { hostOf } from './sellerOfAddress.ts';

type Factors = Partial<Record<ServiceTier, number>>;

const halfPrice: Factors = { flex: 0.5, batch: 0.5 };

/**
 * OpenAI's priority (fast mode since 30 July 2026) is twice the price, but for these. Sources:
 * openai.com/api-fast-mode and openai.com/api-priority-processing (read 30 Nov 2026),
 * BerriAI/litellm#37046 for GPT-4.
 */
const openAiPriority: readonly (readonly [entry: RegExp, factor: number])[] = [
  [/^gpt-5\.5(?!-pro)/, 2.5],
  [/^gpt-5-mini/, 1.8],
  [/^gpt-4\.1(?!-nano)|^o3(?!-mini|-pro)/, 1.75],
  [/^gpt-4o-mini/, 5 / 3],
  [/^gpt-4o/, 1.7],
  [/^o4-mini/, 20 / 11],
  [/^gpt-(?:[5-9]|\d\d|4\.1-nano)/, 2],
];

/**
 * Where a seller has tiers. Sources: developers.openai.com/api/docs/guides/flex-processing (flex at
 * batch rates, half); learn.microsoft.com/azure/foundry/openai/how-to/flex-processing;
 * ai.google.dev/gemini-api/docs/pricing and theopenco/llmgateway#2572 (0.5 and 1.8 at Google);
 * docs.x.ai/developers/pricing and EasyMetaAu/helm-api#911 (2 at xAI); console.groq.com/docs/flex-processing
 * (as on demand); docs.claude.com/docs/build-with-claude/batch-processing; mistral.ai/pricing (batch).
 */
const factorsOfSeller: Readonly<Record<string, Factors>> = {
  openai: halfPrice,
  azure: halfPrice,
  google: { ...halfPrice, priority: 1.8 },
  'x-ai': { priority: 2 },
  groq: { flex: 1, batch: 0.5 },
  anthropic: { batch: 0.5 },
  aws: { batch: 0.5 },
  mistral: { batch: 0.5 },
};

/** The dearest factor there is, where a seller's own for being served first is not known. */
const dearestKnown = 2.5;

function factorOf(matchedModel: string, tier: ServiceTier): number | undefined {
  if (tier === 'standard') return 1;
  const slash = matchedModel.indexOf('/');
  const seller = matchedModel.slice(0, slash);
  if (tier === 'priority' && (seller === 'openai' || seller === 'azure')) {
    const entry = matchedModel.slice(slash + 1).toLowerCase();
    return openAiPriority.find(([pattern]) => pattern.test(entry))?.[1];
  }
  return factorsOfSeller[seller]?.[tier];
}

export interface PriceAsServed {
  readonly price: Price;
  /** The tier's own price is not known: the rates are the dearest it may be, and what they give is an estimate. */
  readonly isGuess: boolean;
}

/**
 * The price at the tier that answered. Only a price of the book has tiers: one's own is taken at its
 * word. A price that is as served already stays as it is.
 */
export function priceAsServed(price: Price, tier: ServiceTier | undefined): PriceAsServed {
  if (price.state !== 'known' || tier === undefined || tier === 'standard') return { price, isGuess: false };
  const { snapshot } = price;
  if (snapshot.source !== 'book' || snapshot.factors?.some(({ why }) => why === 'serviceTier') === true) {
    return { price, isGuess: false };
  }
  const known = factorOf(snapshot.matchedModel, tier);
  const factor = known ?? (tier === 'priority' ? dearestKnown : 1);
  return {
    price: { state: 'known', snapshot: multiplied(snapshot, tier, factor) },
    isGuess: known === undefined,
  };
}

function multiplied(snapshot: PriceSnapshot, tier: ServiceTier, factor: number): PriceSnapshot {
  const factors = [...(snapshot.factors ?? []), { why: 'serviceTier', name: tier, factor } as const];
  return { ...snapshot, rates: scaleRates(snapshot.rates, factor), factors };
}

/**
 * What the standard price is to be multiplied by for the dearest tier that may answer. OpenAI and Azure
 * serve by a default of the project or deployment, priority perhaps, unless a request says `default`:
 * the dialects say it where they can, so that a hold need not double for everybody. No other seller
 * serves a dearer tier unasked, and nothing here asks for one.
 */
export function dearestServed(
  { dialect, model }: PricedModel,
  { source, matchedModel }: PriceSnapshot,
): number {
  const isTold = dialects[dialect].request.standardTier?.(model) !== undefined;
  const byProject = /^(?:openai|azure)\//.test(matchedModel) && dialect !== 'vercel';
  if (source !== 'book' || isTold || !byProject) return 1;
  return factorOf(matchedModel, 'priority') ?? 1;
}

/** Published rates have a few digits; what a product adds beyond a dozen is binary residue. */
function scaled(rate: number | undefined, factor: number): number | undefined {
  return rate === undefined ? undefined : Number((rate * factor).toPrecision(12));
}

function scaleSet(set: RateSet, factor: number): RateSet {
  return {
    input: scaled(set.input, factor),
    cacheRead: scaled(set.cacheRead, factor),
    cacheWrite: scaled(set.cacheWrite, factor),
    cacheWriteHour: scaled(set.cacheWriteHour, factor),
    output: scaled(set.output, factor),
    hidden: scaled(set.hidden, factor),
  };
}

/** Rates per token × `factor`, in each tier of length; a fee per request stays as it is. */
export function scaleRates(rates: Rates, factor: number): Rates {
  if (factor === 1) return rates;
  const { tiers } = rates;
  return {
    ...rates,
    ...scaleSet(rates, factor),
    ...(tiers && {
      tiers: tiers.map((tier) => ({ aboveInput: tier.aboveInput, ...scaleSet(tier, factor) })),
    }),
  };
}

/** What a seller adds where it keeps a request inside a region. */
interface RegionalPrice {
  readonly seller: string;
  /** Hosts that stay in a region; the first group is its name. */
  readonly host: RegExp;
  /** Of the book's entries those that cost more there; undefined = all. */
  readonly models?: RegExp | undefined;
  readonly factor: number;
}

/**
 * OpenAI: models released since 5 March 2026, which begin with GPT-5.4; `chat-latest` stands for the
 * newest (developers.openai.com/api/docs/guides/data-residency, read 30 Nov 2026).
 */
const openAiSinceMarch2026 = /^(?:gpt-(?:5[.-](?:[4-9]|\d\d)|[6-9]|\d\d)|(?:gpt-)?chat-latest)/;
/**
 * Sonnet and Haiku 4.5 are the first Claudes (cloud.google.com/vertex-ai/generative-ai/pricing#claude-models),
 * Gemini follows since July 2026 (BerriAI/litellm#37543).
 */
const dearerInVertexRegions =
  /^(?:claude-(?:\w+-(?:4-[5-9]|[5-9])|(?:4-[5-9]|[5-9])-)|gemini-(?:[3-9]|\d\d))/;

const regionalPrices: readonly RegionalPrice[] = [
  {
    seller: 'openai',
    host: /^([a-z0-9-]+)\.api\.openai\.com$/,
    models: openAiSinceMarch2026,
    factor: 1.1,
  },
  // docs.x.ai/developers/pricing: 1.1 × at the US endpoint, the only one it still names.
  { seller: 'x-ai', host: /^([a-z0-9-]+)\.api\.x\.ai$/, factor: 1.1 },
  // docs.mistral.ai/studio/regional-inference: input, output, cached reads and cache writes.
  { seller: 'mistral', host: /^api\.([a-z]+)\.mistral\.ai$/, factor: 1.1 },
  {
    seller: 'google',
    host: /^([a-z0-9-]+)-aiplatform\.googleapis\.com$/,
    models: dearerInVertexRegions,
    factor: 1.1,
  },
  {
    seller: 'google',
    host: /^aiplatform\.([a-z0-9-]+)\.rep\.googleapis\.com$/,
    models: dearerInVertexRegions,
    factor: 1.1,
  },
];

/** undefined where the address asks for no region, or the model costs no more there. */
export function regionalPriceOf(
  baseUrl: string,
  seller: string,
  entry: string,
): { readonly name: string; readonly factor: number } | undefined {
  const host = hostOf(baseUrl) ?? '';
  for (const place of regionalPrices) {
    const name = place.seller === seller ? place.host.exec(host)?.[1] : undefined;
    if (name === undefined || name === 'global' || place.models?.test(entry.toLowerCase()) === false)
      continue;
    return { name, factor: place.factor };
  }
  return undefined;
}
