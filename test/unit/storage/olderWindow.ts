/** A window of an earlier format of the ledger: what its program wrote, statement by statement, prepared before anybody migrates. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { moveMoney } from '../../../src/storage/balances.ts';
import { migrate, ledgerFileName, migrations } from '../../../src/storage/schema.ts';
import { heldColumns, settlementJson } from '../../../src/storage/rowMapping.ts';
import { holdOption, holdRequest, noon, settlementOf } from './ledgerFixtures.ts';

export interface OlderWindow {
  /** Holds 100. */
  reserve(attemptId: string): void;
  settle(attemptId: string, cost: number): void;
  release(attemptId: string): void;
  /** Of the day, over all workspaces. */
  balance(): { readonly held: unknown; readonly spent: unknown };
  close(): void;
}

const { periodKeys } = holdRequest('');

/** @throws Error of `reserve`, `settle` and `release`: the file asks for a newer writer. */
export function openOlderWindow(directory: string, format: number): OlderWindow {
  const database = new DatabaseSync(join(directory, ledgerFileName));
  migrate(database, migrations.slice(0, format), () => undefined);
  const fileVersion = database.prepare('SELECT minimum_writer, unconfirmed FROM ledger_file');
  const insertAttempt = database.prepare(`
    INSERT INTO attempts (attempt_id, task_id, number, realm, workspace_id, tier, day, week, month,
      started_at, state, owner, hold, price_state, estimated_input, task, option, local, settlement, cost)
    VALUES (:attemptId, :taskId, :number, :realm, :workspaceId, :tier, :day, :week, :month,
      :startedAt, :state, :owner, :hold, :priceState, :estimatedInput, :task, :option, :local, :settlement, :cost)`);
  const endAttempt = database.prepare(`
    UPDATE attempts SET state = :state, settlement = :settlement, live = NULL
    WHERE attempt_id = :attemptId AND state = 'held'`);
  const readAs = database.prepare(`
    UPDATE attempts SET charged = :cost, cost = :cost, output = 120, hidden = 80 WHERE attempt_id = :attemptId`);
  const balance = database.prepare(
    `SELECT held, spent FROM balances WHERE workspace_id = '' AND period = 'day' AND key = :key`,
  );
  const moving = {
    insertJournal: database.prepare(`
      INSERT INTO journal (attempt_id, kind, at, held, spent, detail)
      VALUES (:attemptId, :kind, :at, :held, :spent, :detail)`),
    moveBalance: database.prepare(`
      INSERT INTO balances (workspace_id, period, key, held, spent)
      VALUES (:workspaceId, :period, :key, :held, :spent)
      ON CONFLICT DO UPDATE SET held = held + excluded.held, spent = spent + excluded.spent`),
  };

  function transact(work: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      if (Number(fileVersion.get()?.['minimum_writer']) > format) throw new Error('a newer writer is needed');
      work();
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  }

  function move(attemptId: string, kind: 'hold' | 'settle' | 'release', held: number, spent: number): void {
    const workspaceId = undefined;
    moveMoney(moving, { attemptId, realm: 'real', workspaceId, periodKeys, kind, at: noon, held, spent });
  }

  return {
    reserve: (attemptId) =>
      transact(() => {
        insertAttempt.run(heldColumns(holdRequest(attemptId), holdOption(100), '{"pid":1,"startedAt":"1"}'));
        move(attemptId, 'hold', 100, 0);
      }),
    settle: (attemptId, cost) =>
      transact(() => {
        endAttempt.run({ attemptId, state: 'settled', settlement: settlementJson(settlementOf(cost)) });
        readAs.run({ attemptId, cost });
        move(attemptId, 'settle', -100, cost);
      }),
    release: (attemptId) =>
      transact(() => {
        endAttempt.run({ attemptId, state: 'released', settlement: null });
        move(attemptId, 'release', -100, 0);
      }),
    balance() {
      const row = balance.get({ key: periodKeys.day });
      return { held: row?.['held'], spent: row?.['spent'] };
    },
    close: () => database.close(),
  };
}
