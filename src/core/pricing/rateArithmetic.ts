/** Tokens × rates, in whole numbers from end to end: the one place where a cost is worked out. */
import type { CostPartName, Price, Rates, RateSet } from '../model/price.ts';
import type { Usage } from '../model/usage.ts';
import { nanoUsd, zeroNano, type NanoUsd } from '../model/money.ts';

export interface CostBreakdown {
  /**
   * What each bucket costs; they sum to `total`. Where the provider did not say how much of the
   * output was hidden, all of it stands under `outputVisible`.
   */
  readonly parts: Readonly<Record<CostPartName, NanoUsd>>;
  readonly total: NanoUsd;
}

// A femto-dollar (1e-15 $) is the thousandth of a thousandth of a nano-dollar: one token at
// $0.0375 per million is 37 500 000 of them, so no published rate leaves a fraction.
const femtoPerNano = 1_000_000n;

function femto(tokens: number, dollarsPerMillion: number): bigint {
  return BigInt(tokens) * BigInt(Math.round(dollarsPerMillion * 1e9));
}

/** Tokens as arithmetic may use them: whole, and between 0 and what they are a part of. */
function within(limit: number, tokens: number | undefined): number {
  return Math.min(limit, Math.max(0, Math.round(tokens ?? 0)));
}

/** The rates that `input` tokens are charged at; a tier begins above its mark, not on it. */
export function rateSetFor(rates: Rates, input: number): RateSet {
  return rates.tiers?.findLast((tier) => input > tier.aboveInput) ?? rates;
}

function exactParts(rates: Rates, usage: Usage): Readonly<Record<CostPartName, bigint>> | undefined {
  if (usage.input === undefined || usage.output === undefined) return undefined;
  const input = within(Number.MAX_SAFE_INTEGER, usage.input);
  const output = within(Number.MAX_SAFE_INTEGER, usage.output);
  const set = rateSetFor(rates, input);
  if (set.input === undefined || set.output === undefined) return undefined;

  const cacheRead = within(input, usage.cacheRead);
  const cacheWrite = within(input - cacheRead, usage.cacheWrite);
  const hour = within(cacheWrite, usage.cacheWriteHour);
  const hidden = within(output, usage.hidden);
  const writeRate = set.cacheWrite ?? set.input;
  return {
    inputFresh: femto(input - cacheRead - cacheWrite, set.input),
    cacheRead: femto(cacheRead, set.cacheRead ?? set.input),
    cacheWrite: femto(cacheWrite - hour, writeRate) + femto(hour, set.cacheWriteHour ?? writeRate),
    outputVisible: femto(output - hidden, set.output),
    outputHidden: femto(hidden, set.hidden ?? set.output),
    // Dollars per request, written as a rate per million of them.
    request: femto(1, (rates.perRequest ?? 0) * 1e6),
  };
}

function roundFemto(value: bigint, rounding: 'halfUp' | 'up'): number {
  const add = rounding === 'up' ? femtoPerNano - 1n : femtoPerNano / 2n;
  return Number((value + add) / femtoPerNano);
}

/**
 * What `usage` costs at `rates`, and how that splits over the buckets; undefined unless both totals
 * of `usage` and both main rates are known. Rounded once: each part is the difference of two rounded
 * running sums, so the parts add up to the total to the nano-dollar.
 */
export function breakDownCost(
  rates: Rates,
  usage: Usage,
  rounding: 'halfUp' | 'up' = 'halfUp',
): CostBreakdown | undefined {
  const exact = exactParts(rates, usage);
  if (exact === undefined) return undefined;
  let sum = 0n;
  let rounded = 0;
  const take = (name: CostPartName): NanoUsd => {
    sum += exact[name];
    const part = nanoUsd(roundFemto(sum, rounding) - rounded);
    rounded += part;
    return part;
  };
  const parts = {
    inputFresh: take('inputFresh'),
    cacheRead: take('cacheRead'),
    cacheWrite: take('cacheWrite'),
    outputVisible: take('outputVisible'),
    outputHidden: take('outputHidden'),
    request: take('request'),
  };
  return { parts, total: nanoUsd(rounded) };
}

/** undefined unless both totals of `usage` and both main rates are known. */
export function costAtRates(rates: Rates, usage: Usage, rounding: 'halfUp' | 'up'): NanoUsd | undefined {
  return breakDownCost(rates, usage, rounding)?.total;
}

/** undefined where the price is unknown or the use included, and where a total of `usage` is not known. */
export function costAtPrice(price: Price, usage: Usage, rounding: 'halfUp' | 'up'): NanoUsd | undefined {
  switch (price.state) {
    case 'known':
      return costAtRates(price.snapshot.rates, usage, rounding);
    case 'zero':
      return usage.input === undefined || usage.output === undefined ? undefined : zeroNano;
    case 'included':
    case 'unknown':
      return undefined;
  }
}

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
