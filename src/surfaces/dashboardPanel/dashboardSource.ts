/** What the dashboard shows and does, as this window knows it. */
import type { Engine } from '../shell/engine.ts';
import { usesPractice } from '../../settings/modelRef.ts';
import { restInWords, errorText } from '../../core/words/errorText.ts';
import { keyLimitInWords } from '../../core/words/keyLimitWords.ts';
import * as vscode from 'vscode';
import { periodKeysAt, type BudgetState } from '../../core/model/budget.ts';
import type { LedgerRow } from '../../core/model/ledger.ts';
import { isStalePrice, priceAgeWords, formatMoney, resetTime } from '../../core/words/figures.ts';
import { costPerSuccess } from '../../core/ledger/reports.ts';
import { nanoUsd } from '../../core/model/money.ts';
import { receiptLines } from '../../core/words/receiptLines.ts';
import { receiptOf } from '../../core/receipt/receiptOf.ts';
import type { DashboardAction, DashboardSource } from '../../dashboard/host/dashboardSession.ts';
import { settingName, type Notice } from '../../dashboard/protocol.ts';
import { buildLive, buildSnapshot } from '../../dashboard/host/snapshot.ts';
import type { ResolvedSettings } from '../../settings/resolve.ts';
import { problemText } from '../../settings/settingProblem.ts';
import { refusedOwnLimit } from '../settings/budgetOffers.ts';
import { beganAnew, lossInWords } from '../../core/ledger/ledgerLoss.ts';
import { explainRow } from '../commands/lastRoute.ts';
import { openSetting } from '../settings/settingProblems.ts';
import { systemClock } from '../shell/ports.ts';
import type { Notes } from '../shell/notes.ts';
import type { RunningTask, TaskRunner } from '../shell/taskRunner.ts';

/** Lines and pictures are made from these; older ones stay in the ledger, and the page says so. */
const rowsShown = 2000;

export function createDashboardSource(engine: Engine, runner: TaskRunner, notes: Notes): DashboardSource {
  const { ledger } = engine;
  return {
    async snapshot() {
      engine.keyLimits.refresh();
      const now = systemClock.now();
      const { day } = periodKeysAt(now);
      const [running, budgets, recent, real, practice, shown] = await Promise.all([
        runningRows(engine, runner),
        budgetsNow(engine),
        ledger.recent(rowsShown + 1),
        ledger.totals('real', day),
        ledger.totals('practice', day),
        notices(engine, runner),
      ]);
      return buildSnapshot({
        now,
        today: day,
        running,
        budgets,
        recent: recent.slice(0, rowsShown),
        hasOlder: recent.length > rowsShown,
        totals: { real, practice },
        notices: [...shown, ...costOfSuccess(recent)],
      });
    },
    async live() {
      return buildLive({
        now: systemClock.now(),
        running: await runningRows(engine, runner),
        budgets: await budgetsNow(engine),
      });
    },
    onDidChange(listener) {
      let last = runner.last();
      const subscriptions = [
        { dispose: ledger.onDidChange(() => listener('ledger')) },
        engine.settings.onDidChange(() => listener('ledger')),
        { dispose: engine.keyLimits.onDidChange(() => listener('ledger')) },
        runner.onDidChange(() => {
          // A refusal leaves no row, yet it is told.
          const ended = runner.last() !== last;
          last = runner.last();
          listener(ended ? 'ledger' : 'meters');
        }),
      ];
      return () => vscode.Disposable.from(...subscriptions).dispose();
    },
    handle: (action) => handle(action, engine, runner, notes),
  };
}

async function budgetsNow(engine: Engine): Promise<readonly BudgetState[]> {
  const { limits } = await engine.settings.current();
  const now = systemClock.now();
  const lasting = limits.filter(({ period }) => period !== 'request');
  return engine.ledger.budgets(lasting, periodKeysAt(now), now);
}

/** This window's own meters are ahead of the heartbeats that the ledger holds. */
async function runningRows(engine: Engine, runner: TaskRunner): Promise<readonly LedgerRow[]> {
  const own = new Map(
    runner.running().flatMap((task) => (task.attempt ? [[task.attempt.attemptId, task] as const] : [])),
  );
  return (await engine.ledger.running()).map((row) => withReading(row, own.get(row.attemptId)));
}

function withReading(row: LedgerRow, own: RunningTask | undefined): LedgerRow {
  const reading = own?.reading;
  if (!reading || reading.phase === 'done' || reading.phase === 'stopped') return row;
  return { ...row, live: { usage: reading.usage, cost: reading.cost, phase: reading.phase } };
}

function refusal(runner: TaskRunner): Notice[] {
  const end = runner.last()?.end;
  if (end?.kind !== 'failed' || end.error.code !== 'budgetRefused') return [];
  if (end.error.details['declined'] === true) return [];
  const { message } = errorText(end.error, resetTime);
  const isOwn = refusedOwnLimit(end) !== undefined;
  return [{ severity: 'warning', text: message, ...(isOwn && { canAllowOnce: true }) }];
}

async function unconfirmed({ ledgerHealth }: Engine): Promise<Notice[]> {
  const setAside = await ledgerHealth?.needsConfirmation();
  if (setAside === undefined) return [];
  const word = beganAnew(setAside) ? 'you begin a new one' : 'you say that they may go on';
  const text = `The ${lossInWords(setAside)}. Paid calls wait until ${word}: the next that is refused offers it.`;
  return [{ severity: 'error', text }];
}

/** Row numbers named at most. */
const mostNamed = 5;

function unreadable({ ledgerHealth }: Engine): Notice[] {
  const rows = ledgerHealth?.unreadableRows() ?? [];
  if (rows.length === 0) return [];
  const named = `${rows.slice(0, mostNamed).join(', ')}${rows.length > mostNamed ? ', …' : ''}`;
  const what =
    rows.length === 1
      ? `One row of the ledger is damaged and left out here (row ${named})`
      : `${rows.length} rows of the ledger are damaged and left out here (rows ${named})`;
  return [{ severity: 'warning', text: `${what}. Budgets still count what was spent.` }];
}

async function notices(engine: Engine, runner: TaskRunner): Promise<Notice[]> {
  const resolved = await engine.settings.current();
  const problems = resolved.problems.map((problem): Notice => ({
    severity: problem.blocksPaidCalls ? 'error' : 'warning',
    text: problemText(problem),
    // Names from a file can be anything.
    setting: settingName.test(problem.setting) ? problem.setting : 'switchyard',
    ...(problem.raise && { canRaise: true }),
  }));
  const trouble = engine.ledgerTrouble;
  return [
    ...(trouble
      ? [
          {
            severity: 'error' as const,
            text: `Paid calls are off: spending cannot be recorded. ${trouble.message}`,
          },
        ]
      : []),
    ...(await unconfirmed(engine)),
    ...unreadable(engine),
    ...refusal(runner),
    ...(await engine.resting()).map((error): Notice => ({
      severity: 'warning',
      text: restInWords(error, systemClock.now()),
    })),
    ...problems,
    ...engine.keyLimits.known().flatMap((limit): Notice[] => {
      const words = keyLimitInWords(limit);
      return words === undefined ? [] : [{ severity: 'info', text: `${words}.` }];
    }),
    ...stalePrices(engine, resolved),
  ];
}

/** Too few judged tasks say nothing of the next ones. */
const fewestJudged = 5;

/** What a kept answer costs, the discarded ones paid for by it. */
function costOfSuccess(rows: readonly LedgerRow[]): Notice[] {
  const real = rows.filter(({ task }) => task.realm === 'real');
  const { judged, successes, perSuccess } = costPerSuccess(real);
  if (judged < fewestJudged || perSuccess === undefined) return [];
  const each = formatMoney(nanoUsd(Math.round(perSuccess)));
  return [{ severity: 'info', text: `A kept answer costs ${each}: ${successes} of ${judged} were kept.` }];
}

/** Practice has prices of its own. */
function stalePrices({ priceRefresh }: Engine, resolved: ResolvedSettings): Notice[] {
  const asOf = priceRefresh.asOf();
  const now = systemClock.now();
  if (usesPractice(resolved) || !isStalePrice(asOf, now)) return [];
  const mend = resolved.settings['models.refreshPrices']
    ? `It could not be fetched anew (${priceRefresh.lastTry() ?? 'not tried yet'}).`
    : 'Let it be fetched anew, or set your own prices in switchyard.models.prices.';
  const text = `The price list is that of ${asOf}, ${priceAgeWords(asOf, now)}. ${mend}`;
  return [{ severity: 'info', text, setting: 'switchyard.models.refreshPrices' }];
}

async function handle(
  action: DashboardAction,
  engine: Engine,
  runner: TaskRunner,
  notes: Notes,
): Promise<void> {
  switch (action.type) {
    case 'openSettings': {
      const { problems } = await engine.settings.current();
      const problem = problems.find(({ setting }) => setting === action.setting);
      if (problem) await openSetting(problem);
      else
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          action.setting ?? 'switchyard.',
        );
      return;
    }
    case 'stop':
      runner.stop(action.taskId);
      return;
    case 'start':
      await vscode.commands.executeCommand(`switchyard.${action.what}`);
      return;
    case 'explain': {
      const rows = await engine.ledger.attemptsBeside(action.attemptId);
      if (rows.length > 0) await explainRow(notes, rows);
      return;
    }
    case 'copy': {
      const rows = await engine.ledger.attemptsBeside(action.attemptId);
      if (rows.length === 0) return;
      const lines = receiptLines(receiptOf(rows)).map(({ label, value }) => `${label}: ${value}`);
      await vscode.env.clipboard.writeText(lines.join('\n'));
      vscode.window.setStatusBarMessage('$(check) Receipt copied', 4000);
    }
  }
}
