/** Why nothing can be recorded, in one error that says so; nobody may call a model then. */
import { type ErrorDetails, isSwitchyardError, SwitchyardError } from '../core/model/errors.ts';
import { type LedgerTrouble, ledgerTroubleInWords } from '../core/words/ledgerWords.ts';

/** `details.reason` is the trouble. */
export function ledgerUnavailable(
  reason: LedgerTrouble,
  more: ErrorDetails = {},
  cause?: unknown,
): SwitchyardError {
  const details = { ...more, reason };
  return new SwitchyardError('ledgerUnavailable', ledgerTroubleInWords(details), {
    details,
    unbilled: true,
    cause,
  });
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const troubles: ReadonlyMap<number, LedgerTrouble> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'readOnly'],
  [10, 'ioError'],
  [11, 'corrupt'],
  [13, 'diskFull'],
  [14, 'cannotOpen'],
  [23, 'readOnly'],
  [26, 'corrupt'],
] as const);

/** @returns SQLite's primary result code; undefined for an error that is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') {
    return undefined;
  }
  return error.errcode & 0xff;
}

export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 5 || code === 6;
}

export function isDamaged(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 11 || code === 26;
}

/** A statement that is right for our tables and fails on those that are there. */
export function isRefusedStatement(error: unknown): boolean {
  return sqliteCode(error) === 1;
}

export function isCannotOpen(error: unknown): boolean {
  return sqliteCode(error) === 14;
}

/** Programming errors (RangeError, TypeError) pass through: they are not the ledger's health. */
export function asLedgerError(error: unknown): unknown {
  if (isSwitchyardError(error)) return error;
  const code = sqliteCode(error);
  if (code === undefined) return error;
  return ledgerUnavailable(troubles.get(code) ?? 'unexpected', { sqliteCode: code }, error);
}
