/** Everything that activation does not need, composed on first use: settings, ledger, prices, gateway. */
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Ledger, LedgerHealth, LedgerHistory } from './core/model/ledgerPorts.ts';
import { createKeyStore } from './surfaces/shell/keyStore.ts';
import type { Engine, EngineContext } from './surfaces/shell/engine.ts';
import { type PriceListStore, createPriceRefresh } from './core/pricing/priceRefresh.ts';
import { practiceProviderId, usesPractice } from './settings/modelRef.ts';
import { restingCircuit } from './core/gateway/circuitBreaker.ts';
import { classify } from './core/classify/classify.ts';
import { unpackWeights, type Weights } from './core/classify/model.ts';
import { readWeights } from './core/classify/weightsFile.ts';
import { isSwitchyardError, SwitchyardError } from './core/model/errors.ts';
import { createGateMemory, type Consent } from './core/gateway/gates.ts';
import { resumeCorrections } from './core/gateway/corrections.ts';
import { createGateway, type GatewayDeps } from './core/gateway/gateway.ts';
import type { GatewaySettings } from './core/model/gatewaySettings.ts';
import type { Log } from './core/model/ports.ts';
import { defaultCalibration } from './core/meter/calibration.ts';
import type { PriceBook } from './core/model/price.ts';
import { createPriceBook } from './core/pricing/priceBook.ts';
import { originOf } from './core/model/endpointUrl.ts';
import { generationCost } from './core/providers/endpointLookup.ts';
import { keyLimit, createKeyLimits } from './core/providers/keyLimit.ts';
import type { Endpoint, Provider } from './core/model/provider.ts';
import { emptyHistory, type RouteHistory, learnedHistory } from './core/route/history.ts';
import type { PracticeServer } from './practice/practiceServer.ts';
import { practiceThinkingRate, practicePrices } from './practice/practiceModels.ts';
import { endpointOf, gatewaySettingsOf } from './settings/gatewaySettings.ts';
import type { ResolvedSettings } from './settings/resolve.ts';
import { createFallbackLedger } from './storage/memoryLedger.ts';
import { openSqliteLedger } from './storage/sqliteLedger.ts';
import { editorFetch } from './surfaces/shell/editorFetch.ts';
import {
  rememberedBreaches,
  rememberedConsent,
  rememberedRules,
  rememberedUnpriced,
  rememberedMark,
  rememberedOptions,
} from './surfaces/shell/remembered.ts';
import { createSettingsReader } from './surfaces/shell/settingsReader.ts';
import { systemClock } from './surfaces/shell/ports.ts';

/** Rows that history learns from. */
const learnedRows = 1000;
/** Rows among which an earlier window may have left some without exact figures. */
const rowsToResume = 200;

export async function startEngine(context: EngineContext, log: Log): Promise<Engine> {
  const settings = createSettingsReader({
    memory: context.globalState,
    builtInProviders: [practiceProviderId],
    log,
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
    classify: await openClassifier(),
    settings: gatewaySettings,
    history: history.current,
    providerFor: async (endpoint: Endpoint): Promise<Provider> => {
      const { createOpenAiProvider } = await import('./core/providers/openaiProvider.ts');
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

/** The file is read now; what it holds is unpacked (a few milliseconds) when the first request is classified. */
async function openClassifier(): Promise<GatewayDeps['classify']> {
  const bytes = await readFile(new URL('./core/classify/weights.bin', import.meta.url));
  let weights: Weights | undefined;
  return (request) => {
    weights ??= unpackWeights(readWeights(bytes));
    return classify(request, weights);
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
function keepHistory(
  ledger: Pick<LedgerHistory, 'recent' | 'onDidChange'>,
  log: Log,
): { current: () => RouteHistory; dispose: () => void } {
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
    started ??= import('./practice/practiceServer.ts').then(({ startPracticeServer }) =>
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

/** The downloaded price list as a file of this extension, shared by the windows of a machine. */
export function priceListFile(folder: vscode.Uri): PriceListStore {
  const { fs } = vscode.workspace;
  const file = vscode.Uri.joinPath(folder, 'prices.json');
  return {
    async read() {
      try {
        return new TextDecoder().decode(await fs.readFile(file));
      } catch {
        return undefined;
      }
    },
    async write(text) {
      // Another window may be reading: it shall find the old list or the new one, never half of it.
      const draft = vscode.Uri.joinPath(folder, `prices.${crypto.randomUUID()}.json`);
      await fs.writeFile(draft, new TextEncoder().encode(text));
      await fs.rename(draft, file, { overwrite: true });
    },
    async remove() {
      if ((await this.read()) !== undefined) await fs.delete(file);
    },
  };
}
