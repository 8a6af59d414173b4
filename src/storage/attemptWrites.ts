/** What may happen to an attempt, each as the body of one transaction. */
import { admit } from '../core/budget/admission.ts';
import { chargeOf, lateRelease, lateSettlement, localRow } from '../core/ledger/charge.ts';
import {
  type Admission,
  type Correction,
  type HoldRequest,
  type LocalTask,
  type Outcome,
  realms,
  type Settlement,
  type TaskRecord,
} from '../core/model/ledger.ts';
import { reapedSettlement } from '../core/ledger/reaping.ts';
import type { ErrorCode } from '../core/model/errors.ts';
import type { NanoUsd } from '../core/model/money.ts';
import type { Price } from '../core/model/price.ts';
import type { CheckResult } from '../core/model/route.ts';
import { budgetStates, type JournalKind, type Move, moveMoney } from './balances.ts';
import { integer, money, oneOf, optionalText, type SqlRow, text } from './rowShapes.ts';
import {
  checkColumn,
  correctionJson,
  heldColumns,
  laterNotesColumn,
  liveColumn,
  localColumns,
  optionColumn,
  priceStates,
  recordJson,
  settlementJson,
} from './rowMapping.ts';
import type { Statements } from './statements.ts';

/** `late`: a reaper had ended it on the owner's behalf, and this corrected its guess. */
export type Ended = 'now' | 'late' | 'before';

/** @throws RangeError when the attempt is in the ledger already: a retry is a new attempt. */
export function reserveHold(statements: Statements, request: HoldRequest, owner: string): Admission {
  const { attemptId, task, limits, periodKeys, at, options } = request;
  if (statements.attemptForWrite.get({ attemptId }) !== undefined) {
    throw new RangeError(`attempt ${attemptId} is in the ledger already`);
  }
  const states = budgetStates(statements, limits, periodKeys, at, task.taskId);
  const verdict = admit(options, states);
  if (verdict.admitted) {
    const option = options[verdict.option];
    if (option === undefined) throw new RangeError(`no option ${verdict.option}`);
    statements.insertAttempt.run(heldColumns(request, option, owner));
    const { realm, workspaceId } = task;
    const move = { attemptId, realm, workspaceId, periodKeys, kind: 'hold', at } as const;
    moveMoney(statements, { ...move, held: option.hold, spent: 0 });
  }
  const position = statements.journalPosition.get();
  return { ...verdict, asOf: position === undefined ? 0 : integer(position, 'position') };
}

function moveOf(row: SqlRow, attemptId: string, kind: JournalKind, at: number): Omit<Move, 'held' | 'spent'> {
  const [day, week, month] = [text(row, 'day'), text(row, 'week'), text(row, 'month')];
  return {
    attemptId,
    realm: oneOf(row, 'realm', realms),
    workspaceId: optionalText(row, 'workspace_id'),
    periodKeys: { day, week, month },
    kind,
    at,
  };
}

function heldAs(row: SqlRow): { readonly hold: NanoUsd; readonly priceState: Price['state'] } {
  return { hold: money(row, 'hold'), priceState: oneOf(row, 'price_state', priceStates) };
}

type Figures = Pick<Settlement, 'cost' | 'provenance' | 'usage'>;

/** @returns what the attempt counts for in the budgets from now on. */
function readAs(statements: Statements, attemptId: string, row: SqlRow, figures: Figures): NanoUsd {
  const { cost, provenance, usage } = figures;
  const charged = chargeOf(cost, heldAs(row));
  statements.readAs.run({
    attemptId,
    charged,
    cost: cost ?? null,
    estimated: provenance === 'estimated' ? 1 : 0,
    output: usage.output ?? null,
    hidden: usage.hidden ?? null,
  });
  return charged;
}

/** A reaper's settlement is a guess until the owner has spoken. */
function mayCorrectReaper(row: SqlRow): boolean {
  return row['end'] === 'reaped' && row['correction'] === null;
}

function settleHeld(
  statements: Statements,
  attemptId: string,
  row: SqlRow,
  settlement: Settlement,
  kind: 'settle' | 'reap',
): void {
  statements.endAttempt.run({
    attemptId,
    state: 'settled',
    settlement: settlementJson(settlement),
    releasedBecause: null,
  });
  const spent = readAs(statements, attemptId, row, settlement);
  moveMoney(statements, {
    ...moveOf(row, attemptId, kind, settlement.at),
    held: 0 - money(row, 'hold'),
    spent,
  });
}

export function writeSettlement(statements: Statements, attemptId: string, settlement: Settlement): Ended {
  const row = statements.attemptForWrite.get({ attemptId });
  if (row === undefined) return 'before';
  if (row['state'] === 'held') {
    settleHeld(statements, attemptId, row, settlement, 'settle');
    return 'now';
  }
  if (!mayCorrectReaper(row)) return 'before';
  correctEnded(statements, attemptId, row, lateSettlement(settlement));
  return 'late';
}

export function releaseAttempt(
  statements: Statements,
  attemptId: string,
  at: number,
  errorCode: ErrorCode,
): Ended {
  const row = statements.attemptForWrite.get({ attemptId });
  if (row === undefined) return 'before';
  if (row['state'] === 'held') {
    statements.endAttempt.run({
      attemptId,
      state: 'released',
      settlement: null,
      releasedBecause: errorCode,
    });
    const move = { ...moveOf(row, attemptId, 'release', at), held: 0 - money(row, 'hold'), spent: 0 };
    moveMoney(statements, { ...move, detail: JSON.stringify({ errorCode }) });
    return 'now';
  }
  if (!mayCorrectReaper(row)) return 'before';
  correctEnded(statements, attemptId, row, lateRelease(at));
  return 'late';
}

function correctEnded(statements: Statements, attemptId: string, row: SqlRow, correction: Correction): void {
  const before = integer(row, 'charged');
  const detail = correctionJson(correction);
  statements.correctAttempt.run({ attemptId, correction: detail });
  const spent = readAs(statements, attemptId, row, correction) - before;
  moveMoney(statements, { ...moveOf(row, attemptId, 'correct', correction.at), held: 0, spent, detail });
}

/** @returns false for an attempt that is unknown or still held. */
export function correctAttempt(statements: Statements, attemptId: string, correction: Correction): boolean {
  const row = statements.attemptForWrite.get({ attemptId });
  if (row === undefined || row['state'] === 'held') return false;
  correctEnded(statements, attemptId, row, correction);
  return true;
}

/** Without what cannot be read the worst case counts; a hold that nobody can end would be a jam. */
function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/**
 * Settles a hold on behalf of its owner, unless that has shown a sign of life since `beat`.
 *
 * @param certain whether the owner is known to be gone; see `reapedSettlement`.
 */
export function reapAttempt(
  statements: Statements,
  attemptId: string,
  beat: number | undefined,
  at: number,
  certain: boolean,
): boolean {
  const row = statements.attemptForWrite.get({ attemptId });
  if (row === undefined || row['state'] !== 'held') return false;
  if (beat !== undefined && integer(row, 'beat') !== beat) return false;
  const attempt = {
    ...heldAs(row),
    startedAt: integer(row, 'started_at'),
    inputCost: readable(() => optionColumn.read(row)?.inputCost),
    live: readable(() => liveColumn.read(row)),
  };
  settleHeld(statements, attemptId, row, reapedSettlement(attempt, at, certain), 'reap');
  return true;
}

export function insertLocal(statements: Statements, local: LocalTask, owner: string): void {
  const row = localRow(local);
  statements.insertAttempt.run(localColumns(row, owner));
  const { attemptId, task, periodKeys, startedAt } = row;
  const { realm, workspaceId } = task;
  const move = { attemptId, realm, workspaceId, periodKeys, kind: 'local', at: startedAt } as const;
  moveMoney(statements, { ...move, held: 0, spent: 0 });
}

export function setOutcome(statements: Statements, taskId: string, outcome: Outcome, at: number): void {
  statements.setOutcome.run({ taskId, outcome, at });
  statements.journalWord.run({ taskId, at, kind: 'outcome' });
}

export function setCheck(
  statements: Statements,
  taskId: string,
  check: CheckResult | undefined,
  at: number,
  notes: readonly string[],
): void {
  if (check !== undefined) writeCheck(statements, taskId, check, at);
  if (notes.length > 0) addNotes(statements, taskId, notes);
  statements.journalWord.run({ taskId, at, kind: 'check' });
}

function writeCheck(statements: Statements, taskId: string, check: CheckResult, at: number): void {
  statements.setCheck.run({ taskId, verdict: checkColumn.write(check), at });
}

/** Beside a record that cannot be read there is nothing to add to. */
function addNotes(statements: Statements, taskId: string, notes: readonly string[]): void {
  const row = statements.taskRecord.get({ taskId });
  if (row === undefined) return;
  const before = readable(() => laterNotesColumn.read(row)) ?? [];
  statements.addTaskNotes.run({ taskId, notes: laterNotesColumn.write([...before, ...notes]) });
}

/** The first record of a task stands. */
export function insertTask(statements: Statements, record: TaskRecord): void {
  const { task, endedAt: at, check } = record;
  const { taskId } = task;
  const isFirst = statements.insertTask.run({ taskId, endedAt: at, record: recordJson(record) }).changes > 0;
  if (!isFirst) return;
  if (check === undefined) statements.clearCheck.run({ taskId });
  else writeCheck(statements, taskId, check, at);
  statements.journalWord.run({ taskId, at, kind: 'task' });
}
