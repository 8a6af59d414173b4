import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import { nothingLeft } from '../../../src/core/ledger/ledgerLoss.ts';
import { type Log, silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { attemptsOf } from '../../unit/storage/durableJournal.ts';
import {
  createFakeClock,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
} from '../../unit/storage/ledgerFixtures.ts';
import { ledgerFolder } from '../../unit/storage/ledgerFolders.ts';

const clock = createFakeClock();

async function open(directory: string, log: Log = silentLog) {
  const opened = await openSqliteLedger({ directory, clock, log });
  onTestFinished(() => opened.ledger.close());
  return opened;
}

const unavailable = (reason: string) =>
  expect.objectContaining({ code: 'ledgerUnavailable', details: expect.objectContaining({ reason }) });

async function ledgerWithOneRow(directory: string): Promise<void> {
  const { ledger } = await open(directory);
  await ledger.reserve(holdRequest('old'));
  await ledger.settle('old', settlementOf(40));
  ledger.close();
}

test('the file and its companions are readable by their owner only', async () => {
  const directory = join(ledgerFolder(), 'made');
  const { ledger } = await open(directory);
  await ledger.reserve(holdRequest('a'));
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const modes = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).mode & 0o777]);
  expect(modes).toEqual([
    ['ledger.db', 0o600],
    ['ledger.db-shm', 0o600],
    ['ledger.db-wal', 0o600],
    ['ledger.db.begun', 0o600],
  ]);
});

test('a file that others could read is closed to them', async () => {
  const directory = ledgerFolder();
  await ledgerWithOneRow(directory);
  chmodSync(join(directory, 'ledger.db'), 0o644);
  await open(directory);
  expect(statSync(join(directory, 'ledger.db')).mode & 0o777).toBe(0o600);
});

test('rows outlive the window', async () => {
  const directory = ledgerFolder();
  await ledgerWithOneRow(directory);
  const { ledger, health } = await open(directory);
  expect(await ledger.recent(9)).toMatchObject([{ attemptId: 'old', settlement: { cost: 40 } }]);
  expect(health.journal).toBe('wal');
  expect(await health.needsConfirmation()).toBeUndefined();
});

const damages: Readonly<Record<string, (file: string) => void>> = {
  'is not a database': (file) => writeFileSync(file, 'these are somebody’s notes, not a ledger '.repeat(200)),
  'is a database of something else': (file) => {
    rmSync(file);
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES (1)');
    other.close();
  },
  'was overwritten in the middle': (file) => {
    const bytes = readFileSync(file);
    bytes.fill(0xff, 100, bytes.length);
    writeFileSync(file, bytes);
  },
};

test.each(Object.entries(damages))(
  'a file that %s is set aside unchanged, and paid calls wait for the user',
  async (_, damage) => {
    const directory = ledgerFolder();
    await ledgerWithOneRow(directory);
    const file = join(directory, 'ledger.db');
    damage(file);
    const damaged = readFileSync(file);
    const errors: string[] = [];

    const { ledger, health } = await open(directory, { ...silentLog, error: (text) => errors.push(text) });
    const aside = await health.needsConfirmation();
    expect(aside).toMatch(/^ledger\.db\.corrupt-2026-11-18T\d\d-\d\d-\d\d$/);
    expect(readFileSync(join(directory, aside ?? ''))).toEqual(damaged);
    expect(errors).toEqual([expect.stringContaining(aside ?? '')]);

    await expect(ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
    const practice = holdRequest('free', { task: taskFacts('free', { realm: 'practice' }) });
    expect(await ledger.reserve(practice)).toMatchObject({ admitted: true });

    const other = await open(directory);
    await expect(other.ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
    await other.health.confirm();
    expect(await ledger.reserve(holdRequest('paid'))).toMatchObject({ admitted: true });
    expect(await health.needsConfirmation()).toBeUndefined();
  },
);

test.each([
  ['emptied', (file: string) => truncateSync(file, 0)],
  ['removed', (file: string) => rmSync(file)],
])('a file that was %s is not taken for the first ledger: paid calls wait for the user', async (_, lose) => {
  const directory = ledgerFolder();
  await ledgerWithOneRow(directory);
  lose(join(directory, 'ledger.db'));
  const errors: string[] = [];
  const { ledger, health } = await open(directory, { ...silentLog, error: (text) => errors.push(text) });
  expect(await health.needsConfirmation()).toBe(nothingLeft);
  expect(errors).toEqual(['the ledger file was emptied or removed']);
  await expect(ledger.reserve(holdRequest('paid'))).rejects.toEqual(unavailable('needsConfirmation'));
  await health.confirm();
  expect(await ledger.reserve(holdRequest('paid'))).toMatchObject({ admitted: true });

  await ledger.deleteAll();
  ledger.close();
  lose(join(directory, 'ledger.db'));
  const afresh = await open(directory);
  expect(await afresh.health.needsConfirmation()).toBeUndefined();
});

test('deleting everything leaves no byte of it, set-aside files included', async () => {
  const directory = ledgerFolder();
  writeFileSync(join(directory, 'ledger.db'), 'MARKER '.repeat(500));
  const { ledger, health } = await open(directory);
  await health.confirm();
  const task = taskFacts('t', { because: ['MARKER'] });
  for (let index = 0; index < 50; index += 1) await ledger.reserve(holdRequest(`a${index}`, { task }));
  await ledger.deleteAll();
  ledger.close();
  const left = readdirSync(directory).map((name) => readFileSync(join(directory, name), 'latin1'));
  expect(left.join('')).not.toContain('MARKER');
  expect(left).toHaveLength(1);
});

test('no string of a provider’s usage object reaches the file', async () => {
  const directory = ledgerFolder();
  const { ledger } = await open(directory);
  await ledger.reserve(holdRequest('a'));
  const rawUsage = {
    prompt_tokens: 5,
    service_tier: 'priority',
    details: { echo: 'MARKER of a prompt', list: ['MARKER', 7], deep: { cached_tokens: 3 } },
  };
  await ledger.settle('a', settlementOf(1, { rawUsage }));
  const [row] = await ledger.recent(1);
  expect(row?.settlement?.rawUsage).toEqual({
    prompt_tokens: 5,
    service_tier: 'priority',
    details: { list: [null, 7], deep: { cached_tokens: 3 } },
  });
  ledger.close();
  expect(readFileSync(join(directory, 'ledger.db'), 'latin1')).not.toContain('MARKER');
});

test('a folder that cannot be made is reported as such', async () => {
  const directory = ledgerFolder();
  writeFileSync(join(directory, 'taken'), '');
  await expect(open(join(directory, 'taken'))).rejects.toEqual(unavailable('cannotOpen'));
  await expect(open(join(directory, 'taken', 'below'))).rejects.toEqual(unavailable('cannotOpen'));
});

interface Confinement {
  /** Files may not grow past this many KiB. */
  readonly kibibytes?: number;
  /** As a user whom file modes bind, also where the tests run as root. */
  readonly unprivileged?: boolean;
  /** Shell commands that mount something at `$DIR`, in a name space of their own. */
  readonly mount?: string;
}

/** Root, or a user who may be root in a name space, can mount; elsewhere the tests of files that cannot grow stand in. */
const canMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', import.meta.dirname]).status === 0;

/** Runs `script` in a process of its own and returns what it printed. */
function inProcess(
  directory: string,
  { kibibytes, unprivileged, mount }: Confinement,
  script: string,
): string {
  const source = `
    const { openSqliteLedger } = await import(${JSON.stringify(join(import.meta.dirname, '../../../src/storage/sqliteLedger.ts'))});
    const { holdRequest, realClock, settlementOf } = await import(${JSON.stringify(join(import.meta.dirname, '../../unit/storage/ledgerFixtures.ts'))});
    const log = { trace() {}, info() {}, warn() {}, error() {} };
    const directory = ${JSON.stringify(directory)};
    ${unprivileged === true ? 'if (process.getuid() === 0) process.setuid(65534);' : ''}
    try { ${script} } catch (error) { console.log(error.code, error.details?.reason, error.message); }
    process.exit(0);`;
  const command = `ulimit -f ${kibibytes ?? 'unlimited'}; exec "$0" --no-warnings --input-type=module -e "$1"`;
  const bash = (shell: string) => ['bash', '-c', shell, process.execPath, source];
  const [program = '', ...rest] =
    mount === undefined ? bash(command) : ['unshare', '-rm', ...bash(`set -e; ${mount}; ${command}`)];
  const env = { ...process.env, DIR: directory };
  return spawnSync(program, rest, { encoding: 'utf8', env }).stdout;
}

test.each([
  ['no', async (directory: string) => chmodSync(directory, 0o555)],
  [
    'an old',
    async (directory: string) => {
      await ledgerWithOneRow(directory);
      chmodSync(join(directory, 'ledger.db'), 0o444);
      chmodSync(directory, 0o555);
    },
  ],
])('a read-only folder with %s ledger in it is reported as such', async (_, prepare) => {
  const directory = ledgerFolder();
  await prepare(directory);
  const script = `await openSqliteLedger({ directory, clock: realClock, log }); console.log('opened');`;
  expect(inProcess(directory, { unprivileged: true }, script)).toMatch(
    /^ledgerUnavailable readOnly .*read-only/m,
  );
});

test('a file that cannot grow refuses new holds and keeps what it has', async () => {
  const directory = ledgerFolder();
  const output = inProcess(
    directory,
    { kibibytes: 1_500 },
    `const { ledger } = await openSqliteLedger({ directory, clock: realClock, log });
     for (let i = 0; i < 5000; i += 1) {
       await ledger.reserve(holdRequest('a' + i));
       console.log('held', i);
     }`,
  );
  const lines = output.trim().split('\n');
  expect(lines.at(-1)).toMatch(/^ledgerUnavailable (ioError|diskFull) /);
  const held = lines.filter((line) => line.startsWith('held')).length;
  expect(held).toBeGreaterThan(10);
  const { ledger } = await open(directory);
  expect(attemptsOf(directory)).toHaveLength(held);
  expect(await ledger.reserve(holdRequest('again'))).toMatchObject({ admitted: true });
});

describe.runIf(canMount)('a disk of one mebibyte', () => {
  const small = 'mount -t tmpfs -o size=1m none "$DIR"';

  test('that is full from the start: no ledger is opened', () => {
    const output = inProcess(
      ledgerFolder(),
      { mount: `${small}; head -c 2m /dev/zero > "$DIR/ballast" 2> /dev/null || true` },
      `await openSqliteLedger({ directory, clock: realClock, log }); console.log('opened');`,
    );
    expect(output).toMatch(/^ledgerUnavailable diskFull .*the disk.* full$/m);
  });

  test('that fills up refuses new holds, and goes on where it stopped once there is room', () => {
    const output = inProcess(
      ledgerFolder(),
      { mount: `${small}; head -c 400k /dev/zero > "$DIR/ballast"` },
      `const { rmSync } = await import('node:fs');
       const { ledger } = await openSqliteLedger({ directory, clock: realClock, log });
       let held = 0;
       try { for (;; held += 1) await ledger.reserve(holdRequest('a' + held)); }
       catch (error) { console.log(held > 5, error.code, error.details.reason, error.message); }
       rmSync(directory + '/ballast');
       console.log(await ledger.settle('a0', settlementOf(40)), (await ledger.reserve(holdRequest('more'))).admitted);
       console.log((await ledger.recent(1000)).length - held);`,
    );
    expect(output.trim().split('\n')).toEqual([
      'true ledgerUnavailable diskFull the ledger cannot be written: the disk is full',
      '{ settled: true, corrected: false } true',
      '1',
    ]);
  });

  test('that is mounted read-only, for root as well', () => {
    const output = inProcess(
      ledgerFolder(),
      { mount: `${small}; mount -o remount,ro "$DIR"` },
      `await openSqliteLedger({ directory, clock: realClock, log }); console.log('opened');`,
    );
    expect(output).toMatch(/^ledgerUnavailable readOnly the folder of the ledger is read-only$/m);
  });
});

test('a settlement that cannot be written is written when it can be', async () => {
  const directory = ledgerFolder();
  const own = createFakeClock();
  const { ledger } = await openSqliteLedger({ directory, clock: own, log: silentLog, leaseMs: 20_000 });
  onTestFinished(() => ledger.close());
  await ledger.reserve(holdRequest('a'));
  const blocker = new DatabaseSync(join(directory, 'ledger.db'));
  blocker.exec('BEGIN IMMEDIATE');
  const settling = ledger.settle('a', settlementOf(40)).catch((error: unknown) => error);
  for (let second = 0; second < 300; second += 1) {
    own.advance(1_000);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  }
  expect(await settling).toEqual(unavailable('busy'));
  blocker.exec('ROLLBACK');
  blocker.close();
  own.advance(5_000);
  expect(attemptsOf(directory)).toMatchObject([{ state: 'settled', charged: 40 }]);
});

test('a ledger file that is removed or replaced under an open window is not written past', async () => {
  const directory = ledgerFolder();
  const { ledger } = await open(directory);
  await ledger.reserve(holdRequest('a'));
  const elsewhere = join(directory, 'elsewhere');
  mkdirSync(elsewhere);
  renameSync(join(directory, 'ledger.db'), join(elsewhere, 'ledger.db'));
  await expect(ledger.reserve(holdRequest('b'))).rejects.toEqual(unavailable('fileReplaced'));
  await open(directory);
  await expect(ledger.reserve(holdRequest('c'))).rejects.toEqual(unavailable('fileReplaced'));
});

test('a closed ledger says so', async () => {
  const { ledger } = await open(ledgerFolder());
  ledger.close();
  ledger.close();
  await expect(ledger.reserve(holdRequest('a'))).rejects.toEqual(unavailable('closed'));
  await expect(ledger.totals('real', periodKeysAt(noon).day)).rejects.toEqual(unavailable('closed'));
});

test('damage that shows only in use refuses paid calls, and the next window sets the file aside', async () => {
  const directory = ledgerFolder();
  await ledgerWithOneRow(directory);
  const file = join(directory, 'ledger.db');
  const database = new DatabaseSync(file);
  const page = Number(
    database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'attempts_task'`).get()?.['rootpage'],
  );
  database.close();
  const bytes = readFileSync(file);
  bytes.fill(0xff, (page - 1) * 4096, page * 4096);
  writeFileSync(file, bytes);
  const { ledger } = await open(directory);
  const request = holdRequest('a', { limits: [limitOf(1_000, 'request')] });
  await expect(ledger.reserve(request)).rejects.toEqual(unavailable('corrupt'));
  ledger.close();
  const next = await open(directory);
  expect(await next.health.needsConfirmation()).toMatch(/corrupt/);
  expect(await next.ledger.recent(9)).toEqual([]);
});

test('a false alarm of damage costs nothing', async () => {
  const directory = ledgerFolder();
  await ledgerWithOneRow(directory);
  writeFileSync(join(directory, 'ledger.db.suspect'), '');
  const { ledger, health } = await open(directory);
  expect(await health.needsConfirmation()).toBeUndefined();
  expect(await ledger.recent(9)).toHaveLength(1);
  expect(readdirSync(directory)).not.toContain('ledger.db.suspect');
});
