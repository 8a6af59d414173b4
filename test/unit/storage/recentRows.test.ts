import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { createFakeClock, holdRequest, realClock, settlementOf } from './ledgerFixtures.ts';
import { ledgerFolder } from './ledgerFolders.ts';

async function open(directory: string, clock = realClock): Promise<Ledger> {
  const { ledger } = await openSqliteLedger({ directory, clock, log: silentLog });
  onTestFinished(() => ledger.close());
  return ledger;
}

const ids = async (ledger: Ledger, count: number) =>
  (await ledger.recent(count)).map(({ attemptId }) => attemptId);

test('many rows come in pages, without gaps and in order, while another window writes', async () => {
  const directory = ledgerFolder();
  const [reader, writer] = [await open(directory), await open(directory)];
  const names: string[] = [];
  for (let index = 0; index < 450; index += 1) {
    names.unshift(`a${index}`);
    await writer.reserve(holdRequest(`a${index}`));
  }
  const [some, more, all] = await Promise.all([ids(reader, 120), ids(reader, 300), ids(reader, 9_999)]);
  expect(some).toEqual(names.slice(0, 120));
  expect(more).toEqual(names.slice(0, 300));
  expect(all).toEqual(names);

  const pending = ids(await open(directory), 9_999);
  for (let index = 450; index < 460; index += 1) {
    names.unshift(`a${index}`);
    await writer.reserve(holdRequest(`a${index}`));
    await writer.settle(`a${index - 400}`, settlementOf(1));
  }
  expect((await pending).slice(-450)).toEqual(names.slice(-450));
  expect(await ids(reader, 9_999)).toEqual(names);
  const settled = (await reader.recent(9_999)).filter(({ state }) => state === 'settled');
  expect(settled.map(({ attemptId }) => attemptId)).toEqual(names.slice(400, 410));
});

test('a refresh shows what other windows have settled since', async () => {
  const directory = ledgerFolder();
  const [a, b] = [await open(directory, createFakeClock()), await open(directory, createFakeClock())];
  await a.reserve(holdRequest('x'));
  expect(await b.recent(5)).toMatchObject([{ state: 'held', foreign: true }]);
  await a.settle('x', settlementOf(7));
  expect(await b.recent(5)).toMatchObject([{ state: 'settled', settlement: { cost: 7 } }]);
  await a.deleteAll();
  for (let index = 0; index < 9; index += 1) await a.reserve(holdRequest(`y${index}`));
  expect(await ids(b, 3)).toEqual(['y8', 'y7', 'y6']);
});
