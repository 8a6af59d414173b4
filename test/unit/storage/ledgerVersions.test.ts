import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { migrate, ledgerFileName, type Migration, migrations } from '../../../src/storage/schema.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { attemptsOf, disagreements } from './durableJournal.ts';
import {
  createFakeClock,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
  taskRecord,
} from './ledgerFixtures.ts';
import { ledgerFolder } from './ledgerFolders.ts';
import { openOlderWindow } from './olderWindow.ts';

const newest = migrations.length;

/** What a coming version may look like beside an open older window: it only adds. */
const additive: Migration = {
  version: newest + 1,
  minimumWriter: newest,
  sql: `ALTER TABLE attempts ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm';
        CREATE TABLE extras (id INTEGER PRIMARY KEY) STRICT;`,
};

/** One that older windows must not write beside. */
const breaking: Migration = {
  version: newest + 2,
  minimumWriter: newest + 2,
  sql: 'ALTER TABLE attempts RENAME COLUMN charged TO counted',
};

async function open(directory: string, known: readonly Migration[]) {
  const clock = createFakeClock();
  const opened = await openSqliteLedger({ directory, clock, log: silentLog, migrations: known });
  onTestFinished(() => opened.ledger.close());
  return opened.ledger;
}

const newerLedger = expect.objectContaining({
  code: 'ledgerUnavailable',
  message: expect.stringContaining('reload the window'),
  details: expect.objectContaining({ reason: 'newerLedger' }),
});

test('versions rise one by one and never ask for a writer newer than themselves', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1));
  for (const { version, minimumWriter } of migrations) expect(minimumWriter).toBeLessThanOrEqual(version);
});

test.each(migrations.map((_, index) => index))(
  'a file of version %i is brought to the newest',
  async (version) => {
    const directory = ledgerFolder();
    const database = new DatabaseSync(join(directory, ledgerFileName));
    if (version > 0) migrate(database, migrations.slice(0, version), () => undefined);
    database.close();
    const ledger = await open(directory, migrations);
    expect(await ledger.reserve(holdRequest('a'))).toMatchObject({ admitted: true });
    expect(disagreements(directory)).toEqual([]);
  },
);

const earlier = migrations.slice(0, -1).map(({ version }) => version);

test.each(earlier)(
  'a window of format %i goes on, with what it had begun, while a newer one migrates its file',
  async (format) => {
    const directory = ledgerFolder();
    const limits = [limitOf(1_000)];
    const older = openOlderWindow(directory, format);
    onTestFinished(() => older.close());
    for (const attemptId of ['settled', 'released', 'running']) older.reserve(attemptId);
    older.settle('settled', 40);
    older.release('released');

    const newer = await open(directory, migrations);
    expect(await newer.recent(9)).toMatchObject([
      { attemptId: 'running', state: 'held', foreign: true },
      { attemptId: 'released', state: 'released', releasedBecause: undefined, outcome: 'unknown' },
      { attemptId: 'settled', state: 'settled', settlement: { cost: 40, usage: { hidden: 80 } } },
    ]);

    older.settle('running', 25);
    older.reserve('beside');
    expect(await newer.reserve(holdRequest('newer', { limits }))).toMatchObject({
      budgets: [{ spent: 65, held: 200 }],
    });
    await newer.release('newer', noon, 'aborted');
    await newer.recordCheck('task of settled', { verdict: 'passed', what: ['syntax'] }, noon);
    older.release('beside');
    expect(older.balance()).toEqual({ held: 0, spent: 65 });
    expect(await newer.budgets(limits, periodKeysAt(noon), noon)).toMatchObject([{ held: 0, spent: 65 }]);
    const rows = await newer.recent(9);
    expect(rows.map(({ attemptId, state }) => `${attemptId} ${state}`)).toEqual([
      'newer released',
      'beside released',
      'running settled',
      'released released',
      'settled settled',
    ]);
    expect(disagreements(directory)).toEqual([]);
  },
);

test('what an older window deletes takes the records of tasks with it, which it does not know', async () => {
  const directory = ledgerFolder();
  const newer = await open(directory, migrations);
  await newer.recordTask(taskRecord('t'));
  const older = new DatabaseSync(join(directory, ledgerFileName));
  older.exec('DELETE FROM attempts; UPDATE ledger_file SET deletions = deletions + 1');
  older.close();
  expect(await newer.task('t')).toBeUndefined();
});

test.each([
  ['is no JSON', `'{'`, undefined],
  ['lacks its facts', `'{"steps":[]}'`, undefined],
  ['has an end that only a newer window knows', `json_set(record, '$.end', 'postponed')`, undefined],
  [
    'has a route in words that only a newer window knows',
    `json_set(record, '$.route.tier', 'swarm')`,
    { ...taskRecord('t'), route: undefined },
  ],
])('a record that %s blinds nobody to the attempts', async (_, damaged, left) => {
  const directory = ledgerFolder();
  const ledger = await open(directory, migrations);
  await ledger.reserve(holdRequest('a', { task: taskFacts('t') }));
  await ledger.settle('a', settlementOf(40));
  await ledger.recordTask(taskRecord('t'));
  const database = new DatabaseSync(join(directory, ledgerFileName));
  database.exec(`UPDATE tasks SET record = ${damaged}`);
  database.close();

  const reader = await open(directory, migrations);
  const [row] = await reader.recent(9);
  expect(row).toMatchObject({ attemptId: 'a', settlement: { cost: 40 }, check: { verdict: 'passed' } });
  expect([row?.record, await reader.task('t')]).toEqual([left, left]);
  await reader.recordCheck('t', undefined, noon, ['later']);
});

test('an older window goes on beside a newer one that only added', async () => {
  const directory = ledgerFolder();
  const limits = [limitOf(1_000)];
  const older = await open(directory, migrations);
  await older.reserve(holdRequest('before', { limits }));

  const newer = await open(directory, [...migrations, additive]);
  await older.settle('before', settlementOf(40));
  await older.reserve(holdRequest('beside', { limits }));
  expect(await newer.reserve(holdRequest('newer', { limits }))).toMatchObject({
    budgets: [{ spent: 40, held: 200 }],
  });
  expect(await older.recent(9)).toHaveLength(3);
  expect(await older.running()).toMatchObject([{ attemptId: 'beside' }, { attemptId: 'newer' }]);
  expect(disagreements(directory)).toEqual([]);

  const reopened = await open(directory, migrations);
  expect(await reopened.reserve(holdRequest('reopened', { limits }))).toMatchObject({ admitted: true });
});

test('an older window is asked to reload once the newer one changed what it relies on', async () => {
  const directory = ledgerFolder();
  const older = await open(directory, migrations);
  await older.reserve(holdRequest('running'));
  const database = new DatabaseSync(join(directory, ledgerFileName));
  migrate(database, [...migrations, additive, breaking], () => undefined);
  database.close();

  await expect(older.reserve(holdRequest('a'))).rejects.toEqual(newerLedger);
  await expect(older.settle('running', settlementOf(40))).rejects.toEqual(newerLedger);
  await expect(older.recent(1)).rejects.toEqual(newerLedger);
  await expect(older.totals('real', periodKeysAt(noon).day)).rejects.toEqual(newerLedger);
  await expect(open(directory, migrations)).rejects.toEqual(newerLedger);
});

test('a migration that fails leaves the file as it was', async () => {
  const directory = ledgerFolder();
  const ledger = await open(directory, migrations);
  await ledger.reserve(holdRequest('a'));
  const failing = { ...additive, sql: `${additive.sql} INSERT INTO nowhere VALUES (1);` };
  await expect(open(directory, [...migrations, failing])).rejects.toMatchObject({
    code: 'ledgerUnavailable',
  });
  expect(await ledger.settle('a', settlementOf(40))).toMatchObject({ settled: true });
  expect(attemptsOf(directory)).toMatchObject([{ charged: 40 }]);
  await open(directory, [...migrations, additive]);
});
