import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLog } from '../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import type { LedgerOwner, OwnerState } from '../../../src/storage/ownerProbe.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { attemptsOf, disagreements } from '../../unit/storage/durableJournal.ts';
import type { KillPhase } from './killPhases.ts';
import {
  createLedgerClock,
  type FakeClock,
  holdOption,
  holdRequest,
  limitOf,
  settlementOf,
} from '../../unit/storage/ledgerFixtures.ts';
import { ledgerFolder } from '../../unit/storage/ledgerFolders.ts';

const leaseMs = 30_000;

const ends: readonly (readonly [KillPhase, { state: string; charged: number } | undefined])[] = [
  ['inside the reservation', undefined],
  ['after the reservation', { state: 'settled', charged: 100 }],
  ['inside a heartbeat', { state: 'settled', charged: 100 }],
  ['after a heartbeat', { state: 'settled', charged: 60 }],
  ['inside the settlement', { state: 'settled', charged: 60 }],
  ['after the settlement', { state: 'settled', charged: 33 }],
  ['after the release', { state: 'released', charged: 0 }],
];

test.each(ends)('killed %s: no settled row is lost and nothing stays blocked', async (phase, end) => {
  const directory = ledgerFolder();
  const script = join(import.meta.dirname, 'killChild.ts');
  const child = spawn(process.execPath, ['--no-warnings', script, directory, phase], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

  const clock = createLedgerClock();
  const { ledger } = await openSqliteLedger({ directory, clock, log: silentLog, leaseMs });
  onTestFinished(() => ledger.close());
  clock.advance(leaseMs * 1.5);

  expect(await ledger.running()).toEqual([]);
  const before = { attemptId: 'before', state: 'settled', charged: 42 };
  const victim = end === undefined ? [] : [{ attemptId: 'victim', ...end }];
  expect(attemptsOf(directory)).toMatchObject([before, ...victim]);
  expect(disagreements(directory)).toEqual([]);
});

interface Window {
  readonly ledger: Ledger;
  readonly clock: FakeClock;
}

/** Several windows whose owners live or die at the test's word. */
function createWindows(whileProbing: () => void = () => undefined) {
  const directory = ledgerFolder();
  const states = new Map<string, OwnerState>();
  async function open(id: string, wall?: number): Promise<Window> {
    const clock = createLedgerClock(wall);
    const owner: LedgerOwner = { id, pid: 1, host: 'here' };
    const ownerProbe = (asked: LedgerOwner) => {
      whileProbing();
      return states.get(asked.id) ?? 'alive';
    };
    const opened = await openSqliteLedger({ directory, clock, log: silentLog, owner, ownerProbe, leaseMs });
    onTestFinished(() => opened.ledger.close());
    return { ledger: opened.ledger, clock };
  }
  return { directory, open, set: (id: string, state: OwnerState) => states.set(id, state) };
}

const thinking = { usage: { input: 400, output: 20 }, cost: nanoUsd(60), phase: 'thinking' } as const;

test('a hold of an owner that is gone is settled at what was last seen, marked estimated', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  await a.ledger.heartbeat('x', thinking);
  windows.set('a', 'gone');
  b.clock.advance(leaseMs * 0.9);
  expect(await b.ledger.running()).toHaveLength(1);
  b.clock.advance(leaseMs * 0.6);
  const [row] = await b.ledger.recent(1);
  expect(row).toMatchObject({
    state: 'settled',
    settlement: { end: 'reaped', cost: 60, provenance: 'estimated', usage: { output: 20 } },
  });
});

test('what was seen counts never less than the input already sent', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x', { options: [holdOption(100, { inputCost: nanoUsd(75) })] }));
  await a.ledger.heartbeat('x', thinking);
  windows.set('a', 'gone');
  b.clock.advance(leaseMs * 1.5);
  expect(attemptsOf(windows.directory)).toMatchObject([{ charged: 75 }]);
});

test('a hold that is being watched is left alone while its owner lives, however silent', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  b.clock.advance(leaseMs * 50);
  expect(await b.ledger.running()).toHaveLength(1);
});

test('a sign of life at the last moment saves a hold', async () => {
  let beat: (() => void) | undefined;
  const windows = createWindows(() => beat?.());
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'gone');
  beat = () => void a.ledger.heartbeat('x', thinking);
  b.clock.advance(leaseMs * 4);
  expect(await b.ledger.running()).toHaveLength(1);
});

test('signs of life restart the lease even where the owner cannot be found', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'unknown');
  for (let round = 0; round < 20; round += 1) {
    a.clock.advance(leaseMs / 2);
    b.clock.advance(leaseMs / 2);
  }
  expect(await b.ledger.running()).toHaveLength(1);
});

test('an owner that cannot be found is given six leases of silence, then its worst case is taken', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  await a.ledger.heartbeat('x', thinking);
  windows.set('a', 'unknown');
  b.clock.advance(leaseMs * 5.9);
  expect(await b.ledger.running()).toHaveLength(1);
  b.clock.advance(leaseMs);
  expect(attemptsOf(windows.directory)).toMatchObject([{ state: 'settled', charged: 100 }]);
});

test('a wall clock that is put forward bit by bit does not shorten the lease', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'gone');
  for (let round = 0; round < 3; round += 1) {
    b.clock.advance(leaseMs * 0.25);
    b.clock.jump(leaseMs * 0.2);
  }
  b.clock.advance(leaseMs * 0.2);
  expect(await b.ledger.running()).toHaveLength(1);
});

test.each([
  ['back', -86_400_000],
  ['forward', 86_400_000],
])('a wall clock that is put a day %s does not lengthen it', async (_, jump) => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'gone');
  b.clock.advance(leaseMs * 0.5);
  b.clock.jump(jump);
  b.clock.advance(leaseMs);
  expect(await b.ledger.running()).toEqual([]);
});

test('sleep of the whole machine does not count as silence', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'gone');
  b.clock.advance(leaseMs * 0.5);
  b.clock.sleep(leaseMs * 100);
  expect(await b.ledger.running()).toHaveLength(1);
  b.clock.advance(leaseMs * 1.5);
  expect(await b.ledger.running()).toEqual([]);
});

test('an owner that wakes after all corrects the reaper, once, and loses nothing', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  const limits = [limitOf(1_000)];
  await a.ledger.reserve(holdRequest('x', { limits }));
  windows.set('a', 'unknown');
  b.clock.advance(leaseMs * 7);
  expect(await a.ledger.settle('x', settlementOf(25))).toEqual({ settled: false, corrected: true });
  expect(await a.ledger.settle('x', settlementOf(26))).toEqual({ settled: false, corrected: false });
  const [row] = await b.ledger.recent(1);
  expect(row).toMatchObject({ settlement: { end: 'complete', cost: 25, provenance: 'computed' } });
  expect(row?.settlement?.notes).toEqual(['its window was still alive']);
  expect(attemptsOf(windows.directory)).toMatchObject([{ charged: 25 }]);
  expect(disagreements(windows.directory)).toEqual([]);
});

test('an owner that wakes and had never been billed gets the money back', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  windows.set('a', 'unknown');
  b.clock.advance(leaseMs * 7);
  expect(await a.ledger.release('x', 0, 'rateLimited')).toEqual({ released: false, corrected: true });
  expect(attemptsOf(windows.directory)).toMatchObject([{ charged: 0 }]);
  expect(disagreements(windows.directory)).toEqual([]);
});

test('a window that closes leaves no hold behind', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  await a.ledger.heartbeat('x', thinking);
  a.ledger.close();
  expect(await b.ledger.running()).toEqual([]);
  expect(attemptsOf(windows.directory)).toMatchObject([{ state: 'settled', charged: 60 }]);
});

test('two windows show each other’s running attempts as foreign', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  await a.ledger.reserve(holdRequest('x'));
  await a.ledger.heartbeat('x', thinking);
  expect(await a.ledger.running()).toMatchObject([{ foreign: false }]);
  expect(await b.ledger.running()).toMatchObject([{ foreign: true, live: thinking }]);
});

test('another window’s writes are told within a second, at most twice a second', async () => {
  const windows = createWindows();
  const a = await windows.open('a');
  const b = await windows.open('b');
  let told = 0;
  const leave = b.ledger.onDidChange(() => (told += 1));
  await a.ledger.reserve(holdRequest('first'));
  b.clock.advance(1_000);
  expect(told).toBe(1);
  for (let index = 0; index < 40; index += 1) {
    await a.ledger.reserve(holdRequest(`a${index}`));
    await b.ledger.reserve(holdRequest(`b${index}`));
    b.clock.advance(100);
  }
  expect(told).toBeGreaterThanOrEqual(1 + 4);
  expect(told).toBeLessThanOrEqual(1 + 9);
  leave();
  const before = told;
  await a.ledger.reserve(holdRequest('last'));
  b.clock.advance(5_000);
  expect(told).toBe(before);
});
