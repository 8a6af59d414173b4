import { defaultCalibration, type Calibration } from '../meter/calibration.ts';
import { defaultThinkingRate, type ModelUse } from '../meter/learnedRates.ts';
import type { ThinkingRate } from '../meter/meterState.ts';
import type { NanoUsd } from '../pricing/money.ts';
import type { RequestClass } from '../request.ts';
import type { Effort } from './route.ts';

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
