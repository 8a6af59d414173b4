/** Once, after a request whose price is an old one: whether the price list shall be fetched anew. */
import type * as vscode from 'vscode';
import { isStalePrice, priceAgeDays } from '../core/pricing/priceAge.ts';
import type { Receipt } from '../core/receipt/receipt.ts';
import { showInformation, showWarning } from './messages.ts';
import { freshPricesOfferedKey } from './remembered.ts';
import type { SettingsReader } from './settingsReader.ts';

const yes = 'Fetch Prices';
const no = 'No';

/** Whatever the answer, and where there is none: it is not asked again. */
export async function offerFreshPrices(
  receipt: Receipt,
  settings: Pick<SettingsReader, 'current' | 'write'>,
  state: Pick<vscode.Memento, 'get' | 'update'>,
): Promise<void> {
  const days = oldestPriceDays(receipt);
  if (days === undefined || state.get(freshPricesOfferedKey) === true) return;
  if ((await settings.current()).settings['models.refreshPrices']) return;
  await state.update(freshPricesOfferedKey, true);
  const chosen = await showInformation(
    `The price of this request is ${days} days old and may have changed. Switchyard can fetch the public price list once a day; nothing of yours is sent for it.`,
    yes,
    no,
  );
  if (chosen !== yes) return;
  const trouble = await settings.write('models.refreshPrices', true, 'localUser');
  if (trouble !== undefined) void showWarning(trouble);
}

/** undefined where every price is young, one's own, or none was looked up. */
function oldestPriceDays({ attempts }: Receipt): number | undefined {
  const ages = attempts.flatMap(({ price, endedAt }) =>
    price?.source === 'book' && endedAt !== undefined && isStalePrice(price.asOf, endedAt)
      ? [priceAgeDays(price.asOf, endedAt)]
      : [],
  );
  return ages.length === 0 ? undefined : Math.max(...ages);
}
