/**
 * Tells of budgets that near their end and of a ledger that cannot keep its promise, and takes a person's
 * word on one that has lost something.
 */
import * as vscode from 'vscode';
import type { Engine } from '../shell/engine.ts';
import type { SwitchyardError } from '../../core/model/errors.ts';
import { beganAnew, ledgerTroubleInWords, lossInWords } from '../../core/words/ledgerWords.ts';
import { alertsDue } from '../../core/model/budget.ts';
import type { LedgerWords } from '../../core/model/ledgerPorts.ts';
import type { Log } from '../../core/model/ports.ts';
import { alertWords } from '../../core/words/budgetWords.ts';
import { formatMoney } from '../../core/words/figures.ts';
import type { Board, BoardReading } from '../shell/board.ts';
import { showError, showInformation, showWarning, type Offer } from '../shell/messages.ts';

type Notices = Pick<LedgerWords, 'claimNotice'>;

/** Each budget once when it nears its end and once at its end, by one window of the machine. */
export function tellOfBudgets(board: Board, ledger: Notices, log: Log): vscode.Disposable {
  const tell = (): void => {
    const reading = board.reading();
    if (!reading) return;
    tellAlerts(reading, ledger).catch((error: unknown) => log.error(`budget alerts: ${String(error)}`));
  };
  tell();
  return board.onDidChange((what) => {
    if (what === 'reading') tell();
  });
}

async function tellAlerts({ budgets, periodKeys, at: now }: BoardReading, ledger: Notices): Promise<void> {
  for (const { at, state, key } of alertsDue(budgets, periodKeys)) {
    if (!(await ledger.claimNotice(key, now))) continue;
    // With a button VS Code shows all of the words, not only what fits on a line.
    const look = 'Open Dashboard';
    void showInformation(alertWords(at, state), look).then((chosen) =>
      chosen === look ? vscode.commands.executeCommand('switchyard.openDashboard') : undefined,
    );
  }
}

type Health = Pick<Engine, 'ledgerTrouble' | 'ledgerHealth'>;

const goOn = (loss: string): string => (beganAnew(loss) ? 'Begin a New Ledger' : 'Go On with This Ledger');

function lossNotice(loss: string): string {
  const why = beganAnew(loss)
    ? 'A new one knows nothing of what was spent'
    : 'Some of what was spent may be forgotten';
  return `The ${lossInWords(loss)}. ${why}, so paid calls wait for your word.`;
}

export async function tellOfLedger({ ledgerTrouble, ledgerHealth }: Health): Promise<void> {
  if (ledgerTrouble) {
    await showError(
      `Paid calls are off, because spending cannot be recorded: ${ledgerTroubleInWords(ledgerTrouble.details)}. Practice and local models go on. Mend it and reload the window.`,
    );
    return;
  }
  const loss = await ledgerHealth?.needsConfirmation();
  if (loss === undefined) return;
  const chosen = await showWarning(lossNotice(loss), goOn(loss));
  if (chosen === goOn(loss)) await takeWord(ledgerHealth, loss);
}

/** For a refusal by such a ledger: the notice of the start may be long gone. */
export function ledgerLossOffers(
  { code, details }: SwitchyardError,
  { ledgerHealth }: Pick<Health, 'ledgerHealth'>,
): readonly Offer[] {
  if (code !== 'ledgerUnavailable' || details['reason'] !== 'needsConfirmation') return [];
  const loss = String(details['file']);
  return [{ title: goOn(loss), run: () => takeWord(ledgerHealth, loss) }];
}

async function takeWord(health: Health['ledgerHealth'], loss: string): Promise<void> {
  const carried = await health?.confirm();
  const known =
    carried === undefined || carried === 0
      ? undefined
      : `${formatMoney(carried, { approximate: true })} that was known to be spent is carried over`;
  if (beganAnew(loss)) {
    void showInformation(`A new ledger has begun: ${known ?? 'budgets count from zero'}.`);
  } else {
    void showInformation(`Paid calls go on: ${known ?? 'nothing more was known to be spent'}.`);
  }
}
