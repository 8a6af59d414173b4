/** Models and prices that the pricing tests share. */
import type { Price, PricedModel, Rates } from '../../../../src/core/model/price.ts';

/** A quiet afternoon (UTC) after all price changes that the bundled data knows of. */
export const aDay = Date.UTC(2026, 10, 18, 14);

export function priced(
  dialect: PricedModel['dialect'],
  model: string,
  baseUrl = 'https://api.example.com/v1',
): PricedModel {
  return { provider: dialect, dialect, baseUrl, model };
}

export function knownPrice(rates: Rates, winsOverBill = false): Price {
  return {
    state: 'known',
    snapshot: {
      rates,
      source: winsOverBill ? 'override' : 'book',
      asOf: '2026-09-23',
      matchedModel: 'vendor/model',
      match: winsOverBill ? 'override' : 'exact',
      winsOverBill,
    },
  };
}
