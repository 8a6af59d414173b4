/** A window that has a ledger open while its files come to harm: told what to do, it says what came of it. */
import type { Ledger } from '../../../src/core/model/ledgerPorts.ts';
import { isSwitchyardError } from '../../../src/core/model/errors.ts';
import { silentLog } from '../../../src/core/model/ports.ts';
import { openSqliteLedger } from '../../../src/storage/sqliteLedger.ts';
import { holdRequest, realClock } from '../../unit/storage/ledgerFixtures.ts';

export type WindowOrder =
  | { readonly do: 'open'; readonly directory: string }
  | { readonly do: 'reserve'; readonly id: string }
  | { readonly do: 'close' };

let ledger: Ledger | undefined;

async function obey(order: WindowOrder): Promise<string> {
  if (order.do === 'open') {
    const opened = await openSqliteLedger({
      directory: order.directory,
      clock: realClock,
      log: silentLog,
    });
    ledger = opened.ledger;
    await ledger.recent(50);
    return 'open';
  }
  if (order.do === 'reserve') {
    const admission = await ledger?.reserve(holdRequest(order.id));
    return admission?.admitted === true ? 'admitted' : 'refused';
  }
  ledger?.close();
  return 'closed';
}

process.on('message', (order: WindowOrder) => {
  obey(order)
    .catch((error: unknown) =>
      isSwitchyardError(error) ? `told ${String(error.details['reason'])}` : `failed ${String(error)}`,
    )
    .then((answer) => process.send?.(answer))
    .catch(() => process.exit(1));
});
