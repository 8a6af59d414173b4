/** What attempts need of the world, and what goes into one and comes out. */
import type { LedgerHolds, LedgerWords } from '../model/ledgerPorts.ts';
import type { SwitchyardError } from '../model/errors.ts';
import type { GateDeps } from './gates.ts';
import type { ModelTier, ConfiguredModel } from '../model/gatewaySettings.ts';
import type { Answer, RunningAttempt } from './contract.ts';
import type { HoldOption, Settlement, TaskFacts } from '../model/ledger.ts';
import type { UsageReport, ServiceTier } from '../model/usage.ts';
import type { Endpoint, FinishReason, Provider, Attempt } from '../model/provider.ts';
import type { FinishedAttempt as ReceiptRow } from '../model/receipt.ts';
import type { RouteHistory } from '../route/history.ts';
import type { Effort, ModelRoute } from '../model/route.ts';
import type { Prompt } from './prompt.ts';
import type { TaskRun } from './taskRun.ts';
import type { MeterSetup } from '../meter/meterState.ts';
import type { Price } from '../model/price.ts';

/** What attempts need of the world around them. */
export interface AttemptDeps extends GateDeps {
  readonly ledger: LedgerHolds & Pick<LedgerWords, 'recordCheck'>;
  readonly history: () => RouteHistory;
  readonly newId: () => string;
  /** @throws SwitchyardError `unauthorized` where the endpoint has no key and needs one. */
  readonly providerFor: (endpoint: Endpoint) => Promise<Provider>;
  /**
   * The provider's own figures for a response that ended without them; undefined where it offers no
   * such look-up or does not know them yet. `signal` aborts when the gateway is disposed of.
   */
  readonly lookUp?:
    | ((endpoint: Endpoint, responseId: string, signal: AbortSignal) => Promise<UsageReport | undefined>)
    | undefined;
}

/** Exact figures that come late. */
export interface Corrections {
  /**
   * Looks an attempt up that was settled by estimate, where its provider may know more. A count of
   * output below `leastOutput` cannot be that of the text which came.
   */
  expect(admitted: Admitted, settlement: Settlement, leastOutput: number): void;
  /** Ends all that is under way; what was not looked up by then keeps its estimate. */
  dispose(): void;
}

export interface AttemptServices extends AttemptDeps {
  readonly corrections: Corrections;
}

export interface AttemptInput {
  readonly run: TaskRun;
  readonly route: ModelRoute;
  readonly prompt: Prompt;
  /** That of the tier; no gate of its own refuses it. */
  readonly model: ConfiguredModel;
  readonly tier: ModelTier;
  readonly effort: Effort;
  /** 1 for the first of the task. */
  readonly number: number;
}

export interface AttemptOutcome {
  readonly kind: 'ran';
  readonly option: HoldOption;
  readonly answer: Answer;
  /** `length` also where the provider calls it otherwise but the whole cap was used. */
  readonly finish: FinishReason | undefined;
  readonly error: SwitchyardError | undefined;
  /** Who pays an included use. */
  readonly includedBy: string | undefined;
  /** The row as the ledger has it, for the receipt. */
  readonly row: ReceiptRow;
}

/** Nothing was sent and nothing is held. */
export interface RefusedAttempt {
  readonly kind: 'refused';
  readonly error: SwitchyardError;
}

/** What is known of an attempt once the ledger let it in, and what the provider then said of it. */
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
