/** What attempts need of the world, and what goes into one and comes out. */
import type { SwitchyardError } from '../errors.ts';
import type { GateDeps } from '../gates.ts';
import type { ModelTier } from '../gatewaySettings.ts';
import type { Answer } from '../gatewayTask.ts';
import type { HoldOption, Ledger, Settlement } from '../ledger/ledger.ts';
import type { UsageReport } from '../meter/usage.ts';
import type { Endpoint, FinishReason, Message, Provider } from '../providers/provider.ts';
import type { FinishedAttempt as ReceiptRow } from '../receipt/receipt.ts';
import type { RouteHistory } from '../route/history.ts';
import type { Effort, ModelRoute } from '../route/route.ts';
import type { TaskRun } from '../taskRun.ts';
import type { Admitted } from './admitted.ts';

/** What attempts need of the world around them. */
export interface AttemptDeps extends GateDeps {
  readonly ledger: Ledger;
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
  readonly messages: readonly Message[];
  readonly cacheKey: string | undefined;
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
