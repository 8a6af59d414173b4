/**
 * The ledger in memory: for tests of everything that needs one, and where the durable one cannot be opened.
 * It answers as the durable ledger does (one contract suite runs against both) but knows one window only, so
 * nothing is ever reaped.
 */
import type { HistoryRange, Ledger } from '../core/model/ledgerPorts.ts';
import { admit, type Balance, budgetState } from '../core/budget/admission.ts';
import type { BudgetLimit, BudgetState, PeriodKeys } from '../core/model/budget.ts';
import type { Clock } from '../core/model/ports.ts';
import type { ErrorCode, SwitchyardError } from '../core/model/errors.ts';
import { chargeOf, correctedSettlement, dayTotals, localRow } from '../core/ledger/charge.ts';
import type {
  Admission,
  Correction,
  HoldRequest,
  LedgerRow,
  LiveUsage,
  LocalTask,
  Outcome,
  Realm,
  Settlement,
  TaskRecord,
} from '../core/model/ledger.ts';
import { type NanoUsd, sumNano, zeroNano } from '../core/model/money.ts';
import type { CheckResult } from '../core/model/route.ts';
import { createChangeFeed } from './changeFeed.ts';

interface Entry {
  row: LedgerRow;
  original: Settlement | undefined;
}

function charged(row: LedgerRow): NanoUsd {
  return row.settlement === undefined ? zeroNano : chargeOf(row.settlement.cost, row);
}

function balanceOf(
  limit: BudgetLimit,
  rows: readonly LedgerRow[],
  keys: PeriodKeys,
  taskId?: string,
): Balance {
  const { period, workspaceId } = limit;
  const counted = rows.filter(
    (row) =>
      row.task.realm === 'real' &&
      (workspaceId === undefined || row.task.workspaceId === workspaceId) &&
      (period === 'request' ? row.task.taskId === taskId : row.periodKeys[period] === keys[period]),
  );
  return {
    spent: sumNano(counted.map(charged)),
    held: sumNano(counted.map((row) => (row.state === 'held' ? row.hold : zeroNano))),
  };
}

function heldRow(request: HoldRequest, optionIndex: number): LedgerRow {
  const option = request.options[optionIndex];
  if (option === undefined) throw new RangeError(`no option ${optionIndex}`);
  const { attemptId, number, task, at, periodKeys, estimatedInput } = request;
  const { tier, endpointId, dialect, model, effort, maxOutputTokens, hold, priceState } = option;
  const ran = { tier, endpointId, dialect, model, effort, maxOutputTokens, hold, priceState };
  const asked = { attemptId, number, task, startedAt: at, periodKeys, estimatedInput };
  return { ...asked, ...ran, state: 'held', outcome: 'unknown', foreign: false };
}

export function createMemoryLedger({ clock }: { readonly clock: Clock }): Ledger {
  const entries = new Map<string, Entry>();
  const outcomes = new Map<string, Outcome>();
  const checks = new Map<string, CheckResult>();
  const tasks = new Map<string, TaskRecord>();
  const notices = new Set<string>();
  const feed = createChangeFeed(clock, () => 0);
  let journal = 0;

  const saidOf = (taskId: string): Pick<LedgerRow, 'check' | 'outcome'> => ({
    outcome: outcomes.get(taskId) ?? 'unknown',
    check: checks.get(taskId),
  });
  function recordOf(taskId: string): TaskRecord | undefined {
    const record = tasks.get(taskId);
    return record && { ...record, ...saidOf(taskId) };
  }
  function rows(): readonly LedgerRow[] {
    return [...entries.values()].map(({ row }) => {
      const { taskId } = row.task;
      return { ...row, ...saidOf(taskId), record: recordOf(taskId) };
    });
  }
  function states(limits: readonly BudgetLimit[], keys: PeriodKeys, at: number, taskId?: string) {
    return limits.map((limit) => budgetState(limit, balanceOf(limit, rows(), keys, taskId), at));
  }

  return {
    async reserve(request: HoldRequest): Promise<Admission> {
      const { attemptId, task, limits, periodKeys, at, options } = request;
      if (entries.has(attemptId)) throw new RangeError(`attempt ${attemptId} is in the ledger already`);
      const verdict = admit(options, states(limits, periodKeys, at, task.taskId));
      if (!verdict.admitted) return { ...verdict, asOf: journal };
      entries.set(attemptId, { row: heldRow(request, verdict.option), original: undefined });
      journal += 1;
      feed.changed();
      return { ...verdict, asOf: journal };
    },
    async heartbeat(attemptId: string, live: LiveUsage): Promise<void> {
      const entry = entries.get(attemptId);
      if (entry?.row.state !== 'held') return;
      entry.row = { ...entry.row, live };
      feed.changed();
    },
    async settle(attemptId: string, settlement: Settlement) {
      const entry = entries.get(attemptId);
      if (entry?.row.state !== 'held') return { settled: false, corrected: false };
      entry.original = settlement;
      entry.row = { ...entry.row, state: 'settled', settlement, live: undefined };
      journal += 1;
      feed.changed();
      return { settled: true, corrected: false };
    },
    async release(attemptId: string, _at: number, errorCode: ErrorCode) {
      const entry = entries.get(attemptId);
      if (entry?.row.state !== 'held') return { released: false, corrected: false };
      entry.row = { ...entry.row, state: 'released', releasedBecause: errorCode, live: undefined };
      journal += 1;
      feed.changed();
      return { released: true, corrected: false };
    },
    async correct(attemptId: string, correction: Correction): Promise<void> {
      const entry = entries.get(attemptId);
      if (entry === undefined || entry.row.state === 'held') return;
      const settlement = correctedSettlement(entry.original, correction);
      entry.row = { ...entry.row, state: 'settled', settlement, correction };
      journal += 1;
      feed.changed();
    },
    async recordLocal(local: LocalTask): Promise<void> {
      const row = localRow(local);
      entries.set(row.attemptId, { row, original: row.settlement });
      feed.changed();
    },
    async recordOutcome(taskId: string, outcome: Outcome, _at: number): Promise<void> {
      outcomes.set(taskId, outcome);
      feed.changed();
    },
    async recordCheck(
      taskId: string,
      check: CheckResult | undefined,
      _at: number,
      notes: readonly string[] = [],
    ): Promise<void> {
      if (check !== undefined) checks.set(taskId, check);
      const record = tasks.get(taskId);
      if (record) tasks.set(taskId, { ...record, notes: [...record.notes, ...notes] });
      feed.changed();
    },
    async recordTask(record: TaskRecord): Promise<void> {
      const { taskId } = record.task;
      if (tasks.has(taskId)) return;
      tasks.set(taskId, record);
      if (record.check === undefined) checks.delete(taskId);
      else checks.set(taskId, record.check);
      feed.changed();
    },
    async task(taskId: string) {
      return recordOf(taskId);
    },
    async attemptsBeside(attemptId: string) {
      const taskId = entries.get(attemptId)?.row.task.taskId;
      return rows()
        .filter((row) => row.task.taskId === taskId)
        .toSorted((a, b) => a.number - b.number);
    },
    async budgets(limits, keys, at): Promise<readonly BudgetState[]> {
      return states(limits, keys, at);
    },
    async totals(realm: Realm, day: string, workspaceId?: string) {
      const ofDay = rows().filter(
        ({ periodKeys, task }) =>
          periodKeys.day === day && (workspaceId === undefined || task.workspaceId === workspaceId),
      );
      return dayTotals(realm, ofDay);
    },
    async running() {
      return rows().filter((row) => row.state === 'held');
    },
    async recent(count: number) {
      return rows().toReversed().slice(0, count);
    },
    async history({ from = '', until = '9999', count }: HistoryRange, cursor = Number.MAX_SAFE_INTEGER) {
      const found = rows()
        .map((row, index) => ({ row, index }))
        .filter(({ row, index }) => {
          const { day } = row.periodKeys;
          return index < cursor && day >= from && day <= until;
        })
        .toReversed()
        .slice(0, count);
      const next = found.length < count ? undefined : found.at(-1)?.index;
      return { rows: found.map(({ row }) => row), next };
    },
    async claimNotice(key: string, _at: number) {
      const first = !notices.has(key);
      notices.add(key);
      return first;
    },
    onDidChange(listener: () => void) {
      return feed.listen(listener);
    },
    async deleteAll() {
      for (const kept of [entries, tasks, outcomes, checks, notices]) kept.clear();
      feed.changed();
    },
    close() {
      feed.stop();
    },
  };
}

/**
 * Stands in where the durable ledger cannot be opened: what costs nothing goes on, in memory, and
 * everything else is refused rather than left uncounted.
 */
export function createFallbackLedger(clock: Clock, why: SwitchyardError): Ledger {
  const memory = createMemoryLedger({ clock });
  return {
    ...memory,
    async reserve(request) {
      const free =
        request.task.realm === 'practice' || request.options.every(({ priceState }) => priceState === 'zero');
      if (!free) throw why;
      return memory.reserve(request);
    },
  };
}
