import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Clock, silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { createWalCheckpoint } from '../../../src/storage/walCheckpoint.ts';
import { eventually } from '../../eventually.ts';
import { attemptsOf, disagreements } from './durableJournal.ts';
import { createFakeClock, createLedgerClock, holdRequest, settlementOf } from './ledgerFixtures.ts';
import { ledgerFolder } from './ledgerFolders.ts';

const mebibyte = 1024 * 1024;

test('a long log is shortened by a thread of its own, never by the one that writes, and loses nothing', async () => {
  const directory = ledgerFolder();
  const clock = createLedgerClock();
  const { ledger } = await openSqliteLedger({ directory, clock, log: silentLog });
  onTestFinished(() => ledger.close());
  const logLength = () => statSync(join(directory, 'ledger.db-wal')).size;
  for (let index = 0; index < 100; index += 1) {
    await ledger.reserve(holdRequest(`a${index}`));
    await ledger.settle(`a${index}`, settlementOf(7));
  }
  expect(logLength()).toBeGreaterThan(3 * mebibyte);
  const rows = attemptsOf(directory).length;
  await eventually(async () => {
    // A log that is busy is shortened another time: when more was written.
    await ledger.settle('a0', settlementOf(7));
    clock.advance(10_000);
    expect(logLength()).toBeLessThan(mebibyte);
  });
  await ledger.reserve(holdRequest('after'));
  expect(attemptsOf(directory)).toHaveLength(rows + 1);
  expect(disagreements(directory)).toEqual([]);
});

test('where the thread cannot do it, the one that writes is told to', async () => {
  const file = join(ledgerFolder(), 'gone.db');
  writeFileSync(`${file}-wal`, new Uint8Array(2 * mebibyte));
  const clock = createFakeClock();
  const cannot = vi.fn<(error: Error) => void>();
  const checkpoint = createWalCheckpoint({ file, clock, cannot });
  checkpoint.sawLength(2 * mebibyte);
  clock.advance(10_000);
  await eventually(() => expect(cannot).toHaveBeenCalled());
  expect(cannot.mock.lastCall?.[0].message).toContain('unable to open');
});

test('a short log is left alone, and so is a long one once the ledger is closed', () => {
  const cancel = vi.fn<() => void>();
  const schedule = vi.fn<Clock['schedule']>(() => cancel);
  const clock = { ...createFakeClock(), schedule };
  const checkpoint = createWalCheckpoint({ file: '/nowhere', clock, cannot: () => undefined });
  checkpoint.sawLength(mebibyte);
  expect(schedule).not.toHaveBeenCalled();
  checkpoint.sawLength(2 * mebibyte);
  checkpoint.sawLength(3 * mebibyte);
  expect(schedule).toHaveBeenCalledOnce();
  checkpoint.stop();
  expect(cancel).toHaveBeenCalledOnce();
});
