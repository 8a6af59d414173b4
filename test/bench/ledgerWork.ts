/**
 * The work that the ledger's benchmark times: requests reserved and settled through the ledger, and
 * the very same rows written by bare transactions. Run as a program it is one of several processes.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { periodKeysAt } from '../../src/core/budget/periodKeys.ts';
import { silentLog } from '../../src/core/log.ts';
import { moveMoney } from '../../src/storage/balances.ts';
import { migrate } from '../../src/storage/migrations.ts';
import { heldColumns, settlementJson } from '../../src/storage/rowMapping.ts';
import { ledgerFileName, migrations } from '../../src/storage/schema.ts';
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
  /** The longest time that one call kept the thread, ms. */
  readonly longestBlockMs: number;
}

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

async function throughLedger(directory: string, name: string, pairs: number, begin: () => Promise<void>) {
  const { ledger } = await openSqliteLedger({ directory, clock: realClock, log: silentLog });
  await begin();
  const pairMs: number[] = [];
  let longestBlockMs = 0;
  async function timed<Result>(call: () => Promise<Result>): Promise<void> {
    const start = performance.now();
    const pending = call();
    longestBlockMs = Math.max(longestBlockMs, performance.now() - start);
    await pending;
  }
  for (let index = 0; index < pairs; index += 1) {
    const request = requestOf(name, index);
    const start = performance.now();
    await timed(() => ledger.reserve(request));
    await timed(() => ledger.settle(request.attemptId, settlementOf(30)));
    pairMs.push(performance.now() - start);
  }
  ledger.close();
  return { pairMs, longestBlockMs };
}

/** No admission, no checks, no waiting but SQLite's own: what writing these rows costs at least. */
async function bare(directory: string, name: string, pairs: number, begin: () => Promise<void>) {
  const database = new DatabaseSync(join(directory, ledgerFileName), { timeout: 60_000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  migrate(database, migrations, () => undefined);
  const statements = prepareStatements(database);
  await begin();
  const pairMs: number[] = [];
  let longestBlockMs = 0;
  for (let index = 0; index < pairs; index += 1) {
    const request = requestOf(name, index);
    const { attemptId, at, periodKeys } = request;
    const move = { attemptId, at, periodKeys, realm: 'real', workspaceId: 'w1' } as const;
    const start = performance.now();
    database.exec('BEGIN IMMEDIATE');
    statements.insertAttempt.run(heldColumns(request, holdOption(100), 'bare'));
    moveMoney(statements, { ...move, kind: 'hold', held: 100, spent: 0 });
    database.exec('COMMIT');
    const middle = performance.now();
    database.exec('BEGIN IMMEDIATE');
    const settlement = settlementJson(settlementOf(30));
    statements.endAttempt.run({ attemptId, state: 'settled', settlement });
    statements.readAs.run({ attemptId, charged: 30, cost: 30, estimated: 0, output: 120, hidden: 80 });
    moveMoney(statements, { ...move, kind: 'settle', held: -100, spent: 30 });
    database.exec('COMMIT');
    const end = performance.now();
    pairMs.push(end - start);
    longestBlockMs = Math.max(longestBlockMs, middle - start, end - middle);
  }
  database.close();
  return { pairMs, longestBlockMs };
}

/** @param begin is waited for after the file is open. */
export function doWork(
  work: LedgerWork,
  directory: string,
  name: string,
  pairs: number,
  begin: () => Promise<void>,
): Promise<WorkResult> {
  return (work === 'ledger' ? throughLedger : bare)(directory, name, pairs, begin);
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
