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

const praise = new Set(
  'thanks thank thx ty cheers great nice cool awesome perfect excellent brilliant'.split(' '),
);
const besidePraise = new Set(
  "you very much so a lot the for your help ok okay k alright no that that's this it it's is was looks works now all fine good well done".split(
    ' ',
  ),
);

/** True for thanks and praise alone: nothing is to be done. "Yes, thanks" and "great, go ahead" are none. */
export function isThanks(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => token !== '.' && token !== '!');
  return (
    words.length <= longest &&
    words.some((word) => praise.has(word)) &&
    words.every((word) => praise.has(word) || besidePraise.has(word))
  );
}

/** True for a text that only says to go on, or to do the same elsewhere; `tokens` as `tokens.ts` makes them. */
export function isFollowUp(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => token !== '.' && token !== '!');
  if (words.length === 0 || words.length > longest || isThanks(words)) return false;
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
