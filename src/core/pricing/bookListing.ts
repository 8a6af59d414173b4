/** Under which seller and which ids the price book may list a model of an endpoint. */
import type { DialectName } from '../providers/provider.ts';
import { dropDateSuffix } from './modelMatch.ts';
import type { PricedModel, PriceMatch } from './price.ts';

/** One place to look: the book's provider id and a model id there. */
export interface BookListing {
  readonly seller: string;
  readonly model: string;
  /** What was done to the id to get here; `exact` leaves the say to the book's own match. */
  readonly match: PriceMatch;
}

/** Dialects whose own vendor sends the bill, by the book's id for that vendor. */
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

/**
 * Where to look, in order; empty when nobody whom the book knows bills for this endpoint. A server
 * that merely offers a model of a known name is not listed: what it charges is its own affair.
 */
export function bookListings(priced: PricedModel, sellerOfHost: string | undefined): readonly BookListing[] {
  const { dialect, model } = priced;
  if (dialect === 'vercel' || dialect === 'litellm') {
    const split = splitVendor(model);
    const seller = split && sellerOfPrefix.get(split.vendor);
    if (split === undefined || seller === undefined) return [];
    return spellings(seller, split.name).map((listing) =>
      listing.match === 'exact' ? { ...listing, match: 'vendorPrefixDropped' } : listing,
    );
  }
  if (dialect === 'huggingface') {
    // `org/model:provider` names who serves it; without that the router chooses, at any price.
    const [name, provider] = model.split(':');
    if (name === undefined || provider === undefined) return [];
    return spellings(`huggingface_${provider.toLowerCase()}`, name).map((listing) =>
      listing.match === 'exact' ? { ...listing, match: 'alias' } : listing,
    );
  }
  // DashScope has a host, and a currency, per region: only the host says which price list holds.
  const byHost = dialect === 'custom' || dialect === 'dashscope';
  const seller = byHost ? sellerOfHost : sellerOfDialect[dialect];
  return seller === undefined ? [] : spellings(seller, model);
}
