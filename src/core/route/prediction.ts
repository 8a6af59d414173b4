import type { ConfiguredModel, ModelTier } from '../gatewaySettings.ts';
import type { RequestClass } from '../request.ts';
import type { RouteHistory } from './history.ts';
import { modelName } from './pricedModel.ts';
import type { Effort, Prediction } from './route.ts';

/** Seconds before this machine has rows of its own: typical of 2026's models, told as a default. */
const defaultSeconds: Readonly<Record<ModelTier, Readonly<Record<Effort, number>>>> = {
  fast: { none: 2, low: 3, medium: 5, high: 8 },
  reasoning: { none: 4, low: 8, medium: 20, high: 60 },
};

export function predict(
  requestClass: RequestClass,
  tier: ModelTier,
  model: ConfiguredModel,
  effort: Effort,
  history: RouteHistory,
): Prediction {
  const typical = history.typical(requestClass, modelName(model));
  if (typical) return { cost: typical.cost, seconds: typical.seconds, basis: 'learned' };
  return { cost: undefined, seconds: defaultSeconds[tier][effort], basis: 'default' };
}
