/**
 * Rates of a typical fast and reasoning pair, in dollars per million tokens, so that a practice run shows
 * what such a request would cost. Displayed as practice, never charged.
 */
import type { Rates } from '../core/pricing/price.ts';

const reasoningRates: Rates = { input: 2, cacheRead: 0.5, output: 8 };

/** By model id of the practice provider. */
export const practicePrices: Readonly<Record<string, Rates>> = {
  fast: { input: 0.15, cacheRead: 0.075, output: 0.6 },
  reasoning: reasoningRates,
  'reasoning-open': reasoningRates,
};
