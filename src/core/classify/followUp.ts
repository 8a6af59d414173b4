/** Words that add nothing to the request they follow: "yes", "please continue", "same here". */

const agreement = new Set(
  'y yes yep yeah yup ok okay k sure do it that this so go ahead on continue proceed please pls next keep going carry sounds good looks great perfect fine right correct agreed alright lgtm thanks thank you and then now with the as suggested proposed you lets us'.split(
    ' ',
  ),
);
/** At least one of these says that something is to be done. */
const command = new Set(
  'y yes yep yeah yup ok okay k sure do go continue proceed next keep carry lgtm agreed alright fine'.split(
    ' ',
  ),
);
/** Pointing words: the request before is meant for another place. */
const pointing = new Set(
  'same also and this that these those one ones here there too for the in file as well now please do it'.split(
    ' ',
  ),
);
const pointsElsewhere = new Set('same also too here there this these those'.split(' '));
const longest = 7;

/** True for a text that only says to go on, or to do the same elsewhere; `tokens` as `tokens.ts` makes them. */
export function isFollowUp(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => token !== '.' && token !== '!');
  if (words.length === 0 || words.length > longest) return false;
  const consists = (of: ReadonlySet<string>, marker: ReadonlySet<string>): boolean =>
    words.every((word) => of.has(word)) && words.some((word) => marker.has(word));
  return consists(agreement, command) || consists(pointing, pointsElsewhere);
}

const greetings = new Set(
  'hi hello hey hola yo thanks thank you thx ty good morning evening afternoon day there bye cheers great nice cool awesome lol test ping'.split(
    ' ',
  ),
);

/** True for a text from which nothing can be concluded: empty, or a greeting. */
export function saysNothing(tokens: readonly string[]): boolean {
  return tokens.every((token) => greetings.has(token) || !/[\p{L}\d]/u.test(token));
}
