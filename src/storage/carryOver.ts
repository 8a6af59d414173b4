/**
 * What a person's word on a loss does, as the body of one transaction: the sums are made anew from rows
 * that can be right, and what marks know beyond them is carried over.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { dayKeyPeriods } from '../core/model/budget.ts';
import { carriedRow } from '../core/ledger/charge.ts';
import {
  type Carried,
  carriedOver,
  type DaySums,
  expectedNow,
  type HighWater,
} from '../core/ledger/highWater.ts';
import { attemptStates, realms } from '../core/model/ledger.ts';
import { type NanoUsd, saturated } from '../core/model/money.ts';
import { moveMoney, daysOf, isBelievable, isSoundAmount, recentBalances, standingOf } from './balances.ts';
import { integer, oneOf, optionalText, type SqlRow, text } from './rowShapes.ts';
import { localColumns } from './rowMapping.ts';
import type { Statements } from './statements.ts';

interface CountedRow {
  readonly workspaceId: string | undefined;
  readonly day: string;
  readonly week: string;
  readonly month: string;
  readonly held: number;
  readonly spent: number;
}

/** @returns undefined for a practice row, which moves no money. @throws TypeError when the row cannot be right. */
function counted(row: SqlRow): CountedRow | undefined {
  const state = oneOf(row, 'state', attemptStates);
  const day = text(row, 'day');
  const keys = dayKeyPeriods(day);
  if (keys === undefined) throw new TypeError('no day');
  const isReal = oneOf(row, 'realm', realms) === 'real';
  if (!isSoundAmount(row['hold']) || !isSoundAmount(row['charged'])) throw new TypeError('no amount');
  if (!isReal) return undefined;
  return {
    ...keys,
    workspaceId: optionalText(row, 'workspace_id'),
    held: state === 'held' ? integer(row, 'hold') : 0,
    spent: integer(row, 'charged'),
  };
}

function putAside(database: DatabaseSync, seq: bigint, at: number): void {
  const select = database.prepare('SELECT * FROM attempts WHERE seq = ?');
  select.setReadBigInts(true);
  const row = JSON.stringify(select.get(seq), (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  database.prepare('INSERT INTO attempts_aside (at, row) VALUES (?, ?)').run(at, row);
  database.prepare('DELETE FROM attempts WHERE seq = ?').run(seq);
}

function add(sums: Map<string, DaySums>, workspaceId: string, { day, spent, held }: CountedRow): void {
  const key = `${day} ${workspaceId}`;
  const before = sums.get(key);
  sums.set(key, {
    workspaceId,
    day,
    spent: (before?.spent ?? 0) + spent,
    held: (before?.held ?? 0) + held,
  });
}

/** @returns the sums by day of all rows that can be right; the others are put aside. */
function countRows(database: DatabaseSync, at: number): readonly DaySums[] {
  const select = database.prepare(
    'SELECT seq, realm, workspace_id, day, week, month, state, hold, charged FROM attempts',
  );
  select.setReadBigInts(true);
  const mend = database.prepare('UPDATE attempts SET week = :week, month = :month WHERE seq = :seq');
  const sums = new Map<string, DaySums>();
  for (const row of select.all()) {
    const seq = row['seq'];
    if (typeof seq !== 'bigint') continue;
    let each: CountedRow | undefined;
    try {
      each = counted(row);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      putAside(database, seq, at);
      continue;
    }
    if (each === undefined) continue;
    const { week, month, workspaceId } = each;
    if (row['week'] !== week || row['month'] !== month) mend.run({ week, month, seq });
    add(sums, '', each);
    if (workspaceId !== undefined) add(sums, workspaceId, each);
  }
  return [...sums.values()];
}

function writeSums(database: DatabaseSync, statements: Statements, sums: readonly DaySums[]): void {
  database.exec('DELETE FROM balances');
  for (const { workspaceId, day, held, spent } of sums) {
    const keys = dayKeyPeriods(day);
    if (keys === undefined) continue;
    for (const period of ['day', 'week', 'month'] as const) {
      statements.moveBalance.run({ workspaceId, period, key: keys[period], held, spent });
    }
  }
}

function carry(statements: Statements, carried: Carried, owner: string, at: number): void {
  const row = carriedRow(carried, `carried/${randomUUID()}`, at);
  if (row === undefined) return;
  const { attemptId, task, periodKeys, settlement } = row;
  const { realm, workspaceId } = task;
  const cost = settlement.cost ?? 0;
  statements.insertAttempt.run({ ...localColumns(row, owner), cost });
  statements.readAs.run({ attemptId, charged: cost, cost, estimated: 1, output: null, hidden: null });
  moveMoney(statements, {
    attemptId,
    realm,
    workspaceId,
    periodKeys,
    kind: 'carry',
    at,
    held: 0,
    spent: cost,
  });
}

/** Sums as they stood, where nothing else says what was spent; none where they cannot be read. */
function sumsThatStood(statements: Statements, at: number): readonly DaySums[] {
  try {
    return daysOf(recentBalances(statements, at));
  } catch (error) {
    if (error instanceof TypeError) return [];
    throw error;
  }
}

function areBelievable({ spent, held }: DaySums): boolean {
  return isBelievable(spent) && isBelievable(held);
}

export interface CarryOver {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly marks: readonly HighWater[];
  readonly owner: string;
  /** ms since the epoch. */
  readonly at: number;
}

/** @returns how much was carried over, of all days that budgets may still ask about. */
export function settleLoss({ database, statements, marks, owner, at }: CarryOver): NanoUsd {
  const file = statements.fileState.get() ?? {};
  const [generation, deletions] = [optionalText(file, 'generation'), integer(file, 'deletions')];
  const lasting = marks.filter(
    (mark) =>
      statements.pastGeneration.get({ generation: mark.generation }) === undefined &&
      !(mark.generation === generation && mark.deletions < deletions),
  );
  // Before any row is put aside: what came after a mark is told by rows.
  const standing = standingOf(statements);
  const known =
    lasting.length > 0 ? lasting.map((mark) => expectedNow(mark, standing)) : [sumsThatStood(statements, at)];
  const sums = countRows(database, at);
  writeSums(database, statements, sums);
  const carried = carriedOver(
    known.map((days) => days.filter(areBelievable)),
    sums,
  );
  for (const each of carried) carry(statements, each, owner, at);

  const past = [generation, ...lasting.map((mark) => mark.generation)];
  for (const each of past) if (each !== undefined) statements.addPastGeneration.run({ generation: each });
  statements.beginGeneration.run({ generation: randomUUID() });
  return saturated(carried.reduce((sum, { spent }) => sum + spent, 0));
}
