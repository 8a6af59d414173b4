/**
 * The work that the ledger's benchmark times: requests reserved and settled through the ledger, and
 * the very same rows written by bare transactions; after either, a thread that only looks at the clock,
 * which shows how long the operating system alone keeps a thread from running. Run as a program it is
 * one of several processes.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { periodKeysAt } from '../../src/core/model/budget.ts';
import { silentLog } from '../../src/core/model/ports.ts';
import { moveMoney } from '../../src/storage/balances.ts';
import { migrate, ledgerFileName, migrations } from '../../src/storage/schema.ts';
import { heldColumns, settlementJson } from '../../src/storage/rowMapping.ts';
import { openSqliteLedger } from '../../src/storage/sqliteLedger.ts';
import { prepareStatements } from '../../src/storage/statements.ts';
import {
  holdOption,
  holdRequest,
  limitOf,
  realClock,
  settlementOf,
  taskFacts,
} from '../unit/storage/ledgerFixtures.ts';

export type LedgerWork = 'ledger' | 'bare';

export interface WorkResult {
  /** Wall time of a reserve and a settle together, ms each. */
  readonly pairMs: readonly number[];
  /** How long each call kept the thread, ms: the editor's stalls. */
  readonly blockMs: readonly number[];
  /** What the longest of them computed, ms; the rest of it is waiting, for the disk or the processor. */
  readonly longestBlockCpuMs: number;
  /** The longest that a thread which asks for nothing but the time was kept from running, ms. */
  readonly longestGapMs: number;
}

type Timed = Omit<WorkResult, 'longestGapMs'>;

const manyDollars = 1e15;
const limits = [
  limitOf(manyDollars, 'request', 'downgrade'),
  limitOf(manyDollars, 'day'),
  limitOf(manyDollars, 'month'),
  limitOf(manyDollars, 'day', 'block', 'w1'),
];

function requestOf(name: string, index: number) {
  const at = Date.now();
  const id = `${name}-${index}`;
  const task = taskFacts(id, { workspaceId: 'w1' });
  return holdRequest(id, { at, periodKeys: periodKeysAt(at), limits, task });
}

const watchMs = 1000;

function longestGap(): number {
  const end = performance.now() + watchMs;
  let [last, longest] = [performance.now(), 0];
  while (last < end) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

interface Stopwatch {
  readonly blockMs: number[];
  /** @returns what `work` returned; its time counts until then, not until a promise is kept. */
  readonly time: <Result>(work: () => Result) => Result;
  readonly longestCpuMs: () => number;
}

function createStopwatch(): Stopwatch {
  const blockMs: number[] = [];
  let [longestMs, longestCpuMs] = [0, 0];
  return {
    blockMs,
    time(work) {
      const cpu = process.threadCpuUsage();
      const start = performance.now();
      const result = work();
      const ms = performance.now() - start;
      blockMs.push(ms);
      if (ms > longestMs) {
        const { user, system } = process.threadCpuUsage(cpu);
        longestMs = ms;
        longestCpuMs = (user + system) / 1000;
      }
      return result;
    },
    longestCpuMs: () => longestCpuMs,
  };
}

async function throughLedger(
  directory: string,
  name: string,
  pairs: number,
  begin: () => Promise<void>,
): Promise<Timed> {
  const { ledger } = await openSqliteLedger({ directory, clock: realClock, log: silentLog });
  await begin();
  const pairMs: number[] = [];
  const watch = createStopwatch();
  for (let index = 0; index < pairs; index += 1) {
    const request = requestOf(name, index);
    const start = performance.now();
    await watch.time(() => ledger.reserve(request));
    await watch.time(() => ledger.settle(request.attemptId, settlementOf(30)));
    pairMs.push(performance.now() - start);
  }
  ledger.close();
  return { pairMs, blockMs: watch.blockMs, longestBlockCpuMs: watch.longestCpuMs() };
}

/** No admission, no checks, no waiting but SQLite's own: what writing these rows costs at least. */
async function bare(
  directory: string,
  name: string,
  pairs: number,
  begin: () => Promise<void>,
): Promise<Timed> {
  const database = new DatabaseSync(join(directory, ledgerFileName), { timeout: 60_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0');
  migrate(database, migrations, () => undefined);
  const statements = prepareStatements(database);
  await begin();
  const pairMs: number[] = [];
  const watch = createStopwatch();
  for (let index = 0; index < pairs; index += 1) {
    const request = requestOf(name, index);
    const { attemptId, at, periodKeys } = request;
    const move = { attemptId, at, periodKeys, realm: 'real', workspaceId: 'w1' } as const;
    const start = performance.now();
    watch.time(() => {
      database.exec('BEGIN IMMEDIATE');
      statements.insertAttempt.run(heldColumns(request, holdOption(100), 'bare'));
      moveMoney(statements, { ...move, kind: 'hold', held: 100, spent: 0 });
      database.exec('COMMIT');
    });
    watch.time(() => {
      database.exec('BEGIN IMMEDIATE');
      const settlement = settlementJson(settlementOf(30));
      statements.endAttempt.run({ attemptId, state: 'settled', settlement, releasedBecause: null });
      statements.readAs.run({ attemptId, charged: 30, cost: 30, estimated: 0, output: 120, hidden: 80 });
      moveMoney(statements, { ...move, kind: 'settle', held: -100, spent: 30 });
      database.exec('COMMIT');
    });
    pairMs.push(performance.now() - start);
  }
  database.close();
  return { pairMs, blockMs: watch.blockMs, longestBlockCpuMs: watch.longestCpuMs() };
}

/** @param begin is waited for after the file is open. */
export async function doWork(
  work: LedgerWork,
  directory: string,
  name: string,
  pairs: number,
  begin: () => Promise<void>,
): Promise<WorkResult> {
  const result = await (work === 'ledger' ? throughLedger : bare)(directory, name, pairs, begin);
  return { ...result, longestGapMs: longestGap() };
}

if (import.meta.main) {
  const [work, directory = '', name = '', pairs] = process.argv.slice(2);
  const result = await doWork(
    work === 'bare' ? 'bare' : 'ledger',
    directory,
    name,
    Number(pairs),
    async () => {
      process.stdout.write('ready\n');
      await once(process.stdin, 'data');
    },
  );
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
