/**
 * What cannot be read is kept and left out: a ledger file under another name, never overwritten, and single
 * rows by their number.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { LedgerRow } from '../core/model/ledger.ts';
import type { Log } from '../core/model/ports.ts';
import { integer, type SqlRow } from './rowShapes.ts';
import { ledgerRow } from './rowMapping.ts';

const companions = ['', '-wal', '-shm', '-journal'];

/** Which file a path names just now; changes when the file is replaced. undefined: there is none. */
export function fileIdentity(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}

/**
 * Renames the ledger and what belongs to it to `<name>.corrupt-<date>`.
 *
 * @param identity of the file that was found damaged: another window may have set it aside already.
 * @returns the new name, or undefined where the damaged file is no longer there.
 */
export function setAside(file: string, identity: string | undefined, at: number): string | undefined {
  const date = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-');
  let aside = `${file}.corrupt-${date}`;
  for (let copy = 2; existsSync(aside); copy += 1) aside = `${file}.corrupt-${date}-${copy}`;
  if (identity === undefined || fileIdentity(file) !== identity) return undefined;
  for (const companion of companions) {
    if (existsSync(file + companion)) renameSync(file + companion, aside + companion);
  }
  return basename(aside);
}

const suspectMark = (file: string) => `${file}.suspect`;

/** SQLite met damage while the file was in use: the next window looks at all of it. */
export function markSuspect(file: string): void {
  writeFileSync(suspectMark(file), '');
}

export function isSuspect(file: string): boolean {
  return existsSync(suspectMark(file));
}

export function clearSuspect(file: string): void {
  rmSync(suspectMark(file), { force: true });
}

function asides(file: string): readonly string[] {
  const prefix = `${basename(file)}.corrupt-`;
  return readdirSync(dirname(file)).filter((name) => name.startsWith(prefix));
}

/** The newest file set aside, which a fresh ledger asks the user about. */
export function newestSetAside(file: string): string | undefined {
  return asides(file)
    .filter((name) => !/-(wal|shm|journal)$/.test(name))
    .toSorted()
    .at(-1);
}

export function deleteSetAside(file: string): void {
  for (const name of asides(file)) rmSync(join(dirname(file), name), { force: true });
}

/** Reads rows apart: one that is damaged is left out and named, and blinds nobody to the others. */
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
