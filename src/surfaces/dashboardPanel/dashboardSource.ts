/** What the dashboard shows and does, as this window knows it. */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import { usesPractice } from '../../settings/modelRef.ts';
import { restInWords, errorText } from '../../core/words/errorText.ts';
import { keyLimitInWords } from '../../core/words/budgetWords.ts';
import type { LedgerRow } from '../../core/model/ledger.ts';
import { isStalePrice, priceAgeWords, formatMoney, resetWords } from '../../core/words/figures.ts';
import { costPerSuccess } from '../../core/ledger/reports.ts';
import { nanoUsd } from '../../core/model/money.ts';
import { receiptLines } from '../../core/words/receiptLines.ts';
import { receiptOf } from '../../core/receipt/receiptOf.ts';
import type { DashboardAction, DashboardSource } from '../../dashboard/host/dashboardSession.ts';
import { settingName, type Notice } from '../../dashboard/protocol.ts';
import { buildLive, buildSnapshot } from '../../dashboard/host/snapshot.ts';
import { problemText } from '../../settings/settingProblem.ts';
import { refusedOwnLimit } from '../settings/budgetOffers.ts';
import { beganAnew, lossInWords, ledgerTroubleInWords } from '../../core/words/ledgerWords.ts';
import { explainRow } from '../commands/lastRoute.ts';
import { openSetting } from '../settings/settingProblems.ts';
import type { Board, BoardReading } from '../shell/board.ts';
import { systemClock } from '../shell/ports.ts';
import type { Notes } from '../shell/notes.ts';
import type { LastTask, TaskRunner } from '../shell/taskRunner.ts';

/** Lines and pictures are made from these; older ones stay in the ledger, and the page says so. */
const rowsShown = 2000;

export interface DashboardSourceParts {
  readonly engine: Engine;
  readonly board: Board;
  readonly runner: Pick<TaskRunner, 'stop'>;
  readonly notes: Notes;
}

export function createDashboardSource(parts: DashboardSourceParts): DashboardSource {
  const { engine, board } = parts;
  return {
    async snapshot() {
      engine.keyLimits.refresh();
      const [reading, recent, resting] = await Promise.all([
        board.current(),
        engine.ledger.recent(rowsShown + 1),
        engine.resting(),
      ]);
      const now = systemClock.now();
      return buildSnapshot({
        now,
        today: reading.periodKeys.day,
        running: board.running(),
        budgets: reading.budgets,
        recent: recent.slice(0, rowsShown),
        hasOlder: recent.length > rowsShown,
        totals: reading.totals,
        notices: [
          ...ledgerNotices(reading),
          // Found when the lists were read.
          ...unreadable(engine.ledgerHealth?.unreadableRows() ?? []),
          ...refusal(board.last(), now),
          ...resting.map((error): Notice => ({ severity: 'warning', text: restInWords(error, now) })),
          ...settingNotices(reading),
          ...keyLimitNotices(reading),
          ...stalePrices(engine, reading, now),
          ...costOfSuccess(recent),
        ],
      });
    },
    async live() {
      const { budgets } = await board.current();
      return buildLive({ now: systemClock.now(), running: board.running(), budgets });
    },
    onDidChange(listener) {
      const subscription = board.onDidChange((what) => listener(what === 'meters' ? 'meters' : 'ledger'));
      return () => subscription.dispose();
    },
    handle: (action) => handle(action, parts),
  };
}

function refusal(last: LastTask | undefined, now: number): Notice[] {
  const end = last?.end;
  if (end?.kind !== 'failed' || end.error.code !== 'budgetRefused') return [];
  if (end.error.details['declined'] === true) return [];
  const { message } = errorText(end.error, (at) => resetWords(at, now));
  const isOwn = refusedOwnLimit(end) !== undefined;
  return [{ severity: 'warning', text: message, ...(isOwn && { canAllowOnce: true }) }];
}

function ledgerNotices({ ledgerTrouble, ledgerLoss }: BoardReading): Notice[] {
  const off = 'Paid calls are off: spending cannot be recorded.';
  return [
    ...(ledgerTrouble
      ? [{ severity: 'error' as const, text: `${off} ${ledgerTroubleInWords(ledgerTrouble.details)}` }]
      : []),
    ...(ledgerLoss === undefined ? [] : [unconfirmed(ledgerLoss)]),
  ];
}

function unconfirmed(loss: string): Notice {
  const word = beganAnew(loss) ? 'you begin a new one' : 'you say that they may go on';
  const text = `The ${lossInWords(loss)}. Paid calls wait until ${word}: the next that is refused offers it.`;
  return { severity: 'error', text };
}

/** Row numbers named at most. */
const mostNamed = 5;

function unreadable(rows: readonly number[]): Notice[] {
  if (rows.length === 0) return [];
  const named = `${rows.slice(0, mostNamed).join(', ')}${rows.length > mostNamed ? ', …' : ''}`;
  const what =
    rows.length === 1
      ? `One row of the ledger is damaged and left out here (row ${named})`
      : `${rows.length} rows of the ledger are damaged and left out here (rows ${named})`;
  return [{ severity: 'warning', text: `${what}. Budgets still count what was spent.` }];
}

function settingNotices({ resolved }: BoardReading): Notice[] {
  return resolved.problems.map((problem) => ({
    severity: problem.blocksPaidCalls ? 'error' : 'warning',
    text: problemText(problem),
    // Names from a file can be anything.
    setting: settingName.test(problem.setting) ? problem.setting : 'switchyard',
    ...(problem.raise && { canRaise: true }),
  }));
}

function keyLimitNotices({ keyLimits }: BoardReading): Notice[] {
  return keyLimits.flatMap((limit): Notice[] => {
    const words = keyLimitInWords(limit);
    return words === undefined ? [] : [{ severity: 'info', text: `${words}.` }];
  });
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
function stalePrices({ priceRefresh }: Engine, { resolved }: BoardReading, now: number): Notice[] {
  const asOf = priceRefresh.asOf();
  if (usesPractice(resolved) || !isStalePrice(asOf, now)) return [];
  const mend = resolved.settings['models.refreshPrices']
    ? `It could not be fetched anew (${priceRefresh.lastTry() ?? 'not tried yet'}).`
    : 'Let it be fetched anew, or set your own prices in switchyard.models.prices.';
  const text = `The price list is that of ${asOf}, ${priceAgeWords(asOf, now)}. ${mend}`;
  return [{ severity: 'info', text, setting: 'switchyard.models.refreshPrices' }];
}

async function handle(
  action: DashboardAction,
  { engine, runner, notes }: DashboardSourceParts,
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
