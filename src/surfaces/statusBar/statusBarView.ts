/**
 * The state of the status bar as a reading of the board, and what it says in each: pure, so that every
 * text is tested without an editor.
 */
import type { TaskEnd } from '../../core/gateway/contract.ts';
import { budgetStanding, type BudgetState } from '../../core/model/budget.ts';
import type { DayTotals, LedgerRow, Realm } from '../../core/model/ledger.ts';
import { nanoPerUsd, sumNano, type NanoUsd } from '../../core/model/money.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import type { Tier } from '../../core/model/request.ts';
import {
  formatCost,
  formatHidden,
  formatLimit,
  formatMoney,
  formatReset,
  formatTokens,
} from '../../core/words/figures.ts';
import { practiceProviderId, usesPractice } from '../../settings/modelRef.ts';
import type { Board, BoardReading } from '../shell/board.ts';
import type { RunningTask } from '../shell/taskRunner.ts';

export interface RunningView {
  readonly tier: Exclude<Tier, 'local'>;
  readonly seconds: number;
  /** Hidden tokens so far; undefined while nobody knows of any. */
  readonly hidden: number | undefined;
  readonly cost: NanoUsd | undefined;
  readonly realm: Realm;
  /** It pauses: a rate limit, a brake. */
  readonly waits?: boolean | undefined;
}

export interface DoneView {
  readonly realm: Realm;
  readonly end: 'answered' | 'stopped' | 'failed';
  /** For tier local: the tool that did it. */
  readonly tool?: string | undefined;
  readonly local: boolean;
  readonly includedBy?: string | undefined;
  readonly cost: NanoUsd | undefined;
  /** Nothing that was tried was billed. */
  readonly unbilled: boolean;
  readonly estimated: boolean;
  readonly output: number | undefined;
  readonly hidden: number | undefined;
  readonly hiddenExact: boolean;
  readonly seconds: number;
}

export type StatusBarState =
  | { readonly kind: 'notSetUp' }
  | {
      readonly kind: 'idle';
      readonly realm: Realm;
      readonly spent: NanoUsd;
      readonly estimated: boolean;
      readonly dayLimit: NanoUsd | undefined;
      /** Hidden share of today's output, 0 to 1. */
      readonly hiddenShare: number | undefined;
      readonly near: boolean;
    }
  | { readonly kind: 'running'; readonly tasks: readonly RunningView[] }
  | { readonly kind: 'done'; readonly done: DoneView }
  | { readonly kind: 'overBudget'; readonly limit: NanoUsd; readonly period: string; readonly resets: string }
  | { readonly kind: 'brokenSetting' }
  /** Nothing can be recorded, so nothing is paid. */
  | { readonly kind: 'brokenLedger' };

export interface StatusBarView {
  readonly text: string;
  readonly severity: 'normal' | 'warning' | 'error';
}

/** Requests of this window, and attempts that other windows run. */
export function runningViews(board: Pick<Board, 'tasks' | 'running'>, now: number): readonly RunningView[] {
  const foreign = board.running().filter((row) => row.foreign);
  return [
    ...board.tasks().flatMap((task) => taskView(task, now)),
    ...foreign.map((row) => foreignView(row, now)),
  ];
}

function taskView({ attempt, reading, startedAt, waitingFor }: RunningTask, now: number): RunningView[] {
  if (!attempt) return [];
  const { option } = attempt;
  return [
    {
      tier: option.tier,
      seconds: reading?.seconds ?? (now - startedAt) / 1000,
      hidden: reading?.hidden.tokens,
      cost: reading?.cost,
      waits: waitingFor !== undefined,
      realm: option.endpointId === practiceProviderId ? 'practice' : 'real',
    },
  ];
}

function foreignView({ tier, live, startedAt, task }: LedgerRow, now: number): RunningView {
  return {
    tier: tier === 'reasoning' ? 'reasoning' : 'fast',
    seconds: (now - startedAt) / 1000,
    hidden: live?.usage.hidden,
    cost: live?.cost,
    realm: task.realm,
  };
}

/** While nothing runs and nothing has just ended. */
export function idleState(reading: BoardReading | undefined, now: number): StatusBarState {
  if (!reading) return { kind: 'notSetUp' };
  const { resolved, totals, budgets, ledgerTrouble, ledgerLoss } = reading;
  if (resolved.paidCallsBlockedBy.length > 0) return { kind: 'brokenSetting' };
  if (usesPractice(resolved)) {
    // Its budgets are those of real money.
    return totals.practice.tasks === 0 ? { kind: 'notSetUp' } : idleOf(totals.practice, []);
  }
  if (ledgerTrouble !== undefined || ledgerLoss !== undefined) return { kind: 'brokenLedger' };
  const over = budgets.find(
    (state) => state.limit.whenReached !== 'warn' && budgetStanding(state) === 'reached',
  );
  if (over) {
    const { limit, period } = over.limit;
    return {
      kind: 'overBudget',
      limit,
      period,
      resets: over.resetsAt === undefined ? 'never' : formatReset(over.resetsAt, now),
    };
  }
  return idleOf(totals.real, budgets);
}

function idleOf(
  totals: DayTotals,
  budgets: readonly BudgetState[],
): Extract<StatusBarState, { kind: 'idle' }> {
  const day = budgets.filter(({ limit }) => limit.period === 'day').toSorted((a, b) => a.left - b.left)[0];
  const { hidden, output } = totals;
  return {
    kind: 'idle',
    realm: totals.realm,
    spent: day?.spent ?? totals.cost,
    estimated: totals.estimated,
    dayLimit: day?.limit.limit,
    hiddenShare: hidden === undefined || output === 0 ? undefined : hidden / output,
    near: budgets.some((state) => state.limit.limit > 0 && budgetStanding(state) !== 'fine'),
  };
}

export function doneView({ kind, receipt }: TaskEnd): DoneView | undefined {
  return receipt && viewOfReceipt(receipt, kind === 'stopped' || kind === 'failed' ? kind : 'answered');
}

function viewOfReceipt(receipt: Receipt, end: DoneView['end']): DoneView {
  const { totals } = receipt;
  return {
    realm: receipt.realm,
    end,
    tool: receipt.tier === 'local' ? (receipt.tool ?? 'tool') : undefined,
    local: receipt.priceState === 'zero',
    includedBy: receipt.includedBy,
    cost: totals.cost,
    unbilled: totals.unbilled,
    estimated: totals.provenance === 'estimated',
    output: totals.output.tokens,
    hidden: totals.hidden.tokens,
    hiddenExact: totals.hidden.exact,
    seconds: (receipt.totalMs ?? 0) / 1000,
  };
}

export function renderStatusBar(state: StatusBarState): StatusBarView {
  switch (state.kind) {
    case 'notSetUp':
      return normal('$(arrow-swap) Set up');
    case 'idle':
      return idle(state);
    case 'running':
      return normal(running(state.tasks));
    case 'done':
      return normal(done(state.done));
    case 'overBudget': {
      const limit = formatLimit(state.limit / nanoPerUsd);
      return {
        text: `$(circle-slash) ${limit} ${state.period} limit · resets ${state.resets}`,
        severity: 'error',
      };
    }
    case 'brokenSetting':
      return { text: '$(circle-slash) Fix budget setting', severity: 'error' };
    case 'brokenLedger':
      return { text: '$(circle-slash) Paid calls are off', severity: 'error' };
  }
}

function idle(state: Extract<StatusBarState, { kind: 'idle' }>): StatusBarView {
  if (state.realm === 'practice') {
    const would = state.spent > 0 ? [`${formatCost(state.spent, state)} today`] : [];
    return normal(`$(arrow-swap) ${[...would, 'practice'].join(' · ')}`);
  }
  const spent = formatDay(state.spent, state.estimated);
  const limit = state.dayLimit === undefined ? '' : `/${formatLimit(state.dayLimit / nanoPerUsd)}`;
  const share = state.hiddenShare === undefined ? '' : ` · ${Math.round(state.hiddenShare * 100)}% hidden`;
  return state.near
    ? { text: `$(arrow-swap) ${spent}${limit}`, severity: 'warning' }
    : normal(`$(arrow-swap) ${spent}${limit}${share}`);
}

/** A day's sum stands beside its limit, so it keeps cents once there are any. */
function formatDay(spent: NanoUsd, estimated: boolean): string {
  if (spent >= nanoPerUsd / 100) return `${estimated ? '≈' : ''}$${(spent / nanoPerUsd).toFixed(2)}`;
  return formatMoney(spent, { approximate: estimated && spent > 0 });
}

function running(tasks: readonly RunningView[]): string {
  const [first] = tasks;
  const hidden = tasks.reduce((sum, task) => sum + (task.hidden ?? 0), 0);
  const thinking = hidden > 0 ? [formatHidden({ tokens: hidden, exact: false })] : [];
  if (tasks.length > 1 || !first) return spinning([`${tasks.length}`, ...thinking, costOf(tasks)]);
  const seconds = `${Math.floor(first.seconds)}s`;
  if (first.waits === true) return `$(watch) waits · ${first.tier} ${seconds}`;
  return hidden > 0
    ? spinning([seconds, ...thinking, costOf(tasks)])
    : spinning([`${first.tier} ${seconds}`, costOf(tasks)]);
}

/** What practice would cost is no money: beside requests that cost some it is left out. */
function costOf(tasks: readonly RunningView[]): string {
  const paid = tasks.filter(({ realm }) => realm !== 'practice');
  return paid.length === 0 ? `${sumOf(tasks)} · practice` : sumOf(paid);
}

function sumOf(tasks: readonly RunningView[]): string {
  const known = tasks.flatMap(({ cost }) => (cost === undefined ? [] : [cost]));
  if (known.length === 0) return '$?';
  return formatMoney(sumNano(known), { approximate: true });
}

function done(view: DoneView): string {
  const icon = view.end === 'answered' ? '$(check)' : view.end === 'stopped' ? '$(debug-stop)' : '$(error)';
  if (view.tool !== undefined) return `${icon} ${view.tool} · $0`;
  const hidden = formatHidden({ tokens: view.hidden, exact: view.hiddenExact });
  const cost = formatCost(view.cost, view);
  if (view.realm === 'practice') {
    const would = view.unbilled ? [] : [cost];
    return `${icon} ${[...would, view.end === 'answered' ? hidden : view.end, 'practice'].join(' · ')}`;
  }
  if (view.unbilled) return `${icon} not billed · ${view.end}`;
  if (view.local && view.end === 'answered') {
    return `${icon} ${[`local ${Math.round(view.seconds)}s`, hidden].join(' · ')}`;
  }
  if (view.includedBy !== undefined) {
    const tokens =
      view.output === undefined
        ? 'tokens ?'
        : `${formatTokens({ tokens: view.output, exact: false })} tokens`;
    return `${icon} ${[view.includedBy, tokens, hidden].join(' · ')}`;
  }
  return `${icon} ${[cost, view.end === 'answered' ? hidden : view.end].join(' · ')}`;
}

function spinning(parts: readonly string[]): string {
  return `$(sync~spin) ${parts.join(' · ')}`;
}

function normal(text: string): StatusBarView {
  return { text, severity: 'normal' };
}
