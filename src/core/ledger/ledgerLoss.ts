/** A ledger that was lost: until a person says so, nothing is paid on the word of the new one. */

/** Stands for the name of the file set aside where nothing was left to keep. */
export const nothingLeft = 'nothing left';

/**
 * To follow an article.
 *
 * @param aside name of the file set aside, or `nothingLeft`.
 */
export function lossInWords(aside: string): string {
  return aside === nothingLeft
    ? 'ledger file was emptied or removed'
    : `ledger file was unreadable and is kept as ${aside}`;
}
