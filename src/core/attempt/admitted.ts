/** What is known of an attempt once the ledger let it in, and what the provider then said of it. */
import type { ConfiguredModel } from '../gatewaySettings.ts';
import type { RunningAttempt } from '../gatewayTask.ts';
import type { TaskFacts } from '../ledger/ledger.ts';
import type { MeterSetup } from '../meter/meterState.ts';
import type { ServiceTier, UsageReport } from '../meter/usage.ts';
import type { Price } from '../pricing/price.ts';
import type { Attempt, FinishReason } from '../providers/provider.ts';

export type AttemptBounds = Pick<
  MeterSetup,
  'inputBound' | 'maxOutputTokens' | 'searches' | 'hold' | 'mostBill'
>;

export interface Admitted {
  readonly attempt: RunningAttempt;
  readonly model: ConfiguredModel;
  readonly facts: TaskFacts;
  /** That of the hold; the cost is worked out at it too, at the service tier that answers. */
  readonly price: Price;
  readonly estimatedInput: number;
  /** What it can honestly come to, in tokens and in money. */
  readonly bounds: AttemptBounds;
  readonly wire: Attempt;
  /** What the receipt is to say of the admission itself. */
  readonly notes: readonly string[];
}

/** What the provider said of the response itself. */
export interface Seen {
  report?: UsageReport;
  finish?: FinishReason;
  finishRaw?: string;
  refusal?: string | undefined;
  responseId?: string | undefined;
  servedModel?: string | undefined;
  /** As said before there was a report. */
  serviceTier?: ServiceTier | undefined;
  /** True once anything came that a provider would bill. */
  output: boolean;
}
