/** `models.refreshPrices` in the engine as the extension composes it, on a network that is down. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { staleAfterDays } from '../../../../src/core/words/figures.ts';
import { bundledPriceDate } from '../../../../src/core/pricing/priceData.ts';
import { diagnosticsText } from '../../../../src/surfaces/shell/userData.ts';
import { eventually } from '../../../eventually.ts';
import { openWorld, type World } from '../../../doubles/hostileWorld.ts';
import { dashboardOf } from '../../../doubles/dashboardOf.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

const source = 'fetch of https://raw.githubusercontent.com';

test('off, nothing is fetched, and the diagnostics say how old the prices are', async () => {
  const world = await openWorld();
  const { ended, leaks } = await world.ask();
  expect([ended, leaks]).toEqual(['answered', []]);
  expect(JSON.parse(await diagnosticsText(world.engine, '1.0.0'))).toMatchObject({
    prices: { asOf: bundledPriceDate, age: expect.stringMatching(/^\d+ days old/), refresh: 'off' },
  });
});

test('on, the list is asked for once; a failure is told and holds nothing up', async () => {
  const world = await openWorld({ user: { 'switchyard.models.refreshPrices': true } });
  const kept = `kept the list of ${bundledPriceDate}: the price list could not be fetched`;
  await eventually(() => expect(world.engine.priceRefresh.lastTry()).toBe(kept));
  const { ended, leaks } = await world.ask();
  expect([ended, leaks]).toEqual(['answered', [source]]);
  expect(JSON.parse(await diagnosticsText(world.engine, '1.0.0'))).toMatchObject({
    prices: { refresh: kept },
  });
});

const noticesOf = async ({ engine }: World): Promise<readonly string[]> => {
  const { notices } = await dashboardOf(engine).snapshot();
  return notices
    .filter(({ setting }) => setting === 'switchyard.models.refreshPrices')
    .map(({ text }) => text);
};

test('the dashboard tells of an old list, and nothing of a young one', async () => {
  const world = await openWorld();
  onTestFinished(() => void vi.useRealTimers());
  const published = Date.parse(bundledPriceDate);
  vi.useFakeTimers({ toFake: ['Date'], now: published + staleAfterDays * 86_400_000 });
  expect(await noticesOf(world)).toEqual([]);
  vi.setSystemTime(published + (staleAfterDays + 1) * 86_400_000);
  expect(await noticesOf(world)).toEqual([
    `The price list is that of ${bundledPriceDate}, 61 days old: prices may have changed. Let it be fetched anew, or set your own prices in switchyard.models.prices.`,
  ]);
});
