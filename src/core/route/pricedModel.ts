import type { ConfiguredModel } from '../gatewaySettings.ts';
import type { PricedModel } from '../pricing/price.ts';

/** A configured model as the price book asks for it. */
export function pricedModelOf({ ref, endpoint }: ConfiguredModel): PricedModel {
  return {
    provider: ref.provider,
    dialect: endpoint.dialect,
    isDialectGuessed: endpoint.isDialectGuessed,
    baseUrl: endpoint.baseUrl,
    model: ref.model,
  };
}

/** How history, cap breaches and people name a model: `provider/model`. */
export function modelName({ ref }: Pick<ConfiguredModel, 'ref'>): string {
  return `${ref.provider}/${ref.model}`;
}
