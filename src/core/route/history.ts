/** What this machine has learned of models and classes, and what it predicts of a route. */
import { defaultCalibration, type Calibration } from '../meter/calibration.ts';
import {
  defaultThinkingRate,
  type ModelUse,
  learnCostRange,
  learnLatency,
  learnModelCalibration,
  learnOutputP95,
  learnThinkingRate,
  learnTypical,
  type LearnedRow,
} from '../meter/learnedRates.ts';
import type { ThinkingRate } from '../meter/meterState.ts';
import type { NanoUsd } from '../model/money.ts';
import type { RequestClass, EditorRequest } from '../model/request.ts';
import type { Effort, Prediction } from '../model/route.ts';
import { type ConfiguredModel, type ModelTier, modelName } from '../model/gatewaySettings.ts';
import type { Usage } from '../model/usage.ts';
import type { LedgerRow } from '../model/ledger.ts';

/** What this machine's own rows taught; undefined where there are too few to say. */
export interface RouteHistory {
  /** p95 of whole seconds a model took on a tier, at that effort where there are enough rows of it. */
  p95Seconds(use: ModelUse): number | undefined;
  /** Median seconds and cost of a class on a model at an effort. */
  typical(
    requestClass: RequestClass,
    use: ModelUse,
  ): { seconds: number; cost: NanoUsd | undefined } | undefined;
  /** The middle half of what a class cost on a model's tier. */
  costRange(
    requestClass: RequestClass,
    use: Omit<ModelUse, 'effort'>,
  ): { low: NanoUsd; high: NanoUsd } | undefined;
  /** p95 of output tokens a class needed of a model at an effort. */
  p95Output(requestClass: RequestClass, use: ModelUse): number | undefined;
  /**
   * How a model counts and how fast it thinks; labelled defaults where too little is known. At effort
   * none a learned rate means that it thinks unasked.
   */
  modelFacts(model: string, effort: Effort): ModelFacts;
}

export interface ModelFacts {
  readonly calibration: Calibration;
  readonly thinkingRate: ThinkingRate;
}

/** Until a model's own rows say otherwise. */
export const defaultModelFacts: ModelFacts = {
  calibration: defaultCalibration,
  thinkingRate: defaultThinkingRate,
};

export const emptyHistory: RouteHistory = {
  p95Seconds: () => undefined,
  typical: () => undefined,
  costRange: () => undefined,
  p95Output: () => undefined,
  modelFacts: () => defaultModelFacts,
};

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

/** Route history from this machine's own rows. @param rows newest first, as the ledger gives them. */
export function learnedHistory(rows: readonly LedgerRow[]): RouteHistory {
  const learned = learnedRows(rows);
  return {
    p95Seconds: once((use) => {
      const latency = learnLatency(learned, use, 'totalMs');
      return latency && latency.p95 / 1000;
    }),
    typical: once((requestClass, use) => learnTypical(learned, requestClass, use)),
    costRange: once((requestClass, use) => learnCostRange(learned, requestClass, use)),
    p95Output: once((requestClass, use) => learnOutputP95(learned, requestClass, use)),
    modelFacts: once((model, effort) => ({
      calibration: learnModelCalibration(learned, model),
      thinkingRate: learnThinkingRate(learned, model, effort),
    })),
  };
}

/**
 * What rows teach, oldest first.
 *
 * @param rows newest first, as the ledger gives them.
 */
export function learnedRows(rows: readonly LedgerRow[]): readonly LearnedRow[] {
  return rows.toReversed().flatMap((row) => learnedRow(row) ?? []);
}

/** A preview asks the same questions at each keystroke; the answers change only with the rows. */
function once<Question extends unknown[], Answer>(
  learn: (...question: Question) => Answer,
): (...question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (...question) => {
    const key = JSON.stringify(question);
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = learn(...question);
    known.set(key, answer);
    return answer;
  };
}

/** Only whole answers whose counts are the provider's own teach anything. */
function learnedRow(row: LedgerRow): LearnedRow | undefined {
  const { settlement, endpointId, model } = row;
  if (!settlement || settlement.end !== 'complete' || settlement.usageProvenance !== 'exact')
    return undefined;
  if (endpointId === undefined || model === undefined) return undefined;
  return {
    model: `${endpointId}/${model}`,
    class: row.task.class,
    tier: row.tier,
    effort: row.effort,
    estimatedInput: row.estimatedInput,
    input: settlement.usage.input,
    output: settlement.usage.output,
    hidden: settlement.flags.includes('hiddenEstimated') ? undefined : settlement.usage.hidden,
    firstTokenMs: settlement.firstTokenMs,
    thinkingMs: settlement.thinkingMs,
    totalMs: settlement.totalMs,
    cost: settlement.cost,
  };
}
