import type { ModelTier } from '../gatewaySettings.ts';
import type { NanoUsd } from '../pricing/money.ts';
import { nanoUsd } from '../pricing/money.ts';
import type { RequestClass } from '../request.ts';
import type { Effort } from './route.ts';

/** What a person chose for this one request; it wins over classifier and policy, never over budgets. */
export interface RouteOverride {
  readonly class?: RequestClass | undefined;
  readonly tier?: ModelTier | undefined;
  /** More thinking bought: an effort, and a cap in dollars for the whole task. */
  readonly upTo?: UpTo | undefined;
}

export interface UpTo {
  readonly label: string;
  readonly cost: NanoUsd;
  readonly effort: Effort;
}

/** The steps of "up to: auto, 1¢, 5¢, 25¢"; auto is no override. */
export const upToSteps: readonly UpTo[] = [
  { label: '1¢', cost: nanoUsd(10_000_000), effort: 'low' },
  { label: '5¢', cost: nanoUsd(50_000_000), effort: 'medium' },
  { label: '25¢', cost: nanoUsd(250_000_000), effort: 'high' },
];
