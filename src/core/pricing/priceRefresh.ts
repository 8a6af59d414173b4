/**
 * The price list of the day, where the person asked for it. In the background: no request ever waits
 * for a list, and whatever goes wrong, the one of before stays.
 */
import type { Clock, Log } from '../model/ports.ts';
import { bundledPriceDate, checkPriceList, downloadPriceList, usePriceList } from './priceData.ts';

/** Where a downloaded list outlives the window, for this and other windows. */
export interface PriceListStore {
  /** undefined where none is kept. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  remove(): Promise<void>;
}

export interface PriceRefresh {
  /** Of the list in use, ISO yyyy-mm-dd. */
  asOf(): string;
  /** How the last try went, in words; undefined where there was none. */
  lastTry(): string | undefined;
  turn(on: boolean): void;
  /** Deletes what was kept; the list in use stays until the window closes. */
  forget(): Promise<void>;
  dispose(): void;
}

export interface PriceRefreshDeps {
  readonly store: PriceListStore;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly log: Log;
}

const betweenDownloadsMs = 86_400_000;
/** Another window's download is noticed within this. */
const betweenLooksMs = 3_600_000;
const patienceMs = 60_000;

interface KeptList {
  readonly fetchedAt: number;
  readonly list: unknown;
}

export function createPriceRefresh({ store, fetch, clock, log }: PriceRefreshDeps): PriceRefresh {
  const disposal = new AbortController();
  let isOn = false;
  /** Of the downloaded list in use; undefined: the bundled one is. */
  let fetchedAt: number | undefined;
  let triedAt = Number.NEGATIVE_INFINITY;
  let lastTry: string | undefined;
  let cancelLook = (): void => {};
  let steps = Promise.resolve();

  function look(): void {
    cancelLook();
    steps = steps.then(step).catch((cause: unknown) => {
      lastTry = 'failed';
      log.warn(`price list: failed: ${String(cause)}`);
    });
    if (isOn) cancelLook = clock.schedule(look, betweenLooksMs);
  }

  async function step(): Promise<void> {
    if (disposal.signal.aborted) return;
    if (!isOn) {
      if (fetchedAt !== undefined) await usePriceList('bundled');
      fetchedAt = undefined;
      return;
    }
    await useKept().catch((cause: unknown) =>
      log.warn(`price list: the one kept is no good: ${String(cause)}`),
    );
    const last = Math.max(triedAt, fetchedAt ?? Number.NEGATIVE_INFINITY);
    if (Math.abs(clock.now() - last) >= betweenDownloadsMs) await download();
  }

  async function useKept(): Promise<void> {
    const kept = keptList(await store.read());
    if (kept === undefined || kept.fetchedAt <= (fetchedAt ?? 0)) return;
    const found = checkPriceList(kept.list);
    if (found.list === undefined) return;
    await usePriceList(found.list);
    ({ fetchedAt } = kept);
  }

  async function download(): Promise<void> {
    const at = clock.now();
    triedAt = at;
    const patience = new AbortController();
    const cancel = clock.schedule(() => patience.abort(), patienceMs);
    const found = await downloadPriceList(fetch, AbortSignal.any([patience.signal, disposal.signal]));
    cancel();
    if (disposal.signal.aborted) return;
    if (found.list === undefined) {
      lastTry = `kept the list of ${asOf()}: ${found.problem}`;
      log.warn(`price list: ${lastTry}${found.cause ? ` (${found.cause.message})` : ''}`);
      return;
    }
    await usePriceList(found.list);
    fetchedAt = at;
    lastTry = `fetched ${found.models} models`;
    log.info(`price list: ${lastTry}`);
    const kept: KeptList = { fetchedAt: at, list: found.list };
    await store.write(JSON.stringify(kept));
  }

  function asOf(): string {
    return fetchedAt === undefined ? bundledPriceDate : new Date(fetchedAt).toISOString().slice(0, 10);
  }

  return {
    asOf,
    lastTry: () => lastTry,
    turn(on) {
      if (on === isOn) return;
      isOn = on;
      look();
    },
    forget: () => store.remove(),
    dispose() {
      isOn = false;
      cancelLook();
      disposal.abort();
    },
  };
}

/** undefined for anything but what was written here: a cut or foreign file is no list. */
function keptList(text: string | undefined): KeptList | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const isKept = typeof value === 'object' && value !== null && 'fetchedAt' in value && 'list' in value;
    if (!isKept || typeof value.fetchedAt !== 'number') return undefined;
    return { fetchedAt: value.fetchedAt, list: value.list };
  } catch {
    return undefined;
  }
}
