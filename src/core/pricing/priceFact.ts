/** Our own, dated knowledge of prices that the book lacks or has wrong: how it is written and how it ends. */
import type { Rates } from './price.ts';
import { scaleRates } from './scaleRates.ts';

/** Dollars per million tokens. */
export type InputAndOutput = readonly [input: number, output: number];

export interface PriceFact {
  /** The book's id of who bills. */
  readonly seller: string;
  /** In small letters; dates at the end left out. */
  readonly models: readonly string[];
  /** The moment from which it holds, ISO. */
  readonly since: string;
  /** When the source was last read, ISO yyyy-mm-dd. */
  readonly checked: string;
  readonly source: string;
  /**
   * What the book says instead. The fact ends by itself: as soon as a newer book says anything else
   * of the model, the book is right.
   */
  readonly bookSays: readonly InputAndOutput[];
  readonly price: { readonly as: string } | { readonly rates: Rates; readonly peak?: Peak | undefined };
}

/** Hours in which all rates are a multiple: from Monday to Friday, UTC, ends not included. */
export interface Peak {
  readonly factor: number;
  readonly hours: readonly (readonly [from: number, to: number])[];
}

/** Whether the book still lacks the model or still has it wrong. */
export function isNeeded({ bookSays }: PriceFact, inBook: Rates | undefined): boolean {
  return (
    inBook === undefined ||
    bookSays.some(([input, output]) => inBook.input === input && inBook.output === output)
  );
}

/** Rates at a moment. */
export function ratesAt(rates: Rates, peak: Peak | undefined, at: number): Rates {
  return peak !== undefined && isPeak(peak, new Date(at)) ? scaleRates(rates, peak.factor) : rates;
}

function isPeak({ hours }: Peak, time: Date): boolean {
  const day = time.getUTCDay();
  const hour = time.getUTCHours();
  return day >= 1 && day <= 5 && hours.some(([from, to]) => hour >= from && hour < to);
}
