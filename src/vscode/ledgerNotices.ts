/** Tells of a ledger that cannot keep its promise, and takes a person's word on one that was set aside. */
import type { SwitchyardError } from '../core/errors.ts';
import { lossInWords } from '../core/ledger/ledgerLoss.ts';
import type { Engine } from './engine.ts';
import { showError, showInformation, showWarning, type Offer } from './messages.ts';

const goOn = 'Begin a New Ledger';

type Health = Pick<Engine, 'ledgerTrouble' | 'ledgerHealth'>;

export async function tellOfLedger({ ledgerTrouble, ledgerHealth }: Health): Promise<void> {
  if (ledgerTrouble) {
    await showError(
      `Paid calls are off, because spending cannot be recorded: ${ledgerTrouble.message}. Practice and local models go on. Mend it and reload the window.`,
    );
    return;
  }
  const setAside = await ledgerHealth?.needsConfirmation();
  if (setAside === undefined) return;
  const chosen = await showWarning(
    `The ${lossInWords(setAside)}. A new one knows nothing of what was spent, so paid calls wait for your word.`,
    goOn,
  );
  if (chosen === goOn) await begin(ledgerHealth);
}

/** For a refusal by such a ledger: the notice of the start may be long gone. */
export function newLedgerOffers(
  { code, details }: SwitchyardError,
  { ledgerHealth }: Pick<Health, 'ledgerHealth'>,
): readonly Offer[] {
  if (code !== 'ledgerUnavailable' || details['reason'] !== 'needsConfirmation') return [];
  return [{ title: goOn, run: () => begin(ledgerHealth) }];
}

async function begin(health: Health['ledgerHealth']): Promise<void> {
  await health?.confirm();
  void showInformation('A new ledger has begun: budgets count from zero.');
}
