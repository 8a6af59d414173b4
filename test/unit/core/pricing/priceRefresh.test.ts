import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { silentLog } from '../../../../src/core/model/ports.ts';
import { bundledPriceDate, usePriceList } from '../../../../src/core/pricing/priceData.ts';
import {
  createPriceRefresh,
  type PriceListStore,
  type PriceRefresh,
} from '../../../../src/core/pricing/priceRefresh.ts';
import { eventually } from '../../../eventually.ts';
import { createFakeClock } from '../../storage/ledgerFixtures.ts';
import { aPriceList, priceOfNew, serving } from './priceLists.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 11, 1, 12);

interface FakeStore extends PriceListStore {
  text: string | undefined;
  reads: number;
}

function fakeStore(text?: string): FakeStore {
  return {
    text,
    reads: 0,
    async read() {
      this.reads += 1;
      return this.text;
    },
    async write(next) {
      this.text = next;
    },
    async remove() {
      this.text = undefined;
    },
  };
}

function refreshing(options: { fetch?: typeof globalThis.fetch; store?: FakeStore; at?: number } = {}) {
  const clock = createFakeClock(options.at ?? start);
  const store = options.store ?? fakeStore();
  const fetch = vi.fn<typeof globalThis.fetch>(options.fetch ?? serving(aPriceList()));
  const refresh = createPriceRefresh({ store, fetch, clock, log: silentLog });
  running.push(refresh);
  return { clock, store, fetch, refresh };
}

const running: PriceRefresh[] = [];

beforeEach(() => usePriceList('bundled'));
afterEach(async () => {
  for (const refresh of running.splice(0)) refresh.dispose();
  await usePriceList('bundled');
});

describe('while it is off', () => {
  test('nothing is fetched and nothing is read: the bundled prices hold', async () => {
    const { refresh, fetch, store, clock } = refreshing();
    refresh.turn(false);
    clock.advance(3 * day);
    await Promise.resolve();
    expect([fetch.mock.calls.length, store.reads]).toEqual([0, 0]);
    expect([refresh.asOf(), refresh.lastTry()]).toEqual([bundledPriceDate, undefined]);
  });
});

describe('while it is on', () => {
  test('the list of the day is used, dated and kept', async () => {
    const { refresh, store } = refreshing();
    refresh.turn(true);
    await eventually(() => expect(store.text).toBeDefined());
    expect([refresh.asOf(), refresh.lastTry(), priceOfNew()]).toEqual([
      '2026-12-01',
      'fetched 602 models',
      7,
    ]);
  });

  test('it is fetched once a day, however often it is looked at', async () => {
    const { refresh, fetch, store, clock } = refreshing();
    refresh.turn(true);
    await eventually(() => expect(store.text).toBeDefined());
    for (let looks = 2; looks <= 24; looks += 1) {
      clock.advance(hour);
      await eventually(() => expect(store.reads).toBe(looks));
    }
    expect(fetch).toHaveBeenCalledTimes(1);
    clock.advance(hour);
    await eventually(() => expect(fetch).toHaveBeenCalledTimes(2));
    await eventually(() => expect(refresh.asOf()).toBe('2026-12-02'));
  });

  test('a failure keeps the list of before, says so, and is not repeated within the day', async () => {
    const { refresh, fetch, store, clock } = refreshing({ fetch: serving('gone', 404) });
    refresh.turn(true);
    await eventually(() => expect(refresh.lastTry()).toBeDefined());
    expect(refresh.lastTry()).toBe(
      `kept the list of ${bundledPriceDate}: the price list answered with status 404`,
    );
    expect([refresh.asOf(), store.text, priceOfNew()]).toEqual([bundledPriceDate, undefined, undefined]);
    clock.advance(hour);
    await eventually(() => expect(store.reads).toBe(2));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('a server that never answers is given up on, and the next day is tried again', async () => {
    const hanging: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('given up')));
      });
    const { refresh, fetch, clock } = refreshing({ fetch: hanging });
    refresh.turn(true);
    await eventually(() => expect(fetch).toHaveBeenCalledTimes(1));
    clock.advance(60_000);
    await eventually(() => expect(refresh.lastTry()).toContain('the price list could not be fetched'));
    clock.advance(day);
    await eventually(() => expect(fetch).toHaveBeenCalledTimes(2));
  });

  test('what another window or an earlier one fetched today is used as it is', async () => {
    const kept = JSON.stringify({ fetchedAt: start - 5 * hour, list: aPriceList() });
    const { refresh, fetch, clock } = refreshing({ store: fakeStore(kept) });
    refresh.turn(true);
    await eventually(() => expect(priceOfNew()).toBe(7));
    expect([fetch.mock.calls.length, refresh.asOf()]).toEqual([0, '2026-12-01']);
    clock.advance(19 * hour);
    await eventually(() => expect(fetch).toHaveBeenCalledTimes(1));
  });

  test.each([
    ['cut in half', '{"fetchedAt": 17'],
    ['of another form', JSON.stringify({ fetchedAt: start, list: [{}] })],
    ['no list at all', '[]'],
  ])('a kept file that is %s is fetched anew', async (_what, text) => {
    const { refresh, store } = refreshing({ store: fakeStore(text) });
    refresh.turn(true);
    await eventually(() => expect(priceOfNew()).toBe(7));
    await eventually(() => expect(store.text).not.toBe(text));
  });

  test('turning it off brings the bundled prices back', async () => {
    const { refresh } = refreshing();
    refresh.turn(true);
    await eventually(() => expect(priceOfNew()).toBe(7));
    refresh.turn(false);
    await eventually(() => expect(priceOfNew()).toBeUndefined());
    expect(refresh.asOf()).toBe(bundledPriceDate);
  });
});
