/** Tells of a ledger that cannot keep its promise, and takes a person's word on one that was set aside. */
import type { Engine } from './engine.ts';
import { showError, showWarning } from './messages.ts';

const goOn = 'Begin a New Ledger';

export async function tellOfLedger({
  ledgerTrouble,
  ledgerHealth,
}: Pick<Engine, 'ledgerTrouble' | 'ledgerHealth'>): Promise<void> {
  if (ledgerTrouble) {
    await showError(
      `Paid calls are off, because spending cannot be recorded: ${ledgerTrouble.message}. Practice and local models go on. Mend it and reload the window.`,
    );
    return;
  }
  const setAside = await ledgerHealth?.needsConfirmation();
  if (setAside === undefined) return;
  const chosen = await showWarning(
    `The ledger was damaged and is kept as ${setAside}. A new one knows nothing of what was spent, so paid calls wait for your word.`,
    goOn,
  );
  if (chosen === goOn) await ledgerHealth?.confirm();
}
