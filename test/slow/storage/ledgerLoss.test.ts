/** A ledger that lost something is noticed, told, and waits for the person's word; then it goes on. */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../eventually.ts';
import { patience } from '../../patience.ts';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import type { HighWater } from '../../../src/core/ledger/highWater.ts';
import {
  entriesMissing,
  figuresWrong,
  markMissing,
  nothingLeft,
} from '../../../src/core/words/ledgerWords.ts';
import { type Log, silentLog } from '../../../src/core/model/ports.ts';
import type { MarkMemory } from '../../../src/storage/markFile.ts';
import { openSqliteLedger, type OpenLedger } from '../../../src/storage/sqliteLedger.ts';
import { disagreements } from '../../unit/storage/durableJournal.ts';
import {
  createFakeClock,
  type FakeClock,
  holdOption,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
} from '../../unit/storage/ledgerFixtures.ts';
import { ledgerFolder } from '../../unit/storage/ledgerFolders.ts';

const unavailable = (reason: string) =>
  expect.objectContaining({ code: 'ledgerUnavailable', details: expect.objectContaining({ reason }) });

const keys = periodKeysAt(noon);

async function spentOn(ledger: Ledger): Promise<readonly number[]> {
  const limits = [limitOf(1_000), limitOf(1_000, 'month'), limitOf(1_000, 'week', 'block', 'w1')];
  return (await ledger.budgets(limits, keys, noon)).map(({ spent }) => spent);
}

class Editor implements MarkMemory {
  mark: HighWater | undefined;
  read(): unknown {
    return this.mark;
  }
  write(mark: HighWater | undefined): void {
    this.mark = mark;
  }
}

interface Window extends OpenLedger {
  readonly clock: FakeClock;
}

async function open(directory: string, memory?: MarkMemory, log: Log = silentLog): Promise<Window> {
  const clock = createFakeClock();
  const opened = await openSqliteLedger({ directory, clock, log, ...(memory && { memory }) });
  onTestFinished(() => opened.ledger.close());
  return { ...opened, clock };
}

/** The files as a window leaves them that is killed now: with its log, and with its mark on the disk. */
async function killedAt(directory: string, { clock }: Window, position: number): Promise<string> {
  await eventually(() => {
    clock.advance(1_000);
    expect(readFileSync(join(directory, 'ledger.db.begun'), 'utf8')).toContain(`"position":${position},`);
  });
  const left = `${directory}-killed`;
  cpSync(directory, left, { recursive: true });
  onTestFinished(() => rmSync(left, { recursive: true, force: true }));
  return left;
}

async function spend(ledger: Ledger, id: string, cost: number): Promise<void> {
  await ledger.reserve(holdRequest(id, { task: taskFacts(`task of ${id}`, { workspaceId: 'w1' }) }));
  await ledger.settle(id, settlementOf(cost));
}

/** Spent 70 in w1, and killed with a hold of 100; 30 of it were there when the earlier copy was made. */
async function scene(memory?: MarkMemory): Promise<{ readonly directory: string; readonly earlier: string }> {
  const first = ledgerFolder();
  const window = await open(first, memory);
  await spend(window.ledger, 'a', 30);
  const earlier = `${await killedAt(first, window, 2)}-earlier`;
  cpSync(`${first}-killed`, earlier, { recursive: true });
  onTestFinished(() => rmSync(earlier, { recursive: true, force: true }));
  await spend(window.ledger, 'b', 40);
  await window.ledger.reserve(holdRequest('running'));
  const directory = await killedAt(first, window, 5);
  if (memory instanceof Editor) {
    await eventually(() => {
      window.clock.advance(1_000);
      if (memory.mark?.position !== 5) throw new Error('the mark is not written yet');
    });
  }
  return { directory, earlier };
}

test('a window that is killed loses nothing and raises no alarm', async () => {
  const memory = new Editor();
  const { directory } = await scene(memory);
  const { ledger, health } = await open(directory, memory);
  expect(await health.needsConfirmation()).toBeUndefined();
  expect(await spentOn(ledger)).toEqual([70, 70, 70]);
});

const losses: Readonly<Record<string, (directory: string, earlier: string) => void>> = {
  'a log that was deleted': (directory) => rmSync(join(directory, 'ledger.db-wal')),
  'a log that was cut short': (directory) => {
    const log = readFileSync(join(directory, 'ledger.db-wal'));
    writeFileSync(join(directory, 'ledger.db-wal'), log.subarray(0, log.length - 5_000));
  },
  'a log with one bit that flipped': (directory) => {
    const log = readFileSync(join(directory, 'ledger.db-wal'));
    const at = Math.floor(log.length * 0.8);
    log[at] = (log[at] ?? 0) ^ 1;
    writeFileSync(join(directory, 'ledger.db-wal'), log);
  },
  'a log of an earlier time': (directory, earlier) =>
    copyFileSync(join(earlier, 'ledger.db-wal'), join(directory, 'ledger.db-wal')),
  'an earlier copy': (directory, earlier) => {
    for (const name of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']) {
      copyFileSync(join(earlier, name), join(directory, name));
    }
  },
};

test.each(Object.entries(losses))(
  '%s is noticed by the mark beside the file; after the person’s word nothing is forgotten',
  async (_, lose) => {
    const { directory, earlier } = await scene();
    lose(directory, earlier);
    const errors: string[] = [];
    const log = { ...silentLog, error: (text: string) => errors.push(text) };
    const { ledger, health } = await open(directory, undefined, log);
    // All of this young ledger may be in its log.
    expect([entriesMissing, nothingLeft]).toContain(await health.needsConfirmation());
    expect(errors).toHaveLength(1);
    await expect(ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
    const practice = holdRequest('free', { task: taskFacts('free', { realm: 'practice' }) });
    expect(await ledger.reserve(practice)).toMatchObject({ admitted: true });

    const carried = await health.confirm();
    expect(carried).toBeGreaterThanOrEqual(40);
    // What ran when the mark was made counts at its worst case, where it is not there to end by itself.
    const [state] = await ledger.budgets([limitOf(1_000)], keys, noon);
    expect((state?.spent ?? 0) + (state?.held ?? 0)).toBe(170);
    const [day = 0, month = 0, w1 = 0] = await spentOn(ledger);
    expect(month).toBe(day);
    expect(w1).toBe(70);
    expect((await ledger.totals('real', keys.day)).cost).toBe(day);
    expect(await ledger.reserve(holdRequest('paid'))).toMatchObject({ admitted: true });
    expect(disagreements(directory)).toEqual([]);

    ledger.close();
    const next = await open(directory);
    expect(await next.health.needsConfirmation()).toBeUndefined();
  },
);

test.each(['the folder', 'the file and its mark', 'an earlier copy of all of it'])(
  '%s: the editor’s own memory notices, and nothing is forgotten',
  async (what) => {
    const memory = new Editor();
    const { directory, earlier } = await scene(memory);
    if (what === 'the folder') rmSync(directory, { recursive: true });
    if (what === 'the file and its mark') {
      for (const suffix of ['', '-wal', '-shm', '.begun']) rmSync(join(directory, `ledger.db${suffix}`));
    }
    if (what === 'an earlier copy of all of it') cpSync(earlier, directory, { recursive: true });
    const { ledger, health } = await open(directory, memory);
    expect(await health.needsConfirmation()).toBe(
      what === 'an earlier copy of all of it' ? entriesMissing : nothingLeft,
    );
    await expect(ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
    await health.confirm();
    expect(await spentOn(ledger)).toEqual([170, 170, 70]);
    const [newest] = await ledger.recent(1);
    expect(newest).toMatchObject({ tool: 'carried over', settlement: { provenance: 'estimated' } });

    // A window that is slow to hear of it still remembers the old mark.
    ledger.close();
    const next = await open(directory, memory);
    expect(await next.health.needsConfirmation()).toBeUndefined();
    expect(await next.ledger.reserve(holdRequest('later'))).toMatchObject({ admitted: true });
  },
);

test.each(['deleted', 'damaged'])(
  'a mark that was %s is made again where the editor vouches for the ledger, else it is told',
  async (how) => {
    const memory = new Editor();
    const { directory } = await scene(memory);
    const mark = join(directory, 'ledger.db.begun');
    const spoil = () => (how === 'deleted' ? rmSync(mark) : writeFileSync(mark, 'x'));
    spoil();
    const vouched = await open(directory, memory);
    expect(await vouched.health.needsConfirmation()).toBeUndefined();
    vouched.ledger.close();

    spoil();
    const { ledger, health } = await open(directory);
    expect(await health.needsConfirmation()).toBe(markMissing);
    await expect(ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
    await health.confirm();
    expect(await spentOn(ledger)).toEqual([70, 70, 70]);
    expect(await ledger.reserve(holdRequest('paid'))).toMatchObject({ admitted: true });
  },
);

test('a log that is removed under an open window is not written past, and what it held is saved', async () => {
  const directory = ledgerFolder();
  const { ledger } = await open(directory);
  await spend(ledger, 'a', 30);
  rmSync(join(directory, 'ledger.db-wal'));
  await expect(ledger.reserve(holdRequest('b'))).rejects.toEqual(unavailable('fileReplaced'));
  ledger.close();
  const next = await open(directory);
  expect(await next.health.needsConfirmation()).toBeUndefined();
  expect(await spentOn(next.ledger)).toEqual([30, 30, 30]);
});

test('a sum that falls while windows are open is noticed by the next mark', async () => {
  const directory = ledgerFolder();
  const window = await open(directory);
  await spend(window.ledger, 'a', 30);
  await killedAt(directory, window, 2);
  const other = new DatabaseSync(join(directory, 'ledger.db'), { timeout: patience.event });
  other.exec('UPDATE balances SET spent = 1');
  other.close();
  await window.ledger.reserve(holdRequest('b'));
  await eventually(async () => {
    window.clock.advance(1_000);
    expect(await window.health.needsConfirmation()).toBe(figuresWrong);
  });
  await expect(window.ledger.reserve(holdRequest('c'))).rejects.toEqual(unavailable('needsConfirmation'));
  await window.health.confirm();
  expect(await spentOn(window.ledger)).toEqual([30, 30, 30]);
});

test('entries that vanish while a window is open are noticed at its next reservation', async () => {
  const directory = ledgerFolder();
  const { ledger, health } = await open(directory);
  await spend(ledger, 'a', 30);
  await ledger.recent(1);
  const other = new DatabaseSync(join(directory, 'ledger.db'), { timeout: patience.event });
  other.exec('DELETE FROM journal');
  other.close();
  await expect(ledger.reserve(holdRequest('b'))).rejects.toEqual(unavailable('needsConfirmation'));
  expect(await health.needsConfirmation()).toBe(entriesMissing);
});

test('what a person deletes is forgotten everywhere, without an alarm', async () => {
  const memory = new Editor();
  const directory = ledgerFolder();
  const window = await open(directory, memory);
  await spend(window.ledger, 'a', 30);
  await killedAt(directory, window, 2);
  const slow = memory.mark;
  await window.ledger.deleteAll();
  expect(existsSync(join(directory, 'ledger.db.begun'))).toBe(false);
  expect(memory.mark).toBeUndefined();
  window.ledger.close();
  for (const mark of [undefined, slow]) {
    memory.mark = mark;
    const { ledger, health } = await open(directory, memory);
    expect(await health.needsConfirmation()).toBeUndefined();
    expect(await spentOn(ledger)).toEqual([0, 0, 0]);
    ledger.close();
  }
});

test('ten bills of a million dollars jam nothing for good: the rows are put aside on the person’s word', async () => {
  const directory = ledgerFolder();
  const { ledger } = await open(directory);
  for (let index = 0; index < 10; index += 1) {
    await ledger.reserve(holdRequest(`a${index}`));
    await ledger.settle(`a${index}`, settlementOf(1e15));
  }
  await spend(ledger, 'small', 30);
  const limits = [limitOf(1_000)];
  expect(await ledger.reserve(holdRequest('b', { limits }))).toMatchObject({
    admitted: false,
    refusedBy: { spent: Number.MAX_SAFE_INTEGER, left: 1_000 - Number.MAX_SAFE_INTEGER },
  });
  expect((await ledger.totals('real', keys.day)).cost).toBe(Number.MAX_SAFE_INTEGER);
  const tomorrow = noon + 86_400_000;
  const later = holdRequest('c', { limits, at: tomorrow, periodKeys: periodKeysAt(tomorrow) });
  expect(await ledger.reserve(later)).toMatchObject({ admitted: true });
  await ledger.release('c', tomorrow, 'aborted');
  ledger.close();

  const next = await open(directory);
  expect(await next.health.needsConfirmation()).toBe(figuresWrong);
  await next.health.confirm();
  expect(await next.ledger.reserve(holdRequest('d', { limits }))).toMatchObject({ admitted: true });
  expect((await next.ledger.recent(99)).map(({ attemptId }) => attemptId)).toEqual(['d', 'c', 'small']);
  const file = new DatabaseSync(join(directory, 'ledger.db'), { readOnly: true });
  expect(file.prepare('SELECT count(*) AS count FROM attempts_aside').get()).toEqual({ count: 10 });
  file.close();
});

test('a row that cannot be read is left out and named; the others are shown and budgets hold', async () => {
  const directory = ledgerFolder();
  const { ledger } = await open(directory);
  for (const id of ['a', 'b', 'c', 'd', 'e']) await spend(ledger, id, 10);
  ledger.close();
  const file = new DatabaseSync(join(directory, 'ledger.db'));
  file.exec(`
    UPDATE attempts SET settlement = '{' WHERE attempt_id = 'b';
    UPDATE attempts SET task = '7' WHERE attempt_id = 'd';
    UPDATE attempts SET started_at = 9000000000000000000 WHERE attempt_id = 'e';`);
  file.close();
  const next = await open(directory);
  expect((await next.ledger.recent(9)).map(({ attemptId }) => attemptId)).toEqual(['c', 'a']);
  expect(next.health.unreadableRows()).toEqual([2, 4, 5]);
  expect(await next.health.needsConfirmation()).toBeUndefined();
  expect(await spentOn(next.ledger)).toEqual([50, 50, 50]);
  expect(await next.ledger.reserve(holdRequest('f'))).toMatchObject({ admitted: true });
});

test('a hold whose row is damaged keeps nobody from ending those of others, and ends itself', async () => {
  const directory = ledgerFolder();
  const owner = (id: string) => ({ id, pid: 1, host: 'here' });
  const clock = createFakeClock();
  const options = { directory, clock, log: silentLog, leaseMs: 30_000 };
  const dead = await openSqliteLedger({ ...options, clock: createFakeClock(), owner: owner('dead') });
  const alive = await openSqliteLedger({
    ...options,
    owner: owner('alive'),
    ownerProbe: ({ id }) => (id === 'dead' ? 'gone' : 'unknown'),
  });
  onTestFinished(() => {
    dead.ledger.close();
    alive.ledger.close();
  });
  await dead.ledger.reserve(holdRequest('broken', { options: [holdOption(100)] }));
  await dead.ledger.reserve(holdRequest('whole'));
  const file = new DatabaseSync(join(directory, 'ledger.db'), { timeout: patience.event });
  file.exec(
    `UPDATE attempts SET owner = '{"id":7}', option = '[', live = 'none' WHERE attempt_id = 'broken'`,
  );
  file.close();
  clock.advance(45_000);
  const standing = async () => (await alive.ledger.budgets([limitOf(1_000)], keys, noon))[0];
  expect(await standing()).toMatchObject({ held: 100, spent: 100 });
  clock.advance(200_000);
  expect(await standing()).toMatchObject({ held: 0, spent: 200 });
});

test.each([
  ['a table', 'DROP TABLE balances'],
  ['a column', 'ALTER TABLE attempts DROP COLUMN hidden'],
  ['its first table', 'DROP TABLE ledger_file'],
])('a file that lacks %s is set aside, and what the mark knows is carried over', async (_, sql) => {
  const { directory } = await scene();
  const file = new DatabaseSync(join(directory, 'ledger.db'));
  file.exec(sql);
  file.close();
  const { ledger, health } = await open(directory);
  expect(await health.needsConfirmation()).toMatch(/^ledger\.db\.corrupt-/);
  await health.confirm();
  expect(await spentOn(ledger)).toEqual([170, 170, 70]);
});

test('indexes and triggers that are missing are made again', async () => {
  const { directory } = await scene();
  const file = new DatabaseSync(join(directory, 'ledger.db'));
  file.exec('DROP INDEX attempts_task; DROP INDEX attempts_held; DROP TRIGGER journal_is_final');
  file.close();
  const { ledger, health } = await open(directory);
  expect(await health.needsConfirmation()).toBeUndefined();
  expect(await ledger.reserve(holdRequest('paid'))).toMatchObject({ admitted: true });
  const again = new DatabaseSync(join(directory, 'ledger.db'), { timeout: patience.event });
  expect(() => again.exec('UPDATE journal SET spent = 0')).toThrow('do not change');
  again.close();
});
