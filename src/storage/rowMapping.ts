/** Between the ledger's types and its columns. */
import { correctedSettlement, type localRow } from '../core/ledger/charge.ts';
import type { SQLInputValue } from 'node:sqlite';
import { errorCodes } from '../core/model/errors.ts';
import {
  attemptStates,
  type Correction,
  type DayTotals,
  type HoldOption,
  type HoldRequest,
  type LedgerRow,
  type LiveUsage,
  outcomes,
  type Realm,
  type Settlement,
  type TaskFacts,
  type TaskRecord,
} from '../core/model/ledger.ts';
import { type NanoUsd, zeroNano } from '../core/model/money.ts';
import type { Price } from '../core/model/price.ts';
import type { CheckResult } from '../core/model/route.ts';
import { tiers } from '../core/model/request.ts';
import * as shapes from './rowShapes.ts';
import {
  integer,
  jsonColumn,
  money,
  oneOf,
  optionalInteger,
  parsedColumn,
  type SqlRow,
  sumOf,
  text,
} from './rowShapes.ts';
import type { LedgerOwner } from './ownerProbe.ts';

type Columns = Record<string, SQLInputValue>;

export const priceStates: readonly Price['state'][] = ['known', 'zero', 'included', 'unknown'];

interface LocalFacts {
  readonly tool: string;
  readonly avoided?: NanoUsd | undefined;
}

const taskColumn = jsonColumn<TaskFacts>('task', shapes.task);
const localColumn = jsonColumn<LocalFacts>('local', shapes.local);
const settlementColumn = jsonColumn<Settlement>('settlement', shapes.settlement);
const correctionColumn = jsonColumn<Correction>('correction', shapes.correction);
export const checkColumn = jsonColumn<CheckResult>('verdict', shapes.check);
export const optionColumn = jsonColumn<HoldOption>('option', shapes.option);
export const liveColumn = jsonColumn<LiveUsage>('live', shapes.live);
const recordColumn = parsedColumn<Omit<TaskRecord, 'check' | 'outcome'>>('record', shapes.taskRecord);
export const laterNotesColumn = parsedColumn<readonly string[]>('later_notes', shapes.laterNotes);
export const ownerColumn = jsonColumn<LedgerOwner>('owner', shapes.owner);

function taskColumns(task: TaskFacts): Columns {
  const { taskId, realm, workspaceId } = task;
  return { taskId, realm, workspaceId: workspaceId ?? null, task: taskColumn.write(task) };
}

export function heldColumns(request: HoldRequest, option: HoldOption, owner: string): Columns {
  const { attemptId, number, task, at, periodKeys, estimatedInput } = request;
  return {
    ...taskColumns(task),
    ...periodKeys,
    attemptId,
    number,
    tier: option.tier,
    startedAt: at,
    state: 'held',
    owner,
    hold: option.hold,
    priceState: option.priceState,
    estimatedInput,
    option: optionColumn.write(option),
    local: null,
    settlement: null,
    cost: null,
  };
}

export function localColumns(row: ReturnType<typeof localRow>, owner: string): Columns {
  const { attemptId, number, task, tier, startedAt, periodKeys, hold, priceState, tool, avoided } = row;
  return {
    ...taskColumns(task),
    ...periodKeys,
    attemptId,
    number,
    tier,
    startedAt,
    state: 'settled',
    owner,
    hold,
    priceState,
    estimatedInput: null,
    option: null,
    local: tool === undefined ? null : localColumn.write({ tool, avoided }),
    settlement: settlementJson(row.settlement),
    cost: zeroNano,
  };
}

/** Its check and its outcome have tables of their own. */
export function recordJson({ check: _check, outcome: _outcome, ...record }: TaskRecord): string {
  return recordColumn.write(record);
}

/** undefined where there is none or none that can be read: the attempts alone tell the task then. */
export function taskRecordIn(row: SqlRow): TaskRecord | undefined {
  try {
    const record = recordColumn.read(row);
    if (record === undefined) return undefined;
    const notes = [...record.notes, ...(laterNotesColumn.read(row) ?? [])];
    return { ...record, notes, ...saidOf(row) };
  } catch {
    return undefined;
  }
}

/** What checks and people said of a task. */
function saidOf(row: SqlRow): Pick<LedgerRow, 'check' | 'outcome'> {
  return {
    outcome: row['outcome'] === null ? 'unknown' : oneOf(row, 'outcome', outcomes),
    check: checkColumn.read(row),
  };
}

function withCountsOnly(settlement: Settlement): Settlement {
  return { ...settlement, rawUsage: countsOnly(settlement.rawUsage) };
}

export function settlementJson(settlement: Settlement): string {
  return settlementColumn.write(withCountsOnly(settlement));
}

export function correctionJson(correction: Correction): string {
  const { settlement } = correction;
  return correctionColumn.write(
    settlement === undefined ? correction : { ...correction, settlement: withCountsOnly(settlement) },
  );
}

/** @param ours the owner column of this ledger's own attempts. */
export function ledgerRow(row: SqlRow, ours: string): LedgerRow {
  const option = optionColumn.read(row);
  const local = localColumn.read(row);
  const correction = correctionColumn.read(row);
  const task = taskColumn.read(row);
  if (task === undefined) throw new TypeError('ledger row without task');
  const [day, week, month] = [text(row, 'day'), text(row, 'week'), text(row, 'month')];
  return {
    attemptId: text(row, 'attempt_id'),
    number: integer(row, 'number'),
    task,
    tier: oneOf(row, 'tier', tiers),
    state: correction === undefined ? oneOf(row, 'state', attemptStates) : 'settled',
    startedAt: integer(row, 'started_at'),
    periodKeys: { day, week, month },
    endpointId: option?.endpointId,
    dialect: option?.dialect,
    model: option?.model,
    effort: option?.effort,
    maxOutputTokens: option?.maxOutputTokens,
    hold: money(row, 'hold'),
    priceState: oneOf(row, 'price_state', priceStates),
    estimatedInput: optionalInteger(row, 'estimated_input'),
    live: liveColumn.read(row),
    // One that a newer window knows is no reason to this one.
    releasedBecause: errorCodes.find((code) => code === row['released_because']),
    settlement: correctedSettlement(settlementColumn.read(row), correction),
    correction,
    ...saidOf(row),
    tool: local?.tool,
    avoided: local?.avoided,
    record: taskRecordIn(row),
    foreign: text(row, 'owner') !== ours,
  };
}

/** @param row of the statement `dayTotals`. */
export function totalsOf(row: SqlRow, realm: Realm): DayTotals {
  return {
    realm,
    cost: sumOf(row, 'cost'),
    estimated: integer(row, 'estimated') === 1,
    unknownCost: integer(row, 'unknown_cost'),
    tasks: integer(row, 'tasks'),
    output: sumOf(row, 'output'),
    hidden: row['hidden'] === null ? undefined : sumOf(row, 'hidden'),
  };
}

// The provider's usage object as the ledger keeps it: for repair of old rows only its counts matter, and a server
// must not be able to plant text of a conversation in the ledger.

const longestName = 40;
const deepest = 6;
const mostEntries = 100;
/** The one word that decides a price. */
const wordField = 'service_tier';

/** Keeps numbers, booleans, null and the service tier; drops everything else. */
function countsOnly(raw: unknown, depth = 0): unknown {
  if (raw === null || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  if (typeof raw !== 'object' || depth >= deepest) return undefined;
  if (Array.isArray(raw)) return raw.slice(0, mostEntries).map((item) => countsOnly(item, depth + 1));
  const entries = Object.entries(raw).filter(([name]) => name.length <= longestName);
  return Object.fromEntries(
    entries.slice(0, mostEntries).map(([name, value]): [string, unknown] => {
      const isTier = name === wordField && typeof value === 'string' && /^[\w-]{1,20}$/.test(value);
      return [name, isTier ? value : countsOnly(value, depth + 1)];
    }),
  );
}
