import type { NanoUsd } from '../pricing/money.ts';
import type { RequestClass } from '../request.ts';
import type { ModelTier } from '../gatewaySettings.ts';

/** What this machine's own rows taught; undefined where there are too few to say. */
export interface RouteHistory {
  /** p95 of whole seconds a model took. */
  p95Seconds(model: string): number | undefined;
  /** Median seconds and cost of a class on a model. */
  typical(
    requestClass: RequestClass,
    model: string,
  ): { seconds: number; cost: NanoUsd | undefined } | undefined;
  /** p95 of output tokens a class needed on a tier. */
  p95Output(requestClass: RequestClass, tier: ModelTier): number | undefined;
}

export const emptyHistory: RouteHistory = {
  p95Seconds: () => undefined,
  typical: () => undefined,
  p95Output: () => undefined,
};
