/** Why nothing can be recorded, in one error that says so; nobody may call a model then. */
import { type ErrorDetails, isSwitchyardError, SwitchyardError } from '../core/model/errors.ts';

export type LedgerTrouble =
  | 'missingSqlite'
  | 'busy'
  | 'readOnly'
  | 'diskFull'
  | 'ioError'
  | 'corrupt'
  | 'cannotOpen'
  | 'newerLedger'
  | 'needsConfirmation'
  | 'fileReplaced'
  | 'closed'
  | 'unexpected';

/** `details.reason` is the trouble. */
export function ledgerUnavailable(
  reason: LedgerTrouble,
  message: string,
  details: ErrorDetails = {},
  cause?: unknown,
): SwitchyardError {
  return new SwitchyardError('ledgerUnavailable', message, {
    details: { ...details, reason },
    unbilled: true,
    cause,
  });
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html */
const troubles: ReadonlyMap<number, readonly [LedgerTrouble, string]> = new Map([
  [5, ['busy', 'the ledger is busy: other windows have held it too long']],
  [6, ['busy', 'the ledger is busy: other windows have held it too long']],
  [8, ['readOnly', 'the ledger cannot be written: its folder or file is read-only']],
  [10, ['ioError', 'the ledger cannot be read or written: the disk or file system failed']],
  [11, ['corrupt', 'the ledger file is damaged; reload the window to set it aside']],
  [13, ['diskFull', 'the ledger cannot be written: the disk is full']],
  [14, ['cannotOpen', 'the ledger cannot be opened: its folder is missing or not accessible']],
  [23, ['readOnly', 'the ledger cannot be opened: access was denied']],
  [26, ['corrupt', 'the ledger file is not a ledger; reload the window to set it aside']],
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
  const [reason, message] = troubles.get(code) ?? ['unexpected', 'the ledger failed unexpectedly'];
  return ledgerUnavailable(reason, message, { sqliteCode: code }, error);
}
