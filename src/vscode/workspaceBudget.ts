/** *Set Workspace Budget…*: guides a team lead to the limits of `.vscode/settings.json`. */
import * as vscode from 'vscode';
import type { Period } from '../core/budget/limit.ts';
import type { LedgerRow } from '../core/ledger/ledger.ts';
import { formatLimit, formatMoney } from '../core/pricing/formatMoney.ts';
import { nanoPerUsd, sumNano } from '../core/pricing/money.ts';
import type { SettingName } from '../settings/schema.ts';
import type { Engine } from './engine.ts';
import { showInformation } from './messages.ts';
import { workspaceIdentityNow } from './workspaceIdentityNow.ts';

type BudgetPeriod = Exclude<Period, 'request'>;

const settingOf: Readonly<Record<BudgetPeriod, SettingName>> = {
  day: 'budget.perDay',
  week: 'budget.perWeek',
  month: 'budget.perMonth',
};

const lookBackDays = 30;
const rowsRead = 5000;

export async function setWorkspaceBudget(engine: Engine): Promise<void> {
  const period = await pickPeriod();
  if (!period) return;
  const rows = await recentRows(engine);
  const amount = await vscode.window.showInputBox({
    title: `Workspace budget per ${period}, per developer and machine`,
    prompt: whatItWouldMean(rows, period),
    placeHolder: 'US dollars, e.g. 2.50; empty removes the limit',
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || isAmount(text) ? undefined : 'Type an amount in dollars, e.g. 2.50.',
  });
  if (amount === undefined) return;
  const value = amount.trim() === '' ? undefined : Number(amount);
  const problem = await engine.settings.write(settingOf[period], value, 'workspace');
  void showInformation(
    problem ??
      (value === undefined
        ? `This workspace has no ${period} budget of its own any more; each developer’s own still holds.`
        : `At most ${formatLimit(value)} per ${period} in this workspace, for each developer on each machine. For a hard limit over the whole team use a key with a limit at the provider.`),
  );
}

async function pickPeriod(): Promise<BudgetPeriod | undefined> {
  const items = (['day', 'week', 'month'] as const).map((period) => ({
    label: `per ${period}`,
    description: 'per developer and machine',
    period,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Switchyard: Set Workspace Budget',
    placeHolder: 'It tightens what each developer has set, and never loosens it.',
  });
  return chosen?.period;
}

function isAmount(text: string): boolean {
  return /^\d+(?:\.\d+)?$/.test(text.trim());
}

async function recentRows(engine: Engine): Promise<readonly LedgerRow[]> {
  const since = Date.now() - lookBackDays * 86_400_000;
  const workspaceId = workspaceIdentityNow();
  const rows = await engine.ledger.recent(rowsRead);
  return rows.filter(
    ({ startedAt, task }) => startedAt >= since && task.realm === 'real' && task.workspaceId === workspaceId,
  );
}

/** The dearest period of the last 30 days, so that a limit can be chosen by what was really needed. */
function whatItWouldMean(rows: readonly LedgerRow[], period: BudgetPeriod): string {
  const byPeriod = Map.groupBy(rows, ({ periodKeys }) => periodKeys[period]);
  const sums = [...byPeriod.values()].map((group) =>
    sumNano(group.flatMap(({ settlement }) => (settlement?.cost === undefined ? [] : [settlement.cost]))),
  );
  if (sums.length === 0)
    return `Nothing was spent in this workspace on this machine in the last ${lookBackDays} days.`;
  const most = sums.toSorted((a, b) => b - a)[0];
  const median = sums.toSorted((a, b) => a - b)[Math.floor(sums.length / 2)];
  return `On this machine in the last ${lookBackDays} days: the dearest ${period} ${formatMoney(most)}, the middle one ${formatMoney(median)}. A limit below ${formatMoney(most)} (${((most ?? 0) / nanoPerUsd).toFixed(2)}) would have refused or downgraded requests.`;
}
