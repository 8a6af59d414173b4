/** Under which seller and which ids the price book may list a model of an endpoint. */
import type { DialectName } from '../providers/provider.ts';
import { dropDateSuffix } from './modelMatch.ts';
import type { PricedModel, PriceMatch } from './price.ts';
import { hostOf, sellerOfAddress } from './sellerOfAddress.ts';

/** One place to look: the book's provider id and a model id there. */
export interface BookListing {
  readonly seller: string;
  readonly model: string;
  /** What was done to the id to get here; `exact` leaves the say to the book's own match. */
  readonly match: PriceMatch;
}

/** Where the address says nothing: dialects whose own vendor sends the bill, by the book's id for it. */
const sellerOfDialect: Partial<Record<DialectName, string>> = {
  openai: 'openai',
  azure: 'azure',
  deepseek: 'deepseek',
  xai: 'x-ai',
  google: 'google',
  anthropic: 'anthropic',
  openrouter: 'openrouter',
  groq: 'groq',
  mistral: 'mistral',
  moonshot: 'moonshotai',
  zai: 'zai',
  minimax: 'minimax',
  together: 'together',
  fireworks: 'fireworks',
  cerebras: 'cerebras',
  perplexity: 'perplexity',
};

/**
 * Vendor prefixes by which LiteLLM and the Vercel AI Gateway say who serves a model. Both charge the
 * vendor's list price.
 */
const sellerOfPrefix: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['azure', 'azure'],
  ['azure_ai', 'azure'],
  ['anthropic', 'anthropic'],
  ['google', 'google'],
  ['gemini', 'google'],
  ['vertex_ai', 'google'],
  ['xai', 'x-ai'],
  ['deepseek', 'deepseek'],
  ['groq', 'groq'],
  ['mistral', 'mistral'],
  ['moonshot', 'moonshotai'],
  ['moonshotai', 'moonshotai'],
  ['zai', 'zai'],
  ['minimax', 'minimax'],
  ['together_ai', 'together'],
  ['fireworks_ai', 'fireworks'],
  ['cerebras', 'cerebras'],
  ['perplexity', 'perplexity'],
  ['openrouter', 'openrouter'],
  ['bedrock', 'aws'],
  ['cohere', 'cohere'],
]);

/** Path-like prefixes that some vendors' own ids carry and the book's do not. */
const ownPrefixes: Readonly<Record<string, RegExp>> = {
  google: /^models\//,
  fireworks: /^accounts\/fireworks\/models\//,
};

/** OpenRouter sells OpenAI's thinking settings as ids of their own, at the model's price. */
const openAiEffort = /^(openai\/.+)-(?:minimal|low|medium|high|xhigh)$/;

function splitVendor(model: string): { vendor: string; name: string } | undefined {
  const slash = model.indexOf('/');
  return slash > 0
    ? { vendor: model.slice(0, slash).toLowerCase(), name: model.slice(slash + 1) }
    : undefined;
}

function spellings(seller: string, model: string): readonly BookListing[] {
  const listings: BookListing[] = [{ seller, model, match: 'exact' }];
  const plain = model.replace(ownPrefixes[seller] ?? '', '');
  if (plain !== model) listings.push({ seller, model: plain, match: 'vendorPrefixDropped' });

  const vendor = splitVendor(plain);
  if (vendor !== undefined && sellerOfPrefix.get(vendor.vendor) === seller && seller !== 'openrouter') {
    listings.push({ seller, model: vendor.name, match: 'vendorPrefixDropped' });
  }
  const undated = dropDateSuffix(plain);
  if (undated !== plain) listings.push({ seller, model: undated, match: 'dateSuffixDropped' });

  if (seller === 'openrouter') {
    const withoutEffort = openAiEffort.exec(plain)?.[1];
    if (withoutEffort !== undefined) listings.push({ seller, model: withoutEffort, match: 'alias' });
  }
  return listings;
}

/** Routers that name in the id who serves the model, and whose address says no more than that. */
function routerOf({ dialect, baseUrl }: PricedModel): 'vercel' | 'litellm' | 'huggingface' | undefined {
  const host = hostOf(baseUrl);
  if (host === 'ai-gateway.vercel.sh') return 'vercel';
  if (host === 'router.huggingface.co') return 'huggingface';
  return dialect === 'vercel' || dialect === 'litellm' || dialect === 'huggingface' ? dialect : undefined;
}

/**
 * Where to look, in order; empty when nobody whom the book knows bills for this endpoint. A server
 * that merely offers a model of a known name is not listed: what it charges is its own affair.
 */
export function bookListings(priced: PricedModel): readonly BookListing[] {
  const { dialect, model, baseUrl } = priced;
  // One's own address tells more than the dialect that somebody chose for it.
  const seller = sellerOfAddress(baseUrl);
  const router = seller === undefined ? routerOf(priced) : undefined;
  if (router === 'huggingface') {
    // `org/model:provider` names who serves it; without that the router chooses, at any price.
    const [name, provider] = model.split(':');
    if (name === undefined || provider === undefined) return [];
    return spellings(`huggingface_${provider.toLowerCase()}`, name).map((listing) =>
      listing.match === 'exact' ? { ...listing, match: 'alias' } : listing,
    );
  }
  if (router !== undefined) {
    const split = splitVendor(model);
    const vendor = split && sellerOfPrefix.get(split.vendor);
    if (split === undefined || vendor === undefined) return [];
    return spellings(vendor, split.name).map((listing) =>
      listing.match === 'exact' ? { ...listing, match: 'vendorPrefixDropped' } : listing,
    );
  }
  const bills = seller ?? sellerOfDialect[dialect];
  return bills === undefined ? [] : spellings(bills, model);
}
