/** What the race tells its children, and what they write into their logs. */
import type { Admission } from '../../../src/core/model/ledger.ts';

interface PlanBase {
  readonly directory: string;
  readonly logFile: string;
  readonly name: string;
  readonly requests: number;
  readonly leaseMs: number;
  readonly limit: number;
}

export type RacePlan = PlanBase &
  ({ readonly kind: 'equal'; readonly hold: number } | { readonly kind: 'mixed'; readonly seed: number });

export type RaceLine =
  | {
      readonly type: 'refused';
      readonly id: string;
      readonly taskId: string;
      readonly admission: Extract<Admission, { admitted: false }>;
      /** Of the options offered, the preferred first. */
      readonly holds: readonly number[];
    }
  | { readonly type: 'settled'; readonly id: string; readonly cost: number }
  | { readonly type: 'done' };
