import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Receipt } from '../../../../src/core/model/receipt.ts';
import { receiptOf } from '../../../../src/core/receipt/receiptOf.ts';
import { offerFreshPrices } from '../../../../src/surfaces/commands/requestCommands.ts';
import type { SettingsReader } from '../../../../src/surfaces/shell/settingsReader.ts';
import { attempt, snapshot, thoughtTenTimes } from '../../core/receipt/receiptRows.ts';
import { window } from '../../../doubles/editor.ts';
import { openWorld } from '../../../doubles/hostileWorld.ts';
import { fakeMemento } from '../../../doubles/memento.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

const shown: string[] = [];
let answer: string | undefined;

beforeEach(() => {
  shown.length = 0;
  vi.spyOn(window, 'showInformationMessage').mockImplementation(async (text) => {
    shown.push(text);
    return answer;
  });
  vi.spyOn(window, 'showWarningMessage').mockImplementation(async (text) => void shown.push(text));
});
afterEach(() => void vi.restoreAllMocks());

function pricedOn(asOf: string, source: 'book' | 'override' | 'practice' = 'book'): Receipt {
  const price = { ...snapshot, asOf, source };
  return receiptOf([attempt({ ...thoughtTenTimes, price, at: Date.UTC(2026, 10, 30) })]);
}

async function offered(receipt: Receipt, state = fakeMemento(), user = {}): Promise<string[]> {
  const { engine } = await openWorld({ user });
  const written: string[] = [];
  const write: SettingsReader['write'] = async (...change) => {
    written.push(JSON.stringify(change));
    return undefined;
  };
  await offerFreshPrices(receipt, { current: async () => engine.settings.current(), write }, state);
  return written;
}

test('a price of two months is told, and the yes written to the person’s settings', async () => {
  answer = 'Fetch Prices';
  expect(await offered(pricedOn('2026-09-23'))).toEqual(['["models.refreshPrices",true,"localUser"]']);
  expect(shown).toEqual([
    'The price of this request is 68 days old and may have changed. Switchyard can fetch the public price list once a day; nothing of yours is sent for it.',
  ]);
});

test.each(['No', undefined])('is not told again after %s', async (said) => {
  answer = said;
  const state = fakeMemento();
  expect(await offered(pricedOn('2026-09-23'), state)).toEqual([]);
  expect(await offered(pricedOn('2026-05-08'), state)).toEqual([]);
  expect(shown).toHaveLength(1);
});

test.each([
  ['young', pricedOn('2026-10-01')],
  ['of one’s own', pricedOn('2026-01-01', 'override')],
  ['of practice', pricedOn('2026-01-01', 'practice')],
])('a price that is %s is no reason', async (_, receipt) => {
  await offered(receipt);
  expect(shown).toEqual([]);
});

test('nothing is offered that is on already', async () => {
  await offered(pricedOn('2026-09-23'), fakeMemento(), { 'switchyard.models.refreshPrices': true });
  expect(shown).toEqual([]);
});
