/** What is known of an attempt once the ledger let it in, and what the provider then said of it. */
import type { ConfiguredModel } from '../gatewaySettings.ts';
import type { RunningAttempt } from '../gatewayTask.ts';
import type { TaskFacts } from '../ledger/ledger.ts';
import type { UsageReport } from '../meter/usage.ts';
import type { Attempt, FinishReason } from '../providers/provider.ts';

export interface Admitted {
  readonly attempt: RunningAttempt;
  readonly model: ConfiguredModel;
  readonly facts: TaskFacts;
  readonly at: number;
  readonly estimatedInput: number;
  readonly wire: Attempt;
}

/** What the provider said of the response itself. */
export interface Seen {
  report?: UsageReport;
  finish?: FinishReason;
  finishRaw?: string;
  responseId?: string | undefined;
  servedModel?: string | undefined;
}
