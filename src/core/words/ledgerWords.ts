/**
 * What is wrong with a ledger: why nothing can be recorded, and what a ledger has lost. Until a person says so,
 * nothing is paid on the word of one that lost something.
 */
import type { ErrorDetails } from '../model/errors.ts';

/** Stands for the name of the file set aside where nothing was left to keep. */
export const nothingLeft = 'nothing left';
/** The file is in use, but its journal ends before an entry it once had, or tells another story. */
export const entriesMissing = 'entries missing';
/** The file is in use, but holds sums that its own entries do not add up to. */
export const figuresWrong = 'figures wrong';
/** The file is in use, but nothing beside it says any more how far it had come. */
export const markMissing = 'mark missing';

const inWords: Readonly<Record<string, string>> = {
  [nothingLeft]: 'ledger file was emptied or removed',
  [entriesMissing]:
    'ledger file lacks entries that it had before: it was damaged, or an older copy was put back',
  [figuresWrong]: 'ledger file holds sums that cannot be right',
  [markMissing]: 'ledger file may be an older copy: the mark that said how far it had come is gone',
};

/**
 * To follow an article.
 *
 * @param loss name of the file set aside, or one of the words above.
 */
export function lossInWords(loss: string): string {
  return inWords[loss] ?? `ledger file was unreadable and is kept as ${loss}`;
}

/** Whether a new ledger has begun in the place of the lost one, or the old one is still in use. */
export function beganAnew(loss: string): boolean {
  return loss === nothingLeft || inWords[loss] === undefined;
}

/** To follow what happened: what waits for the person's word. */
export function waitingInWords(loss: string): string {
  return beganAnew(loss) ? 'a new one waits for your word' : 'paid calls wait for your word';
}

/** `details.reason` of an error `ledgerUnavailable`. */
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

const troubles: Readonly<Record<LedgerTrouble, string | ((details: ErrorDetails) => string)>> = {
  missingSqlite: 'this editor lacks node:sqlite, so no spending could be recorded; update the editor',
  busy: 'the ledger is busy: other windows have held it too long',
  readOnly: ({ part, sqliteCode }) => {
    if (part === 'folder') return 'the folder of the ledger is read-only';
    return sqliteCode === 23
      ? 'the ledger cannot be opened: access was denied'
      : 'the ledger cannot be written: its folder or file is read-only';
  },
  diskFull: ({ part }) =>
    part === 'folder' ? 'the disk of the ledger is full' : 'the ledger cannot be written: the disk is full',
  ioError: 'the ledger cannot be read or written: the disk or file system failed',
  corrupt: ({ sqliteCode }) =>
    sqliteCode === 26
      ? 'the ledger file is not a ledger; reload the window to set it aside'
      : 'the ledger file is damaged; reload the window to set it aside',
  cannotOpen: ({ part }) =>
    part === 'folder'
      ? 'the folder of the ledger cannot be made'
      : 'the ledger cannot be opened: its folder is missing or not accessible',
  newerLedger: ({ fileVersion, ourVersion }) =>
    `the ledger was upgraded by a newer Switchyard (format ${fileVersion}, this window writes ${ourVersion}); reload the window`,
  needsConfirmation: ({ file }) => {
    const loss = String(file);
    return `the ${lossInWords(loss)}, and ${waitingInWords(loss)}`;
  },
  fileReplaced: ({ part }) =>
    `the ${part === 'log' ? 'log of the ledger' : 'ledger file'} was removed or replaced; reload the window`,
  closed: 'the ledger has been closed',
  unexpected: 'the ledger failed unexpectedly',
};

function isTrouble(reason: unknown): reason is LedgerTrouble {
  return typeof reason === 'string' && Object.hasOwn(troubles, reason);
}

/** @param details of an error `ledgerUnavailable`; begins in small letters and ends without a stop. */
export function ledgerTroubleInWords(details: ErrorDetails): string {
  const { reason, kind } = details;
  if (isTrouble(reason)) {
    const words = troubles[reason];
    return typeof words === 'string' ? words : words(details);
  }
  return kind === undefined ? 'the ledger cannot be opened' : `the ledger did not take the attempt (${kind})`;
}
