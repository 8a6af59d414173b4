/** Reads rows apart: one that is damaged is left out and named, and blinds nobody to the others. */
import type { LedgerRow } from '../core/ledger/ledger.ts';
import type { Log } from '../core/log.ts';
import { integer, type SqlRow } from './columns.ts';
import { ledgerRow } from './rowMapping.ts';

export interface RowReader {
  /** @returns undefined for a row that cannot be read; it is remembered. */
  read(row: SqlRow): LedgerRow | undefined;
  /** Numbers of the rows found unreadable so far, in order. */
  unreadable(): readonly number[];
}

/** @param ours the owner column of this ledger's own attempts. */
export function createRowReader(ours: string, log: Log): RowReader {
  const unreadable = new Set<number>();
  return {
    read(row) {
      try {
        return ledgerRow(row, ours);
      } catch (error) {
        // Whatever a damaged value makes of the reading; SQLite's own trouble came before it.
        const seq = integer(row, 'seq');
        const why = error instanceof TypeError ? error.message : 'it cannot be read';
        if (!unreadable.has(seq)) log.warn(`ledger: row ${seq} is left out: ${why}`);
        unreadable.add(seq);
        return undefined;
      }
    },
    unreadable: () => [...unreadable].toSorted((a, b) => a - b),
  };
}
