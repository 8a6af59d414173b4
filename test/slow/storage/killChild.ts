/**
 * A window that is killed in a chosen phase of a request, by itself, at the very statement: data
 * handed to the ledger carries a property whose reading pulls the trigger.
 */
import { silentLog } from '../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { type KillPhase, killPhases } from './killPhases.ts';
import { holdRequest, realClock, settlementOf, taskFacts } from '../../unit/storage/ledgerFixtures.ts';

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('still alive');
}

/** A copy that lets `key` be read `reads` times, then kills. */
function deadly<Target extends object>(target: Target, key: keyof Target, reads: number): Target {
  const value = target[key];
  let left = reads;
  return Object.defineProperty({ ...target }, key, {
    enumerable: true,
    get() {
      if (left === 0) die();
      left -= 1;
      return value;
    },
  });
}

async function run(directory: string, phase: KillPhase): Promise<void> {
  const { ledger } = await openSqliteLedger({ directory, clock: realClock, log: silentLog });
  await ledger.reserve(holdRequest('before'));
  await ledger.settle('before', settlementOf(42));

  // Read for the row's column, for its JSON, and once more between the row and the journal.
  const task = deadly(taskFacts('victim', { workspaceId: 'w1' }), 'workspaceId', 2);
  await ledger.reserve(holdRequest('victim', phase === 'inside the reservation' ? { task } : {}));
  if (phase === 'after the reservation') die();

  const live = { usage: { output: 5 }, cost: nanoUsd(60), phase: 'answering' } as const;
  await ledger.heartbeat('victim', phase === 'inside a heartbeat' ? deadly(live, 'cost', 0) : live);
  if (phase === 'after a heartbeat') die();

  if (phase === 'after the release') {
    await ledger.release('victim', realClock.now(), 'rateLimited');
    die();
  }
  // Read for the row's JSON, and once more when the row is changed already but the sums are not.
  const settlement = settlementOf(33);
  await ledger.settle(
    'victim',
    phase === 'inside the settlement' ? deadly(settlement, 'cost', 1) : settlement,
  );
  die();
}

const [directory, phase] = process.argv.slice(2);
const known = killPhases.find((each) => each === phase);
if (directory !== undefined && known !== undefined) await run(directory, known);
