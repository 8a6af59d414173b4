/** Prices as data: rates, what multiplies them, the price that a row keeps, and the book they come from. */
import type { Usage } from './usage.ts';
import type { DialectName } from './provider.ts';
import type { NanoUsd } from './money.ts';

/** How the price book found the model; told on the receipt. */
export type PriceMatch = 'exact' | 'dateSuffixDropped' | 'vendorPrefixDropped' | 'alias' | 'override';

/**
 * Dollars per million tokens; plain numbers as published. undefined = the book has no such rate: a
 * cache bucket then costs as input does (never nothing), hidden tokens as output.
 */
export interface RateSet {
  readonly input?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly cacheWriteHour?: number | undefined;
  readonly output?: number | undefined;
  /** Thinking tokens, at the few providers that price them apart from other output. */
  readonly hidden?: number | undefined;
}

/** The whole request is charged at these rates once its input is above `aboveInput` tokens. */
export interface RateTier extends RateSet {
  readonly aboveInput: number;
}

export interface Rates extends RateSet {
  /** Dollars per request on top of the tokens. */
  readonly perRequest?: number | undefined;
  /** Long-context tiers, ascending. */
  readonly tiers?: readonly RateTier[] | undefined;
}

/** Why a price is a multiple of the list's. */
export interface PriceFactor {
  readonly why: 'region' | 'serviceTier';
  /** The region by the seller's short name, or the service tier. */
  readonly name: string;
  readonly factor: number;
}

/** What is written into the row beside the cost: the price of that day, never re-read later. */
export interface PriceSnapshot {
  /** As charged: `factors` are in them. */
  readonly rates: Rates;
  readonly factors?: readonly PriceFactor[] | undefined;
  readonly source: 'book' | 'override' | 'practice';
  /** Date of the price data, ISO yyyy-mm-dd. */
  readonly asOf: string;
  /** Where the rates were read that the price data lacks. */
  readonly readAt?: string | undefined;
  readonly matchedModel: string;
  readonly match: PriceMatch;
  /** The user's override may say that it wins over the provider's own bill. */
  readonly winsOverBill: boolean;
}

/** The four states of a price. Unknown and included never show as $0. */
export type Price =
  | { readonly state: 'known'; readonly snapshot: PriceSnapshot }
  | { readonly state: 'zero'; readonly reason: 'localModel' | 'override' }
  | { readonly state: 'included'; readonly by: string }
  | { readonly state: 'unknown'; readonly reason: string };

export interface PricedModel {
  readonly provider: string;
  readonly dialect: DialectName;
  /** As of an endpoint: a guessed dialect does not make a model free. */
  readonly isDialectGuessed?: true | undefined;
  readonly baseUrl: string;
  readonly model: string;
}

export interface PriceBook {
  /** `at` in ms since the epoch: prices change by date and, at some providers, by hour. */
  priceOf(model: PricedModel, at: number): Price;
  /**
   * Cost of `usage` at the price of `at`, tiers included; undefined unless the price is known or
   * zero and both totals (`input`, `output`) are. Rounds half up for a cost, up for a hold.
   */
  costOf(model: PricedModel, usage: Usage, at: number, rounding: 'halfUp' | 'up'): NanoUsd | undefined;
}

export interface Disagreement {
  readonly billed: NanoUsd;
  readonly computed: NanoUsd;
  /** billed ÷ computed; undefined where nothing was computed to divide by. */
  readonly ratio: number | undefined;
}

export const costPartNames = [
  'inputFresh',
  'cacheRead',
  'cacheWrite',
  'outputVisible',
  'outputHidden',
  'request',
] as const;

export type CostPartName = (typeof costPartNames)[number];
