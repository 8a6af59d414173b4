/**
 * Under which seller and which ids the price book may list a model of an endpoint, and whether an entry is
 * that model.
 */
import type { MatchLogic } from '@pydantic/genai-prices';
import type { DialectName } from '../model/provider.ts';
import type { PricedModel, PriceMatch } from '../model/price.ts';
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

// Says how a price-book entry came to match a model id, and refuses it where the book's prefix rules reach too
// far: `claude-sonnet-5-1` begins with `claude-sonnet-5` but is another model.

/** A full date at the end: `-2025-08-07`, `-20250807`, `@20250807`. */
const dateSuffix = /[-@]20\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/;

/**
 * What may follow a model's name without making it another model: a date in any vendor's spelling
 * (`-0528`, `-2507`, `-05-20`, `-09-2025`), `-preview`, `-latest`, `-001`, Bedrock's `-v1:0`.
 */
const stamp =
  /^(?:-preview)?(?:[-@]20\d{2}-?\d{2}-?\d{2}|-\d{4}|-\d{2}-\d{2}|-\d{2}-20\d{2}|-00\d)?(?:-v\d:\d)?$/;
const undatedStamp = /^(?:-preview|-latest|-preview-latest|-v\d:\d|-00\d)$/;

function dropDateSuffix(model: string): string {
  return model.replace(dateSuffix, '');
}

function literalsOf(match: MatchLogic): readonly string[] {
  if ('or' in match) return match.or.flatMap(literalsOf);
  if ('and' in match) return match.and.flatMap(literalsOf);
  if ('equals' in match) return [match.equals];
  if ('starts_with' in match) return [match.starts_with];
  if ('ends_with' in match) return [match.ends_with];
  if ('contains' in match) return [match.contains];
  return [];
}

/**
 * How `model` stands to the book's entry that its rules gave; undefined where the id says more than
 * a date, a stamp or a vendor prefix on top of a name that the entry lists, so that the price would
 * be a guess from another member of the family.
 */
export function matchOf(model: string, entry: { id: string; match: MatchLogic }): PriceMatch | undefined {
  // A model tuned at OpenAI goes by what it was made of, its owner and a name: `ft:gpt-4o:acme::7p4lURx`.
  const id = model.toLowerCase().replace(/^(ft:[^:]+):.*$/, '$1');
  const entryId = entry.id.toLowerCase();
  if (id === entryId) return 'exact';

  for (const literal of [entryId, ...literalsOf(entry.match).map((name) => name.toLowerCase())]) {
    const name = literal.replace(/-$/, '');
    const at = id.indexOf(name);
    if (at < 0 || (at > 0 && id[at - 1] !== '/')) continue;
    const rest = id.slice(at + name.length);
    if (rest !== '' && undatedStamp.test(rest)) return 'alias';
    if (rest !== '' && stamp.test(rest)) return 'dateSuffixDropped';
    if (rest === '') return at > 0 ? 'vendorPrefixDropped' : 'alias';
  }
  return undefined;
}
