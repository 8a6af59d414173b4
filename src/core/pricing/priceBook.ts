/** The price book: for a model, a place and a moment, one of the four states of a price. */
import type { DialectName } from '../model/provider.ts';
import { bookPriceOf, type BookPrice } from './bookPrice.ts';
import { flatPlanOf, isOwnNetwork, sellerOfAddress } from './sellerOfAddress.ts';
import type { Price, PriceBook, PricedModel, Rates } from '../model/price.ts';
import { bundledPriceDate } from './priceData.ts';
import { noOverrides, type PriceOverride, type PriceOverrides } from './priceOverrides.ts';
import { costAtPrice, leavesOutFees } from './rateArithmetic.ts';

export interface PriceBookOptions {
  readonly overrides?: PriceOverrides | undefined;
  /** Date of the price data, ISO yyyy-mm-dd, asked for at each look-up since a refresh changes it. */
  readonly dataDate?: (() => string) | undefined;
  /** What the practice provider pretends to charge, by model. */
  readonly practicePrices?: Readonly<Record<string, Rates>> | undefined;
  /** Providers whose use is paid elsewhere, by settings id: `{ copilot: 'Copilot' }`. */
  readonly includedBy?: Readonly<Record<string, string>> | undefined;
}

const localDialects: ReadonlySet<DialectName> = new Set(['ollama', 'llamacpp', 'vllm', 'lmstudio']);

/** Ollama runs models tagged `cloud` on its own servers, though one's own machine answers. */
function isOllamaCloud({ dialect, model }: PricedModel): boolean {
  return dialect === 'ollama' && /[:-]cloud$/.test(model);
}

function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function overridePrice(name: string, override: PriceOverride, at: number): Price {
  const { rates, winsOverBill } = override;
  if (Object.values(rates).every((rate) => rate === undefined || rate === 0))
    return { state: 'zero', reason: 'override' };
  const snapshot = { rates, source: 'override', asOf: isoDate(at), matchedModel: name } as const;
  return { state: 'known', snapshot: { ...snapshot, match: 'override', winsOverBill } };
}

function unknownPrice(reason: string): Price {
  return { state: 'unknown', reason };
}

export function createPriceBook(options: PriceBookOptions = {}): PriceBook {
  const overrides = options.overrides ?? noOverrides;
  const dataDate = options.dataDate ?? (() => bundledPriceDate);

  function practicePrice(model: string, at: number): Price {
    const rates = options.practicePrices?.[model];
    if (rates === undefined) return unknownPrice(`the practice provider has no model "${model}"`);
    const how = { asOf: isoDate(at), matchedModel: model, match: 'exact', winsOverBill: false } as const;
    return { state: 'known', snapshot: { rates, source: 'practice', ...how } };
  }

  function bookPrice(priced: PricedModel, at: number): Price {
    const { provider, model } = priced;
    const mend = `set "${provider}/${model}" in models.prices`;
    let found: BookPrice | undefined;
    try {
      found = bookPriceOf(priced, at);
    } catch {
      return unknownPrice(`the price data of "${model}" is malformed; ${mend}`);
    }
    if (found === undefined) return unknownPrice(`no price is known for "${model}" at ${provider}; ${mend}`);
    if (leavesOutFees(model, found.rates)) {
      return unknownPrice(
        `"${model}" charges for searches beside its tokens; ${mend}, "perRequest" included`,
      );
    }
    return {
      state: 'known',
      snapshot: { ...found, asOf: found.asOf ?? dataDate(), source: 'book', winsOverBill: false },
    };
  }

  function priceOf(priced: PricedModel, at: number): Price {
    const { provider, dialect, model } = priced;
    if (provider === 'practice') return practicePrice(model, at);
    const name = `${provider}/${model}`;
    const override = overrides.get(name);
    if (override !== undefined) return overridePrice(name, override, at);
    const by = options.includedBy?.[provider] ?? flatPlanOf(priced.baseUrl);
    if (by !== undefined) return { state: 'included', by };
    if (localDialects.has(dialect) && sellerOfAddress(priced.baseUrl) === undefined) {
      // A gateway to paid models may listen on any of their ports.
      if (priced.isDialectGuessed)
        return unknownPrice(
          `only the port says that "${model}" runs on a server of your own; set "dialect" of ${provider} in providers`,
        );
      if (isOwnNetwork(priced.baseUrl) && !isOllamaCloud(priced))
        return { state: 'zero', reason: 'localModel' };
      return unknownPrice(`"${model}" runs on somebody else's machine; set "${name}" in models.prices`);
    }
    return bookPrice(priced, at);
  }

  return {
    priceOf,
    costOf: (priced, usage, at, rounding) => costAtPrice(priceOf(priced, at), usage, rounding),
  };
}
