import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LedgerRow, Realm } from '../../../../src/core/model/ledger.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Clock } from '../../../../src/core/model/ports.ts';
import { dayTotals } from '../../../../src/core/ledger/charge.ts';
import {
  createBoard,
  type Board,
  type BoardChange,
  type BoardSource,
} from '../../../../src/surfaces/shell/board.ts';
import type { LastTask, RunningTask } from '../../../../src/surfaces/shell/taskRunner.ts';
import { EventEmitter } from '../../../doubles/editor.ts';
import { budget, heldRow, now } from '../../dashboard/ledgerRows.ts';
import { openWorld } from '../../../doubles/hostileWorld.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

let board: Board;
let told: BoardChange[];
let logged: string[];
let tasks: RunningTask[];
let last: LastTask | undefined;
let rows: LedgerRow[];
let readings: number;
let failure: Error | undefined;
let time: number;
let due: (() => void)[];
let runnerMoves: EventEmitter<void>;
let ledgerListeners: Set<() => void>;

const clock: Clock = {
  now: () => now,
  monotonic: () => time,
  schedule(task) {
    due.push(task);
    return () => {};
  },
};

/** The pace lets the next reading begin, and all that waits on promises alone comes to rest. */
async function rest(): Promise<void> {
  time += 1000;
  for (const task of due.splice(0)) task();
  await settle();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

const ledgerMoves = (): void => {
  for (const listener of ledgerListeners) listener();
};

async function sourceOf(): Promise<BoardSource> {
  const { engine } = await openWorld();
  return {
    settings: engine.settings,
    keyLimits: engine.keyLimits,
    ledgerHealth: undefined,
    ledgerTrouble: undefined,
    ledger: {
      ...engine.ledger,
      async totals(realm: Realm) {
        readings += realm === 'real' ? 1 : 0;
        if (failure) throw failure;
        return dayTotals(realm, rows);
      },
      budgets: async () => [budget()],
      running: async () => [...rows],
      onDidChange(listener) {
        ledgerListeners.add(listener);
        return () => ledgerListeners.delete(listener);
      },
    },
  };
}

beforeEach(() => {
  [told, logged, tasks, rows, due] = [[], [], [], [], []];
  [readings, time, failure, last] = [0, 0, undefined, undefined];
  runnerMoves = new EventEmitter();
  ledgerListeners = new Set();
  const log = (message: string): void => void logged.push(message);
  board = createBoard({
    runner: { running: () => tasks, last: () => last, onDidChange: runnerMoves.event },
    clock,
    log: { trace: log, info: log, warn: log, error: log },
  });
  board.onDidChange((what) => void told.push(what));
});

afterEach(() => board.dispose());

/** As much of a running and of an ended task as the board looks at. */
const running = (reading: object): RunningTask =>
  JSON.parse(JSON.stringify({ startedAt: now, attempt: { attemptId: 'running-1' }, reading }));
const ended = (): LastTask => JSON.parse('{ "task": {}, "end": {} }');

test('before it is attached it tells of this window’s tasks, and nothing of the ledger', async () => {
  tasks = [running({})];
  runnerMoves.fire();
  await settle();
  expect([board.tasks().length, board.running(), board.reading(), told]).toEqual([
    1,
    [],
    undefined,
    ['meters'],
  ]);
});

test('however many changes there are, it listens once and reads no more than its pace allows', async () => {
  board.attach(await sourceOf());
  await settle();
  expect([ledgerListeners.size, readings, told]).toEqual([1, 1, ['reading']]);
  for (let change = 0; change < 20; change += 1) ledgerMoves();
  await settle();
  expect(readings).toBe(1);
  await rest();
  expect([readings, told]).toEqual([2, ['reading', 'reading']]);
  await rest();
  expect(readings).toBe(2);
});

test('both screens are given one reading, and a newer one once something changed', async () => {
  board.attach(await sourceOf());
  const [first, second] = await Promise.all([board.current(), board.current()]);
  expect([first === second, first === board.reading(), readings]).toEqual([true, true, 1]);
  rows = [heldRow()];
  ledgerMoves();
  expect((await board.current()).running).toHaveLength(1);
  expect(readings).toBe(2);
  await rest();
  // What was read for one who could not wait is told, and not read again.
  expect([readings, told.at(-1)]).toEqual([2, 'reading']);
});

test('meters alone read nothing; an attempt that begins, and a request that ends, do', async () => {
  board.attach(await sourceOf());
  await rest();
  const move = async (): Promise<number> => {
    const before = readings;
    runnerMoves.fire();
    await rest();
    await rest();
    return readings - before;
  };
  tasks = [running({})];
  expect(await move()).toBe(1);
  expect(await move()).toBe(0);
  tasks = [];
  last = ended();
  expect(await move()).toBe(1);
});

test('this window’s meters are ahead of what the ledger holds, those of others are not', async () => {
  rows = [heldRow(), heldRow({ attemptId: 'other', foreign: true })];
  board.attach(await sourceOf());
  await board.current();
  const cost = nanoUsd(1);
  tasks = [running({ phase: 'answering', usage: { output: 7 }, cost })];
  expect(board.running().map(({ live }) => live?.cost)).toEqual([cost, nanoUsd(29_300_000)]);
  tasks = [running({ phase: 'done', usage: { output: 7 }, cost })];
  expect(board.running()[0]?.live?.cost).toBe(29_300_000);
});

test('a failed reading is logged and told; who asks next has it read again', async () => {
  board.attach(await sourceOf());
  failure = new Error('locked');
  ledgerMoves();
  await rest();
  expect(logged).toEqual(['board: Error: locked']);
  await expect(board.current()).rejects.toThrow('locked');
  failure = undefined;
  expect((await board.current()).budgets).toHaveLength(1);
});
