/** The hover: one sentence why, the receipt, then buttons. Rebuilt only when the phase changes. */
import * as vscode from 'vscode';
import { lossInWords, waitingInWords } from '../../core/ledger/ledgerLoss.ts';
import { budgetLine, budgetReach, keyLimitInWords } from '../../core/words/budgetWords.ts';
import { formatCost } from '../../core/words/figures.ts';
import type { Receipt } from '../../core/model/receipt.ts';
import { practiceSentence, practiceMeaning, receiptLines, whyWords } from '../../core/words/receiptLines.ts';
import { refusedOwnLimit } from '../settings/budgetOffers.ts';
import type { BoardReading } from '../shell/board.ts';
import type { CommandId } from '../shell/commandTable.ts';
import { escapeMarkdown } from '../shell/messages.ts';
import type { StatusBarState } from './statusBarView.ts';
import type { LastTask } from '../shell/taskRunner.ts';

/** The only commands a link in the hover may run. */
const linkedCommands = [
  'switchyard.retryWithReasoning',
  'switchyard.retryFast',
  'switchyard.undoAndRetry',
  'switchyard.reroute',
  'switchyard.openDashboard',
  'switchyard.explainLastRoute',
  'switchyard.setUpModels',
  'switchyard.showSettingProblems',
  'switchyard.allowOnce',
  'switchyard.raiseLimit',
  'switchyard.setModelPrice',
  'switchyard.ask',
] as const satisfies readonly CommandId[];

export function hoverFor(
  state: StatusBarState,
  reading: BoardReading | undefined,
  last: LastTask | undefined,
): vscode.MarkdownString {
  const hover = new vscode.MarkdownString('', true);
  hover.isTrusted = { enabledCommands: [...linkedCommands] };
  switch (state.kind) {
    case 'notSetUp':
      hover.appendMarkdown(`**Switchyard** is in practice: ${practiceMeaning}.\n\n`);
      buttons(hover, ['Set up models', 'switchyard.setUpModels'], ['Ask', 'switchyard.ask']);
      return hover;
    case 'running':
      return runningHover();
    case 'brokenSetting':
      for (const { message, mend } of reading?.resolved.paidCallsBlockedBy ?? []) {
        hover.appendMarkdown(escapeMarkdown(`${message} ${mend}`));
        hover.appendMarkdown('\n\n');
      }
      buttons(hover, ['Open or mend them', 'switchyard.showSettingProblems']);
      return hover;
    case 'brokenLedger':
      hover.appendMarkdown(escapeMarkdown(`Paid calls are off: ${troubleWords(reading)}.`));
      hover.appendMarkdown('\n\n');
      buttons(hover, ['Ask', 'switchyard.ask'], ['Dashboard', 'switchyard.openDashboard']);
      return hover;
    case 'idle':
    case 'overBudget':
    case 'done':
      appendRefusal(hover, last);
      appendPracticeDay(hover, state, last);
      appendLast(hover, last);
      appendBudgets(hover, reading);
      appendProblems(hover, reading);
      return hover;
  }
}

/** A limit of the person's own that refused their last request is theirs to lift. */
function appendRefusal(hover: vscode.MarkdownString, last: LastTask | undefined): void {
  const setting = refusedOwnLimit(last?.end);
  if (last?.end.kind !== 'failed' || setting === undefined) return;
  const { period } = last.end.error.details;
  const limit = period === 'request' ? 'limit per request' : `${period} limit`;
  const words = `Not sent: the last request needs more than your ${limit} has left (${setting}).`;
  hover.appendMarkdown(escapeMarkdown(words));
  hover.appendMarkdown('\n\n');
  buttons(hover, ['Allow once…', 'switchyard.allowOnce'], ['Change limit…', 'switchyard.raiseLimit']);
  hover.appendMarkdown('\n\n---\n\n');
}

/** A receipt says it of its own request. */
function appendPracticeDay(
  hover: vscode.MarkdownString,
  state: StatusBarState,
  last: LastTask | undefined,
): void {
  if (state.kind !== 'idle' || state.realm !== 'practice' || last?.end.receipt) return;
  const today = formatCost(state.spent, state);
  const words = `Practice: ${practiceMeaning}. On real models today would have cost ${today}.`;
  hover.appendMarkdown(`${escapeMarkdown(words)}\n\n`);
}

const saidAbove: ReadonlySet<string> = new Set(['Why', 'Practice', 'Would have cost']);

function appendLast(hover: vscode.MarkdownString, last: LastTask | undefined): void {
  const receipt = last?.end.receipt;
  if (!last || !receipt) {
    buttons(hover, ['Ask', 'switchyard.ask'], ['Dashboard', 'switchyard.openDashboard']);
    return;
  }
  if (receipt.realm === 'practice') {
    hover.appendMarkdown(`${escapeMarkdown(practiceSentence(receipt))}\n\n`);
  }
  hover.appendMarkdown(escapeMarkdown(whyWords(receipt)));
  hover.appendMarkdown('\n\n| | |\n|:--|--:|\n');
  for (const { label, value } of receiptLines(receipt).filter((line) => !saidAbove.has(line.label))) {
    hover.appendMarkdown(
      `| ${escapeMarkdown(label).replaceAll(' ', '&nbsp;')} | ${escapeMarkdown(value)} |\n`,
    );
  }
  hover.appendMarkdown('\n');
  buttons(
    hover,
    retryOf(receipt),
    ['Reroute…', 'switchyard.reroute'],
    ['Why?', 'switchyard.explainLastRoute'],
    ...(receipt.priceState === 'unknown'
      ? ([['Set price…', 'switchyard.setModelPrice']] as [string, CommandId][])
      : []),
    ['Dashboard', 'switchyard.openDashboard'],
  );
}

function retryOf({ tier, check, outcome }: Receipt): [string, CommandId] {
  if (tier === 'reasoning') return ['Retry fast', 'switchyard.retryFast'];
  return check.state === 'failed' && outcome === 'accepted'
    ? ['Undo and retry with reasoning', 'switchyard.undoAndRetry']
    : ['Retry with reasoning', 'switchyard.retryWithReasoning'];
}

function troubleWords(reading: BoardReading | undefined): string {
  const { ledgerTrouble, ledgerLoss } = reading ?? {};
  if (ledgerTrouble) return ledgerTrouble.message;
  return ledgerLoss === undefined ? '' : `the ${lossInWords(ledgerLoss)}; ${waitingInWords(ledgerLoss)}`;
}

function appendBudgets(hover: vscode.MarkdownString, reading: BoardReading | undefined): void {
  if (!reading || reading.budgets.length === 0) return;
  hover.appendMarkdown('\n\n---\n\n');
  for (const state of reading.budgets) {
    hover.appendText(budgetLine(state));
    hover.appendMarkdown('  \n');
  }
  hover.appendMarkdown(`_${budgetReach}_`);
  for (const words of reading.keyLimits.map(keyLimitInWords)) {
    if (words !== undefined) hover.appendMarkdown(`  \n${escapeMarkdown(words)}`);
  }
}

/** What is ignored, and from where: a folder that asks for more than it gets must not do so unseen. */
function appendProblems(hover: vscode.MarkdownString, reading: BoardReading | undefined): void {
  const problems = reading?.resolved.problems ?? [];
  const [first] = problems;
  if (first === undefined) return;
  hover.appendMarkdown('\n\n---\n\n$(warning) ');
  hover.appendMarkdown(escapeMarkdown(first.message));
  hover.appendMarkdown('  \n');
  const all = problems.length === 1 ? 'Show it' : `Show all ${problems.length}`;
  buttons(hover, [all, 'switchyard.showSettingProblems']);
}

function buttons(hover: vscode.MarkdownString, ...links: readonly [string, CommandId][]): void {
  hover.appendMarkdown(links.map(([title, command]) => `[${title}](command:${command})`).join(' · '));
}

/**
 * The hover of a request that runs. Always the same words, none of them from elsewhere: so it may be trusted
 * whole. It has to be, since VS Code takes a hover with a list of trusted commands for another one whenever
 * the item's text changes, and closes it under the pointer that is on its way to a button.
 */
function runningHover(): vscode.MarkdownString {
  const hover = new vscode.MarkdownString(
    [
      'Running. Figures with ≈ are estimates until the provider’s own come.',
      '[Stop](command:switchyard.stop) · [Answer fast now](command:switchyard.answerFastNow)',
    ].join('\n\n'),
  );
  hover.isTrusted = true;
  return hover;
}
