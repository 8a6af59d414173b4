/** Failures that users of budgets elsewhere have reported, each of which must not happen here. */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { expect, onTestFinished, test } from 'vitest';
import { periodKeysAt } from '../../../src/core/model/budget.ts';
import { budgetRefused, refusalFacts } from '../../../src/core/budget/admission.ts';
import { initialRequestRate, judgeRate } from '../../../src/core/budget/requestRate.ts';
import { SwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { nanoFromUsd, nanoUsd } from '../../../src/core/model/money.ts';
import { resolveSettings } from '../../../src/settings/resolve.ts';
import { createFallbackLedger } from '../../../src/storage/memoryLedger.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { disagreements, journalOf } from './durableJournal.ts';
import {
  createFakeClock,
  holdOption,
  holdRequest,
  limitOf,
  noon,
  settlementOf,
  taskFacts,
} from './ledgerFixtures.ts';
import { ledgerFolder } from './ledgerFolders.ts';

const usd = (amount: number): number => nanoFromUsd(amount, 'up');
const keys = periodKeysAt(noon);

async function open(directory = ledgerFolder()): Promise<Ledger> {
  const { ledger } = await openSqliteLedger({ directory, clock: createFakeClock(), log: silentLog });
  onTestFinished(() => ledger.close());
  return ledger;
}

test('“budget exceeded” with next to nothing spent: unused holds come back, to the last nano-dollar', async () => {
  const ledger = await open();
  const limits = [limitOf(usd(25), 'month')];
  const options = [holdOption(usd(24.9))];
  for (let index = 0; index < 300; index += 1) {
    const admission = await ledger.reserve(holdRequest(`a${index}`, { limits, options }));
    expect(admission.admitted).toBe(true);
    await ledger.settle(`a${index}`, settlementOf(usd(0.000_144)));
  }
  expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: usd(0.043_2), held: 0 }]);
});

test('five long prompts at once overshoot: concurrent attempts share one purse, one task its own', async () => {
  const directory = ledgerFolder();
  const [first, second] = [await open(directory), await open(directory)];
  const limits = [limitOf(usd(0.45)), limitOf(usd(0.25), 'request')];
  const options = [holdOption(usd(0.12))];
  const verdicts = await Promise.all(
    Array.from({ length: 10 }, (_, index) => {
      const task = taskFacts(index < 5 ? 'one task' : `task ${index}`);
      const window = index % 2 === 0 ? first : second;
      return window.reserve(holdRequest(`a${index}`, { limits, options, task }));
    }),
  );
  expect(verdicts.slice(0, 5).filter((verdict) => verdict.admitted)).toHaveLength(2);
  expect(verdicts.filter((verdict) => verdict.admitted)).toHaveLength(3);
});

test('a request that does not fit is shrunk to what is left and overshoots: it is refused instead', async () => {
  const ledger = await open();
  const limits = [limitOf(usd(1), 'day', 'downgrade')];
  await ledger.reserve(holdRequest('a', { limits, options: [holdOption(usd(0.95))] }));
  const options = [holdOption(usd(0.9)), holdOption(usd(0.06))];
  expect(await ledger.reserve(holdRequest('b', { limits, options }))).toMatchObject({ admitted: false });
});

test('the first requests of somebody unknown bypass the default: without any setting the defaults are limits', async () => {
  const ledger = await open();
  const { limits } = resolveSettings([]);
  expect(limits.map(({ period, limit }) => [period, limit])).toEqual([
    ['request', usd(0.5)],
    ['day', usd(5)],
    ['month', usd(50)],
  ]);
  const options = [holdOption(usd(0.51))];
  expect(await ledger.reserve(holdRequest('first', { limits, options }))).toMatchObject({
    admitted: false,
    refusedBy: { limit: { setting: 'switchyard.limits.costPerRequest' } },
  });
});

test('what cannot count lets pass: without a ledger nothing is admitted that might cost', async () => {
  const why = new SwitchyardError('ledgerUnavailable', 'the disk is full', { unbilled: true });
  const ledger = createFallbackLedger(createFakeClock(), why);
  for (const priceState of ['known', 'unknown', 'included'] as const) {
    const request = holdRequest(priceState, { options: [holdOption(0, { priceState })] });
    await expect(ledger.reserve(request)).rejects.toBe(why);
  }
  const local = [holdOption(0, { priceState: 'zero' })];
  expect(await ledger.reserve(holdRequest('local', { options: local }))).toMatchObject({ admitted: true });
  const practice = taskFacts('practice', { realm: 'practice' });
  expect(await ledger.reserve(holdRequest('practice', { task: practice }))).toMatchObject({
    admitted: true,
  });
});

test('a refusal retried twenty thousand times: it says that it is final, and asking costs nothing', async () => {
  const directory = ledgerFolder();
  const ledger = await open(directory);
  const limits = [limitOf(usd(0.1))];
  for (let index = 0; index < 500; index += 1) {
    const admission = await ledger.reserve(
      holdRequest(`a${index}`, { limits, options: [holdOption(usd(0.2))] }),
    );
    const error = admission.admitted ? undefined : budgetRefused(refusalFacts(admission, undefined));
    expect(error).toMatchObject({ code: 'budgetRefused', retryable: false });
  }
  expect(journalOf(directory)).toEqual([]);
});

test('a loop runs for 63 hours: the same request is stopped after a handful, a varied one by its budget', async () => {
  const ledger = await open();
  const limits = [limitOf(usd(5))];
  const run = async (fingerprintOf: (index: number) => string): Promise<number> => {
    let state = initialRequestRate;
    let ran = 0;
    for (let index = 0; index < 2_000; index += 1) {
      const judged = judgeRate(state, fingerprintOf(index), index * 30_000, { perMinute: 30 });
      state = judged.state;
      if (judged.verdict.type === 'block') continue;
      const id = `${fingerprintOf(index)} ${index}`;
      const request = holdRequest(id, { limits, options: [holdOption(usd(0.05))] });
      if (!(await ledger.reserve(request)).admitted) continue;
      await ledger.settle(id, settlementOf(usd(0.05)));
      ran += 1;
    }
    return ran;
  };
  expect(await run(() => 'same')).toBe(5);
  expect(await run((index) => `varied ${index}`)).toBe(95);
});

test('an abort before the usage arrives is a free ride: without a figure the worst case counts', async () => {
  const ledger = await open();
  const limits = [limitOf(1_000)];
  await ledger.reserve(holdRequest('a', { limits }));
  const nothing = settlementOf(undefined, { end: 'stopped', usage: {}, provenance: 'estimated' });
  await ledger.settle('a', nothing);
  expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 100 }]);
});

test('the provider goes on after the abort and bills in full: the later bill is counted, in its own day', async () => {
  const ledger = await open();
  const limits = [limitOf(1_000)];
  await ledger.reserve(holdRequest('a', { limits }));
  await ledger.settle('a', settlementOf(12, { end: 'stopped', provenance: 'estimated' }));
  const tomorrow = noon + 86_400_000;
  const usage = { input: 500, output: 900, hidden: 700 };
  await ledger.correct('a', {
    at: tomorrow,
    usage,
    cost: nanoUsd(95),
    provenance: 'billed',
    why: 'its bill',
  });
  expect(await ledger.budgets(limits, keys, noon)).toMatchObject([{ spent: 95 }]);
  expect(await ledger.budgets(limits, periodKeysAt(tomorrow), tomorrow)).toMatchObject([{ spent: 0 }]);
});

test('a threshold that should only warn blocks: it is named and lets everything pass', async () => {
  const ledger = await open();
  const limits = [limitOf(150, 'day', 'warn')];
  await ledger.reserve(holdRequest('a', { limits }));
  expect(await ledger.reserve(holdRequest('b', { limits }))).toMatchObject({
    admitted: true,
    warned: [{ limit: { whenReached: 'warn' }, left: 50 }],
  });
});

test('counts drop with several windows, the last writer wins: every row of every window is there', async () => {
  const directory = ledgerFolder();
  const windows = [await open(directory), await open(directory), await open(directory)];
  await Promise.all(
    windows.map(async (ledger, number) => {
      for (let index = 0; index < 60; index += 1) {
        await ledger.reserve(holdRequest(`${number}-${index}`));
        await ledger.settle(`${number}-${index}`, settlementOf(7));
      }
    }),
  );
  for (const ledger of windows) {
    expect(await ledger.totals('real', keys.day)).toMatchObject({ cost: 3 * 60 * 7, tasks: 180 });
  }
  expect(disagreements(directory)).toEqual([]);
});
