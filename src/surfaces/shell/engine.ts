/** The engine as commands and surfaces see it: what is loaded on first use, and what it is started with. */
import type { Ledger, LedgerHealth } from '../../core/model/ledgerPorts.ts';
import type { KeyStore, SecretStore } from './keyStore.ts';
import type * as vscode from 'vscode';
import type { Gateway } from '../../core/gateway/gateway.ts';
import type { SwitchyardError } from '../../core/model/errors.ts';
import type { SettingsReader } from './settingsReader.ts';
import type { RememberedRules, RememberedBreaches } from './remembered.ts';
import type { PriceBook } from '../../core/model/price.ts';
import type { PriceRefresh } from '../../core/pricing/priceRefresh.ts';
import type { KeyLimits } from '../../core/providers/keyLimit.ts';
import type { GatewaySettings } from '../../core/model/gatewaySettings.ts';

export interface Engine extends vscode.Disposable {
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  /** Present where the durable ledger is open. */
  readonly ledgerHealth: LedgerHealth | undefined;
  /** Why paid calls are refused; undefined while the durable ledger is open. */
  readonly ledgerTrouble: SwitchyardError | undefined;
  readonly settings: SettingsReader;
  readonly keys: KeyStore;
  readonly rules: RememberedRules;
  readonly capBreaches: RememberedBreaches;
  readonly book: () => PriceBook;
  readonly priceRefresh: PriceRefresh;
  readonly keyLimits: KeyLimits;
  /** Endpoints in use that are left alone for a while, each as the error that a request would meet. */
  resting(): Promise<readonly SwitchyardError[]>;
  gatewaySettings(): Promise<GatewaySettings>;
}

/** What the engine needs of the extension's context. */
export interface EngineContext {
  readonly globalState: vscode.Memento;
  readonly globalStorageUri: vscode.Uri;
  readonly secrets: SecretStore;
}
