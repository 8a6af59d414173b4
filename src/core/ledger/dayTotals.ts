import { type NanoUsd, sumNano, zeroNano } from '../pricing/money.ts';
import type { DayTotals, LedgerRow, Realm } from './ledger.ts';

/** Totals over settled rows of one realm; running and released attempts count for nothing. */
export function dayTotals(realm: Realm, rows: readonly LedgerRow[]): DayTotals {
  const ended = rows.flatMap(({ task, priceState, settlement }) =>
    settlement === undefined || task.realm !== realm ? [] : [{ task, priceState, settlement }],
  );
  const hidden = ended
    .map(({ settlement }) => settlement.usage.hidden)
    .filter((count) => count !== undefined);
  const unknown = ended.filter(
    ({ priceState, settlement }) => settlement.cost === undefined && priceState !== 'included',
  );
  return {
    realm,
    cost: sumNano(ended.map(({ settlement }): NanoUsd => settlement.cost ?? zeroNano)),
    estimated: ended.some(({ settlement }) => settlement.provenance === 'estimated'),
    unknownCost: new Set(unknown.map(({ task }) => task.taskId)).size,
    tasks: new Set(ended.map(({ task }) => task.taskId)).size,
    output: ended.reduce((sum, { settlement }) => sum + (settlement.usage.output ?? 0), 0),
    hidden: hidden.length === 0 ? undefined : hidden.reduce((sum, count) => sum + count, 0),
  };
}
