import { expect, test } from 'vitest';
import { createTurns, whenFree } from '../../../src/storage/transaction.ts';
import { createFakeClock, type FakeClock } from './ledgerFixtures.ts';

const busy = Object.assign(new Error('database is locked'), { errcode: 5 });

/** Lets time pass in steps, and what waits for it go on. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    clock.advance(20);
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
}

test('a ledger that is busy for a long time reaches nobody', async () => {
  const clock = createFakeClock();
  let isFree = false;
  const work = () => {
    if (!isFree) throw busy;
    return 'written';
  };
  const writing = whenFree(work, clock, 30_000);
  await pass(clock, 25_000);
  isFree = true;
  await pass(clock, 100);
  expect(await writing).toBe('written');
});

test('one that stays busy is told after the deadline, and not before enough tries', async () => {
  const clock = createFakeClock();
  let tries = 0;
  const waiting = whenFree(
    () => {
      tries += 1;
      throw busy;
    },
    clock,
    30_000,
  ).catch((error: unknown) => error);
  // A machine that lets the window run once in ten seconds.
  for (let turn = 0; turn < 20; turn += 1) {
    clock.advance(10_000);
    for (let step = 0; step < 8; step += 1) await Promise.resolve();
  }
  const early = tries;
  expect(early).toBeLessThan(100);
  await pass(clock, 60_000);
  expect(await waiting).toMatchObject({ code: 'ledgerUnavailable', details: { reason: 'busy' } });
  expect(tries).toBe(100);
});

test('those who wait in one window are served in the order in which they came', async () => {
  const clock = createFakeClock();
  const turns = createTurns(clock);
  const served: string[] = [];
  let isFree = false;
  const write = (name: string) =>
    turns.take(() => {
      if (!isFree) throw busy;
      served.push(name);
    }, 30_000);
  const all = [write('a'), write('b')];
  await pass(clock, 5_000);
  all.push(write('c'));
  isFree = true;
  await pass(clock, 200);
  await Promise.all(all);
  expect(served).toEqual(['a', 'b', 'c']);
});

test('where nobody waits, work is done at once; one that fails holds up nobody', async () => {
  const clock = createFakeClock();
  const turns = createTurns(clock);
  let done = false;
  const first = turns.take(() => {
    done = true;
  }, 30_000);
  expect(done).toBe(true);
  const failing = turns.take(() => {
    throw new TypeError('no');
  }, 30_000);
  const third = turns.take(() => 'served', 30_000);
  await first;
  await expect(failing).rejects.toThrow('no');
  expect(await third).toBe('served');
});
