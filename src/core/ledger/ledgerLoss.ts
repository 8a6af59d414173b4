/** A ledger that was lost, or lost some of itself: until a person says so, nothing is paid on its word. */

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
