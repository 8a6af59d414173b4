/** Names of files as they are compared: what no file system tells apart for certain is the same. */

/** Code points that some file systems leave out of a comparison, and no person sees. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu;

/** Case, the way an accent is put together, and what nobody sees make no other file. */
export function foldedName(text: string): string {
  return Array.from(text.normalize('NFC').replaceAll(unseen, ''), folded).join('');
}

/** Never changes the number of characters: the glob `?` stands for one of them. */
function folded(character: string): string {
  const upper = character.toUpperCase();
  const lower = (Array.from(upper).length === 1 ? upper : character).toLowerCase();
  return Array.from(lower).length === 1 ? lower : character;
}
