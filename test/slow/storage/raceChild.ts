/**
 * One window of the race: opens the shared ledger, waits for the word, then sends its requests as
 * fast as it can. What it was told goes to its own log file, line by line, so that a kill loses
 * nothing that had been answered.
 */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { appendFileSync } from 'node:fs';
import { once } from 'node:events';
import { silentLog } from '../../../src/core/model/ports.ts';
import type { Admission } from '../../../src/core/model/ledger.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import {
  holdOption,
  holdRequest,
  limitOf,
  realClock,
  settlementOf,
  taskFacts,
} from '../../unit/storage/ledgerFixtures.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import type { RaceLine, RacePlan } from './racePlan.ts';
import { randomNumbers } from './randomNumbers.ts';

const plan: RacePlan = JSON.parse(process.argv[2] ?? '{}');
const { directory, logFile, name, requests, leaseMs } = plan;

function say(line: RaceLine): void {
  appendFileSync(logFile, `${JSON.stringify(line)}\n`);
}

async function equal(ledger: Ledger, { limit, hold }: { limit: number; hold: number }): Promise<void> {
  const limits = [limitOf(limit)];
  for (let index = 0; index < requests; index += 1) {
    const id = `${name}-${index}`;
    const admission = await ledger.reserve(holdRequest(id, { limits, options: [holdOption(hold)] }));
    if (!admission.admitted) {
      say({ type: 'refused', id, taskId: `task of ${id}`, admission, holds: [hold] });
      continue;
    }
    await ledger.settle(id, settlementOf(hold));
    say({ type: 'settled', id, cost: hold });
  }
}

async function mixed(ledger: Ledger, { limit, seed }: { limit: number; seed: number }): Promise<void> {
  const random = randomNumbers(seed);
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  for (let index = 0; index < requests; index += 1) {
    const id = `${name}-${index}`;
    const workspaceId = random() < 0.5 ? 'w1' : 'w2';
    const hold = 50 + upTo(200);
    const holds = [hold, Math.ceil(hold / 2), Math.ceil(hold / 5)];
    const options = holds.map((each) => holdOption(each, { inputCost: nanoUsd(3) }));
    const limits = [
      limitOf(limit, 'day', random() < 0.3 ? 'block' : 'downgrade'),
      limitOf(Math.floor(limit / 3), 'month', 'downgrade', workspaceId),
      limitOf(220, 'request', 'downgrade'),
    ];
    const taskId = `${name}-${Math.floor(index / 3)}`;
    const task = taskFacts(taskId, { workspaceId });
    const admission: Admission = await ledger.reserve(holdRequest(id, { limits, options, task }));
    if (!admission.admitted) {
      say({ type: 'refused', id, taskId, admission, holds });
      continue;
    }
    const admitted = holds[admission.option] ?? 0;
    const cost = upTo(admitted);
    const live = { usage: { output: 1 }, cost: nanoUsd(Math.floor(cost / 2)), phase: 'answering' } as const;
    if (random() < 0.3) await ledger.heartbeat(id, live);
    if (random() < 0.15) {
      await ledger.release(id, Date.now(), 'rateLimited');
      continue;
    }
    await ledger.settle(id, settlementOf(cost));
    say({ type: 'settled', id, cost });
  }
}

const { ledger } = await openSqliteLedger({
  directory,
  clock: realClock,
  log: silentLog,
  leaseMs,
});
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await (plan.kind === 'equal' ? equal(ledger, plan) : mixed(ledger, plan));
ledger.close();
say({ type: 'done' });
process.exit(0);
