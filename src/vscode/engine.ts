/** Everything that activation does not need, composed on first use: settings, ledger, prices, gateway. */
import type * as vscode from 'vscode';
import { restingCircuit } from '../core/circuit.ts';
import { classify } from '../core/classify/classify.ts';
import { isSwitchyardError, SwitchyardError } from '../core/errors.ts';
import { createGateMemory, type Consent } from '../core/gates.ts';
import { resumeCorrections } from '../core/attempt/resumeCorrections.ts';
import { createGateway, type Gateway, type GatewayDeps } from '../core/gateway.ts';
import type { GatewaySettings } from '../core/gatewaySettings.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import type { Log } from '../core/log.ts';
import { defaultCalibration } from '../core/meter/calibration.ts';
import type { PriceBook } from '../core/pricing/price.ts';
import { createPriceBook } from '../core/pricing/priceBook.ts';
import { createPriceRefresh, type PriceRefresh } from '../core/pricing/priceRefresh.ts';
import { originOf } from '../core/providers/endpointUrl.ts';
import { generationCost } from '../core/providers/generationCost.ts';
import { keyLimit } from '../core/providers/keyLimit.ts';
import { createKeyLimits, type KeyLimits } from '../core/providers/keyLimits.ts';
import type { Endpoint, Provider } from '../core/providers/provider.ts';
import { emptyHistory, type RouteHistory } from '../core/route/history.ts';
import { learnedHistory } from '../core/route/learnedHistory.ts';
import type { PracticeServer } from '../practice/practiceServer.ts';
import { practiceThinkingRate } from '../practice/practiceModels.ts';
import { practicePrices } from '../practice/practicePrices.ts';
import { endpointOf, gatewaySettingsOf } from '../settings/gatewaySettings.ts';
import { practiceProviderId, usesPractice } from '../settings/practiceChoice.ts';
import type { ResolvedSettings } from '../settings/resolve.ts';
import { createFallbackLedger } from '../storage/fallbackLedger.ts';
import { openSqliteLedger, type LedgerHealth } from '../storage/sqliteLedger.ts';
import { editorFetch } from './editorFetch.ts';
import { priceListFile } from './priceListFile.ts';
import { createKeyStore, type KeyStore, type SecretStore } from './keyStore.ts';
import { rememberedBreaches, rememberedConsent, rememberedRules, rememberedUnpriced } from './remembered.ts';
import type { RememberedBreaches, RememberedRules } from './remembered.ts';
import { rememberedMark } from './rememberedMark.ts';
import { rememberedOptions } from './rememberedOptions.ts';
import { createSettingsReader, type SettingsReader } from './settingsReader.ts';
import { systemClock } from './systemClock.ts';

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

/** Rows that history learns from. */
const learnedRows = 1000;
/** Rows among which an earlier window may have left some without exact figures. */
const rowsToResume = 200;

export async function startEngine(context: EngineContext, log: Log): Promise<Engine> {
  const settings = createSettingsReader({
    memory: context.globalState,
    builtInProviders: [practiceProviderId],
  });
  const keys = createKeyStore(context.secrets);
  const rules = rememberedRules(context.globalState);
  const capBreaches = rememberedBreaches(context.globalState);
  const opened = await openLedger(context, log);
  const practice = createPracticeHolder();
  const history = keepHistory(opened.ledger, log);

  const priceRefresh = createPriceRefresh({
    store: priceListFile(context.globalStorageUri),
    fetch: editorFetch,
    clock: systemClock,
    log,
  });
  const read = (resolved: ResolvedSettings): PriceBook => {
    priceRefresh.turn(resolved.settings['models.refreshPrices']);
    return createPriceBook({
      overrides: resolved.prices,
      practicePrices,
      dataDate: () => priceRefresh.asOf(),
    });
  };
  let book = read(await settings.current());
  const onSettings = settings.onDidChange((resolved) => {
    book = read(resolved);
  });
  const gatewaySettings = async (): Promise<GatewaySettings> => {
    const resolved = await settings.current();
    const endpoint =
      usesPractice(resolved) || practiceChosen(resolved) ? await practice.endpoint() : undefined;
    return gatewaySettingsOf({ resolved, rules: rules.all(), practice: endpoint });
  };
  const consent = rememberedConsent(context.globalState);
  const learned = rememberedOptions({ state: context.globalState, clock: systemClock, log });

  const gateMemory = createGateMemory();
  const lookUp: GatewayDeps['lookUp'] = async (endpoint, responseId, signal) => {
    const apiKey = await keys.get(endpoint.id);
    return generationCost({ endpoint, apiKey, fetch: editorFetch, signal }, responseId);
  };
  const gateway = createGateway({
    clock: systemClock,
    log,
    ledger: opened.ledger,
    // Asked anew at each use: a changed price setting holds from the next request on.
    book: {
      priceOf: (...question) => book.priceOf(...question),
      costOf: (...question) => book.costOf(...question),
    },
    gateMemory,
    consent,
    unpriced: rememberedUnpriced(context.globalState),
    capBreaches,
    newId: () => crypto.randomUUID(),
    classify,
    settings: gatewaySettings,
    history: history.current,
    providerFor: async (endpoint: Endpoint): Promise<Provider> => {
      const { createOpenAiProvider } = await import('../core/providers/openaiProvider.ts');
      const apiKey = endpoint.id === practiceProviderId ? await practice.key() : await keys.get(endpoint.id);
      return createOpenAiProvider({ apiKey, fetch: editorFetch, learned, log });
    },
    lookUp,
  });

  const closing = new AbortController();
  const lookUpWhatIsLeft = async (): Promise<void> => {
    const endpoints = consentedEndpoints(await settings.current(), consent);
    const { ledger } = opened;
    await resumeCorrections(
      {
        clock: systemClock,
        log,
        ledger,
        lookUp,
        endpointOf: (wanted) => endpoints.find(({ id }) => id === wanted),
        signal: closing.signal,
      },
      await ledger.recent(rowsToResume),
    );
  };
  lookUpWhatIsLeft().catch((cause: unknown) => log.warn(`look-ups: ${String(cause)}`));

  const keyLimits = createKeyLimits({
    clock: systemClock,
    log,
    endpoints: async () => consentedEndpoints(await settings.current(), consent),
    lookUp: async (endpoint, signal) =>
      keyLimit({ endpoint, apiKey: await keys.get(endpoint.id), fetch: editorFetch, signal }),
  });

  return {
    gateway,
    ledger: opened.ledger,
    ledgerHealth: opened.health,
    ledgerTrouble: opened.trouble,
    settings,
    keys,
    rules,
    capBreaches,
    book: () => book,
    priceRefresh,
    keyLimits,
    resting: async () =>
      endpointsInUse(await settings.current())
        .map((endpoint) => restingCircuit({ clock: systemClock, gateMemory }, endpoint))
        .filter((error) => error !== undefined),
    gatewaySettings,
    dispose() {
      closing.abort();
      gateway.dispose();
      keyLimits.dispose();
      priceRefresh.dispose();
      onSettings.dispose();
      settings.dispose();
      history.dispose();
      opened.ledger.close();
      void practice.close();
    },
  };
}

function endpointsInUse({ models, settings }: ResolvedSettings): readonly Endpoint[] {
  const ids = new Set(Object.values(models).map(({ provider }) => provider));
  return [...ids].map((id) => endpointOf(id, settings)).filter((endpoint) => endpoint !== undefined);
}

/** Where a person let requests go: only there may anything be asked that they did not ask for. */
function consentedEndpoints(resolved: ResolvedSettings, consent: Consent): readonly Endpoint[] {
  return endpointsInUse(resolved).filter(({ id, baseUrl }) => consent.isGiven(id, originOf(baseUrl) ?? ''));
}

interface OpenedLedger {
  readonly ledger: Ledger;
  readonly health?: LedgerHealth;
  readonly trouble?: SwitchyardError;
}

async function openLedger(context: EngineContext, log: Log): Promise<OpenedLedger> {
  try {
    const directory = context.globalStorageUri.fsPath;
    const memory = rememberedMark(context.globalState, directory, () => systemClock.now(), log);
    return await openSqliteLedger({ directory, clock: systemClock, log, memory });
  } catch (cause) {
    const trouble = isSwitchyardError(cause)
      ? cause
      : new SwitchyardError('ledgerUnavailable', 'the ledger cannot be opened', { cause, unbilled: true });
    log.error(`ledger: ${trouble.message}`);
    return { ledger: createFallbackLedger(systemClock, trouble), trouble };
  }
}

function practiceChosen({ models }: ResolvedSettings): boolean {
  return models.fast?.provider === practiceProviderId || models.reasoning?.provider === practiceProviderId;
}

/** History follows the ledger, read in the background: a preview never waits for it. */
function keepHistory(ledger: Ledger, log: Log): { current: () => RouteHistory; dispose: () => void } {
  let history = knowingPractice(emptyHistory);
  const refresh = (): void => {
    ledger
      .recent(learnedRows)
      .then((rows) => {
        history = knowingPractice(learnedHistory(rows));
        return undefined;
      })
      .catch((cause: unknown) => log.warn(`history: ${String(cause)}`));
  };
  refresh();
  return { current: () => history, dispose: ledger.onDidChange(refresh) };
}

/** The tempo of the practice models is our own: nothing has to be learned of it. */
function knowingPractice(history: RouteHistory): RouteHistory {
  return {
    ...history,
    modelFacts: (model, effort) =>
      effort !== 'none' && model.startsWith(`${practiceProviderId}/`)
        ? {
            calibration: defaultCalibration,
            thinkingRate: { tokensPerSecond: practiceThinkingRate, basis: 'learned' },
          }
        : history.modelFacts(model, effort),
  };
}

/** The practice server starts when it is first needed, once. */
function createPracticeHolder(): {
  endpoint: () => Promise<Endpoint>;
  key: () => Promise<{ origin: string; key: string }>;
  close: () => Promise<void>;
} {
  let started: Promise<PracticeServer> | undefined;
  const server = (): Promise<PracticeServer> => {
    started ??= import('../practice/practiceServer.ts').then(({ startPracticeServer }) =>
      startPracticeServer(),
    );
    return started;
  };
  return {
    endpoint: async () => (await server()).endpoint,
    async key() {
      const { endpoint, apiKey } = await server();
      return { origin: new URL(endpoint.baseUrl).origin, key: apiKey };
    },
    close: async () => (await started)?.close(),
  };
}
