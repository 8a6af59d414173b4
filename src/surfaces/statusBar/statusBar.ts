/** The status bar item: a reading of the running meters and of the ledger. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import { practiceProviderId, usesPractice } from '../../settings/modelRef.ts';
import { alertsDue, type BudgetState, periodKeysAt } from '../../core/model/budget.ts';
import type { TaskEnd } from '../../core/gateway/gatewayTask.ts';
import type { DayTotals, LedgerRow } from '../../core/model/ledger.ts';
import { formatLimit, formatMoney } from '../../core/words/figures.ts';
import { nanoPerUsd } from '../../core/model/money.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import { lossInWords, waitingInWords, ledgerTroubleInWords } from '../../core/words/ledgerWords.ts';
import { showInformation } from '../shell/messages.ts';
import { hoverFor, type Standing } from './statusBarHover.ts';
import {
  renderStatusBar,
  type DoneView,
  type RunningView,
  type StatusBarState,
  type StatusBarView,
} from './statusBarView.ts';
import { systemClock } from '../shell/ports.ts';
import type { RunningTask, TaskRunner } from '../shell/taskRunner.ts';

const betweenUpdatesMs = 250;
const doneShownMs = 8000;

export interface StatusBar extends vscode.Disposable {
  /** From now on idle shows the ledger; before, only that Switchyard is there. */
  attach(engine: Engine): void;
  showEnd(end: TaskEnd): void;
  /** After a click on a link in it: VS Code would leave it open, with what it said before. */
  closeHover(): void;
}

interface StandingNow extends Standing {
  /** Attempts that other windows run. */
  readonly foreign: readonly LedgerRow[];
}

export function createStatusBar(runner: TaskRunner): StatusBar {
  const item = vscode.window.createStatusBarItem('meter', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Switchyard';
  item.command = 'switchyard.openDashboard';
  let engine: Engine | undefined;
  let standing: StandingNow | undefined;
  let done: { readonly end: TaskEnd; readonly until: number } | undefined;
  let shownPhase = '';
  let shownView: StatusBarView | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastUpdate = 0;

  function update(): void {
    if (timer) return;
    const wait = Math.max(0, lastUpdate + betweenUpdatesMs - Date.now());
    timer = setTimeout(() => {
      timer = undefined;
      lastUpdate = Date.now();
      draw();
    }, wait);
  }

  function draw(): void {
    const state = stateNow();
    const view = renderStatusBar(state);
    if (view.text !== shownView?.text || view.severity !== shownView.severity) {
      shownView = view;
      item.text = view.text;
      // Without it a screen reader would read the source of the hover.
      item.accessibilityInformation = { label: `Switchyard: ${view.text.replaceAll(/\$\([^)]*\) */g, '')}` };
      item.backgroundColor = backgroundOf(view);
      item.show();
    }
    // The hover closes when it is rebuilt, so it changes with the phase only.
    const phase = phaseOf(state);
    if (phase !== shownPhase) {
      shownPhase = phase;
      item.tooltip = hoverFor(state, standing, runner.last());
    }
  }

  function phaseOf(state: StatusBarState): string {
    if (state.kind === 'running') return `running ${state.tasks.length}`;
    const last = runner.last();
    // What becomes of an edit is known after its receipt was shown.
    const receipt = [last?.task.taskId, last?.end.receipt?.check, last?.end.receipt?.outcome];
    if (state.kind === 'done') return JSON.stringify(['done', receipt]);
    const problems = standing?.resolved.problems.map(({ message }) => message);
    return JSON.stringify([state, problems, receipt]);
  }

  function stateNow(): StatusBarState {
    const running = [...runner.running().flatMap(runningView), ...(standing?.foreign ?? []).map(foreignView)];
    if (running.length > 0) return { kind: 'running', tasks: running };
    if (done && Date.now() < done.until) {
      const view = doneView(done.end);
      if (view) return { kind: 'done', done: view };
    }
    return standing ? standingState(standing) : { kind: 'notSetUp' };
  }

  async function read(from: Engine): Promise<void> {
    const resolved = await from.settings.current();
    const at = systemClock.now();
    const keys = periodKeysAt(at);
    const realm = usesPractice(resolved) ? 'practice' : 'real';
    const limits = resolved.limits.filter(({ period }) => period !== 'request');
    const [totals, budgets, runningRows] = await Promise.all([
      from.ledger.totals(realm, keys.day),
      from.ledger.budgets(limits, keys, at),
      from.ledger.running(),
    ]);
    const keyLimits = from.keyLimits.known();
    standing = {
      resolved,
      totals,
      budgets,
      keyLimits,
      ledgerTrouble: await troubleOf(from),
      foreign: runningRows.filter(({ foreign }) => foreign),
    };
    await tellAlerts(from, budgets);
    update();
  }

  async function tellAlerts(from: Engine, budgets: readonly BudgetState[]): Promise<void> {
    const now = systemClock.now();
    for (const { at, state, key } of alertsDue(budgets, periodKeysAt(now))) {
      if (!(await from.ledger.claimNotice(key, now))) continue;
      // With a button VS Code shows all of the words, not only what fits on a line.
      const look = 'Open Dashboard';
      void showInformation(alertWords(at, state), look).then((chosen) =>
        chosen === look ? vscode.commands.executeCommand('switchyard.openDashboard') : undefined,
      );
    }
  }

  const subscriptions: vscode.Disposable[] = [item, runner.onDidChange(update)];
  update();
  return {
    attach(from) {
      engine = from;
      const refresh = (): void => {
        read(from).catch((error: unknown) => console.error('Switchyard status bar', error));
      };
      subscriptions.push({ dispose: from.ledger.onDidChange(refresh) }, from.settings.onDidChange(refresh));
      subscriptions.push({ dispose: from.keyLimits.onDidChange(refresh) });
      from.keyLimits.refresh();
      // Midnight brings a new day without anybody writing anything.
      const midnight = setInterval(refresh, 60_000);
      subscriptions.push({ dispose: () => clearInterval(midnight) });
      refresh();
    },
    showEnd(end) {
      done = { end, until: Date.now() + doneShownMs };
      update();
      const after = setTimeout(update, doneShownMs + 50);
      subscriptions.push({ dispose: () => clearTimeout(after) });
      engine?.keyLimits.refresh();
      if (engine) void read(engine);
    },
    closeHover() {
      item.hide();
      item.show();
    },
    dispose() {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

async function troubleOf({ ledgerTrouble, ledgerHealth }: Engine): Promise<string | undefined> {
  if (ledgerTrouble) return ledgerTroubleInWords(ledgerTrouble.details);
  const aside = await ledgerHealth?.needsConfirmation();
  return aside && `the ${lossInWords(aside)}; ${waitingInWords(aside)}`;
}

function alertWords(at: 'near' | 'end', { limit: { scope, period, limit }, spent }: BudgetState): string {
  const which = `${period} budget${scope === 'workspace' ? ' of this workspace' : ''}`;
  const sums = `${formatMoney(spent)} of ${formatLimit(limit / nanoPerUsd)}, per developer and machine`;
  const share = Math.round((spent / limit) * 100);
  return at === 'near'
    ? `${share} % of the ${which} is spent: ${sums}.`
    : `The ${which} is used up: ${sums}.`;
}

function backgroundOf({ severity }: StatusBarView): vscode.ThemeColor | undefined {
  if (severity === 'normal') return undefined;
  return new vscode.ThemeColor(`statusBarItem.${severity}Background`);
}

function standingState({ resolved, totals, budgets, ledgerTrouble }: Standing): StatusBarState {
  if (resolved.paidCallsBlockedBy.length > 0) return { kind: 'brokenSetting' };
  if (usesPractice(resolved)) {
    // Its budgets are those of real money.
    return totals.tasks === 0 ? { kind: 'notSetUp' } : { ...idleOf(totals, []), realm: 'practice' };
  }
  if (ledgerTrouble !== undefined) return { kind: 'brokenLedger' };
  const over = budgets.find(({ limit, left }) => limit.whenReached !== 'warn' && left <= 0);
  if (over) {
    const { limit, period } = over.limit;
    return { kind: 'overBudget', limit, period, resets: resetText(over.resetsAt) };
  }
  return idleOf(totals, budgets);
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
    near: budgets.some(({ limit, spent }) => limit.limit > 0 && spent >= limit.limit * 0.8),
  };
}

function resetText(at: number | undefined): string {
  if (at === undefined) return 'never';
  const date = new Date(at);
  const soon = at - Date.now() < 86_400_000;
  return soon
    ? date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function runningView({ attempt, reading, startedAt, waitingFor }: RunningTask): RunningView[] {
  if (!attempt) return [];
  const { option } = attempt;
  return [
    {
      tier: option.tier,
      seconds: reading?.seconds ?? (Date.now() - startedAt) / 1000,
      hidden: reading?.hidden.tokens,
      cost: reading?.cost,
      waits: waitingFor !== undefined,
      realm: option.endpointId === practiceProviderId ? 'practice' : 'real',
    },
  ];
}

function foreignView({ tier, live, startedAt, task }: LedgerRow): RunningView {
  return {
    tier: tier === 'reasoning' ? 'reasoning' : 'fast',
    seconds: (Date.now() - startedAt) / 1000,
    hidden: live?.usage.hidden,
    cost: live?.cost,
    realm: task.realm,
  };
}

function doneView(end: TaskEnd): DoneView | undefined {
  const { receipt } = end;
  if (!receipt) return undefined;
  return viewOfReceipt(
    receipt,
    end.kind === 'stopped' ? 'stopped' : end.kind === 'failed' ? 'failed' : 'answered',
  );
}

export function viewOfReceipt(receipt: Receipt, end: DoneView['end']): DoneView {
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
