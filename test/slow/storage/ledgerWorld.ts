/** Several windows on one ledger, what may happen to them, and an audit by a plain reading of the rows. */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type BudgetLimit, periodKeysAt } from '../../../src/core/model/budget.ts';
import type { LedgerRow } from '../../../src/core/model/ledger.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { nanoUsd } from '../../../src/core/model/money.ts';
import type { LedgerOwner, OwnerState } from '../../../src/storage/ownerProbe.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { disagreements } from '../../unit/storage/durableJournal.ts';
import {
  createLedgerClock,
  type FakeClock,
  holdOption,
  holdRequest,
  limitOf,
  settlementOf,
  taskFacts,
} from '../../unit/storage/ledgerFixtures.ts';

export const leaseMs = 30_000;
const workspaces = ['w1', 'w2'] as const;
const perRequest = 350;

interface Passing<Type extends string> {
  readonly type: Type;
  readonly ms: number;
}

/** `pick` chooses among the window's own attempts; `part` is tenths of its hold. */
interface Touching<Type extends string> {
  readonly type: Type;
  readonly on: number;
  readonly pick: number;
  readonly part: number;
}

export type Step =
  | { readonly type: 'reserve'; readonly on: number; readonly hold: number; readonly workspace: number }
  | Touching<'heartbeat'>
  | Touching<'settle'>
  | Touching<'release'>
  | { readonly type: 'crash'; readonly on: number; readonly found: OwnerState }
  | { readonly type: 'jump'; readonly on: number; readonly ms: number }
  | Passing<'pass'>
  | Passing<'sleep'>;

interface Window {
  readonly ledger: Ledger;
  readonly clock: FakeClock;
  readonly id: string;
}

function limitsIn(workspaceId: string): readonly BudgetLimit[] {
  return [limitOf(1_000), limitOf(1_600, 'month'), limitOf(500, 'day', 'block', workspaceId)];
}

export interface World {
  /** Takes a step, then audits everything. @returns what is wrong. */
  take(step: Step): Promise<readonly string[]>;
  /** Attempts still held by windows that have died. */
  jammed(): Promise<readonly string[]>;
  dispose(): void;
}

export async function createWorld(windowCount: number): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'switchyard-property-'));
  const found = new Map<string, OwnerState>();
  const owners = new Map<string, string>();
  let count = 0;

  async function openWindow(): Promise<Window> {
    count += 1;
    const id = `window ${count}`;
    const clock = createLedgerClock();
    const owner: LedgerOwner = { id, pid: 1, host: 'here' };
    const ownerProbe = (asked: LedgerOwner) => found.get(asked.id) ?? 'alive';
    const options = { directory, clock, log: silentLog, owner, ownerProbe, leaseMs };
    return { id, clock, ledger: (await openSqliteLedger(options)).ledger };
  }
  const windows: Window[] = [];
  for (let index = 0; index < windowCount; index += 1) windows.push(await openWindow());

  function windowAt(index: number): Window {
    const open = windows[index];
    if (open === undefined) throw new RangeError(`no window ${index}`);
    return open;
  }
  const rows = () => windowAt(0).ledger.recent(1_000);

  /** In small turns, so that windows hear each other's beats as they would side by side. */
  function letPass(ms: number): void {
    for (let passed = 0; passed < ms; passed += leaseMs / 4) {
      for (const { clock } of windows) clock.advance(Math.min(leaseMs / 4, ms - passed));
    }
  }

  async function reserve(own: Window, hold: number, workspaceId: string): Promise<readonly string[]> {
    count += 1;
    const attemptId = `attempt ${count}`;
    const at = own.clock.now();
    const request = holdRequest(attemptId, {
      at,
      task: taskFacts(`task ${Math.floor(count / 3)}`, { workspaceId }),
      options: [holdOption(hold)],
      limits: [...limitsIn(workspaceId), limitOf(perRequest, 'request')],
    });
    const verdict = await own.ledger.reserve(request);
    if (verdict.admitted) {
      owners.set(attemptId, own.id);
      return [];
    }
    return hold > verdict.refusedBy.left ? [] : [`${attemptId} refused with room left`];
  }

  async function settle(own: Window, row: LedgerRow, part: number): Promise<readonly string[]> {
    const { attemptId, hold } = row;
    await own.ledger.settle(attemptId, settlementOf(Math.floor((hold * part) / 10)));
    const before = await rows();
    const again = await own.ledger.settle(attemptId, settlementOf(hold + 1));
    const same = !again.settled && !again.corrected && isDeepStrictEqual(await rows(), before);
    return same ? [] : [`${attemptId} settled twice`];
  }

  async function act(step: Step): Promise<readonly string[]> {
    if (step.type === 'pass') letPass(step.ms);
    if (step.type === 'sleep') for (const { clock } of windows) clock.sleep(step.ms);
    if (step.type === 'pass' || step.type === 'sleep') return [];

    const own = windowAt(step.on);
    if (step.type === 'jump') own.clock.jump(step.ms);
    if (step.type === 'crash') {
      // Left as a dead process leaves things: nobody settles, its timers never run again.
      found.set(own.id, step.found);
      windows[step.on] = await openWindow();
    }
    if (step.type === 'reserve') return reserve(own, step.hold, workspaces[step.workspace] ?? 'w1');
    if (step.type === 'jump' || step.type === 'crash') return [];

    const attempts = (await rows()).filter(({ attemptId }) => owners.get(attemptId) === own.id);
    const row = attempts[step.pick % Math.max(1, attempts.length)];
    if (row === undefined) return [];
    if (step.type === 'settle') return settle(own, row, step.part);
    if (step.type === 'release') await own.ledger.release(row.attemptId, own.clock.now(), 'rateLimited');
    if (step.type === 'heartbeat') {
      const cost = nanoUsd(Math.floor((row.hold * step.part) / 10));
      await own.ledger.heartbeat(row.attemptId, { usage: {}, cost, phase: 'thinking' });
    }
    return [];
  }

  async function audit(): Promise<readonly string[]> {
    const wrong = [...disagreements(directory)];
    const all = await rows();
    const days = new Map(all.map((row): [string, number] => [row.periodKeys.day, row.startedAt]));
    for (const at of days.values()) {
      for (const workspaceId of workspaces) {
        const states = await Promise.all(
          windows.map(({ ledger }) => ledger.budgets(limitsIn(workspaceId), periodKeysAt(at), at)),
        );
        if (!states.every((state) => isDeepStrictEqual(state, states[0]))) wrong.push('windows disagree');
        for (const { left, limit } of states.flat()) {
          if (left < 0) wrong.push(`${limit.scope} ${limit.period} is over by ${0 - left}`);
        }
      }
    }
    for (const [taskId, attempts] of Map.groupBy(all, ({ task }) => task.taskId)) {
      const used = attempts.map((row): number =>
        row.state === 'held' ? row.hold : (row.settlement?.cost ?? 0),
      );
      if (used.reduce((sum, part) => sum + part, 0) > perRequest) wrong.push(`${taskId} is over`);
    }
    return wrong;
  }

  return {
    async take(step) {
      return [...(await act(step)), ...(await audit())];
    },
    async jammed() {
      const alive = new Set(windows.map(({ id }) => id));
      const held = await windowAt(0).ledger.running();
      return held
        .map(({ attemptId }) => attemptId)
        .filter((attemptId) => !alive.has(owners.get(attemptId) ?? ''));
    },
    dispose() {
      for (const { ledger } of windows) ledger.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
