import type { ConfiguredModel, ModelTier } from '../gatewaySettings.ts';
import type { Usage } from '../meter/usage.ts';
import type { NanoUsd } from '../pricing/money.ts';
import type { EditorRequest, RequestClass } from '../request.ts';
import type { RouteHistory } from './history.ts';
import { modelName } from './pricedModel.ts';
import type { Effort, Prediction } from './route.ts';

/** Before this machine has rows of its own: typical of 2026's models, told as a default. */
const defaults: Readonly<
  Record<ModelTier, Readonly<Record<Effort, { readonly seconds: number; readonly output: number }>>>
> = {
  fast: {
    none: { seconds: 2, output: 300 },
    low: { seconds: 3, output: 700 },
    medium: { seconds: 5, output: 1500 },
    high: { seconds: 8, output: 3000 },
  },
  reasoning: {
    none: { seconds: 4, output: 500 },
    low: { seconds: 8, output: 1200 },
    medium: { seconds: 20, output: 3000 },
    high: { seconds: 60, output: 8000 },
  },
};

export function typicalOutput(tier: ModelTier, effort: Effort): number {
  return defaults[tier][effort].output;
}

/** Thinking tokens of the reasoning model, over what it writes without any. */
export function typicalThinking(effort: Effort): number {
  return typicalOutput('reasoning', effort) - typicalOutput('reasoning', 'none');
}

/** System prompt and framing around the text of a request. */
const framingTokens = 300;
const charactersPerToken = 3.7;

export type CostOf = (model: ConfiguredModel, usage: Usage) => NanoUsd | undefined;

export function predict(
  request: EditorRequest,
  requestClass: RequestClass,
  tier: ModelTier,
  model: ConfiguredModel,
  effort: Effort,
  history: RouteHistory,
  costOf: CostOf,
): Prediction {
  const typical = history.typical(requestClass, { model: modelName(model), tier, effort });
  if (typical) return { cost: typical.cost, seconds: typical.seconds, basis: 'learned' };
  const { seconds, output } = defaults[tier][effort];
  const characters = request.text.length + (request.contextCharacters ?? 0);
  const input = framingTokens + Math.ceil(characters / charactersPerToken);
  return { cost: costOf(model, { input, output }), seconds, basis: 'default' };
}
