import type { Rates } from './price.ts';

/**
 * Models that search or research by themselves bill their searches beside the tokens. No cap on the
 * wire bounds how many there are, so a hold at the rates of their tokens would be no upper bound.
 * Sources: https://docs.perplexity.ai/getting-started/pricing (a fee per request, and for
 * `sonar-deep-research` searches and citations), https://openai.com/api/pricing (`*-search-preview`,
 * `*-search-api`, `*-deep-research`: a fee per search).
 */
const searches = /(?:^|\/)sonar(?:-|$)|-search(?:-|$)|-deep-research(?:-|$)/;

// Groq's compound models look things up too, as does any model at OpenRouter with this ending:
// https://console.groq.com/docs/compound, https://openrouter.ai/docs/features/web-search
const searchesToo = /(?:^|\/)compound(?:-|$)|:online$/;

/** The model looks things up by itself: what it finds is billed as input, and shown as its thinking. */
export function searchesByItself(model: string): boolean {
  const name = model.toLowerCase();
  return searches.test(name) || searchesToo.test(name);
}

/**
 * True where `rates` leave out what the model charges on top. A fee per request that the book lists is
 * the dearest of its kind and is held in full, so such a price is whole. One's own override is not
 * asked: it is the person's word, with `perRequest` for the fee.
 */
export function leavesOutFees(model: string, rates: Rates): boolean {
  return rates.perRequest === undefined && searches.test(model.toLowerCase());
}
