/** Typed reading of SQLite's untyped rows. */
import type { SQLOutputValue } from 'node:sqlite';
import type * as z from 'zod';
import { nanoUsd, type NanoUsd, saturated } from '../core/pricing/money.ts';

export type SqlRow = Readonly<Record<string, SQLOutputValue>>;

function wrongColumn(row: SqlRow, column: string, expected: string): TypeError {
  return new TypeError(`ledger column ${column} holds ${typeof row[column]}, expected ${expected}`);
}

/**
 * Statements read integers as bigint: one too large for a number must spoil its own row and no other.
 *
 * @throws TypeError when the column is absent or holds something else.
 */
export function integer(row: SqlRow, column: string): number {
  const value = row[column];
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    throw wrongColumn(row, column, 'an integer');
  }
  return number;
}

export function optionalInteger(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : integer(row, column);
}

export function money(row: SqlRow, column: string): NanoUsd {
  return nanoUsd(integer(row, column));
}

/** A sum over rows, of money or of counts: it may be larger than any number there is, and stops there. */
export function sumOf(row: SqlRow, column: string): NanoUsd {
  const value = row[column];
  return typeof value === 'bigint' ? saturated(Number(value)) : money(row, column);
}

export function text(row: SqlRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw wrongColumn(row, column, 'text');
  return value;
}

export function optionalText(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : text(row, column);
}

/** @throws TypeError when the column holds none of `values`. */
export function oneOf<Value extends string>(row: SqlRow, column: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === row[column]);
  if (found === undefined) throw wrongColumn(row, column, values.join(' or '));
  return found;
}

/** A column of JSON: what is read from it is what this program, or a compatible one, wrote by it. */
export interface JsonColumn<Value> {
  write(value: Value): string;
  /** @throws TypeError or SyntaxError when the column holds something else. */
  read(row: SqlRow): Value | undefined;
}

/** @param shape what readers rely on; anything more, as a newer window may write it, passes. */
export function jsonColumn<Value>(column: string, shape: z.ZodType): JsonColumn<Value> {
  return {
    write: (value) => JSON.stringify(value),
    read(row) {
      const stored = optionalText(row, column);
      if (stored === undefined) return undefined;
      const value: Value = JSON.parse(stored);
      if (!shape.safeParse(value).success) throw wrongColumn(row, column, 'the facts of a row');
      return value;
    },
  };
}
