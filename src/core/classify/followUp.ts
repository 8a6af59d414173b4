/** Words that add nothing to the request they follow: "yes", "do that", "please continue". */

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
const longest = 7;

/** True for a text that only tells the assistant to go on; `tokens` as `tokens.ts` makes them. */
export function isFollowUp(tokens: readonly string[]): boolean {
  const words = tokens.filter((token) => token !== '.' && token !== '!');
  if (words.length === 0 || words.length > longest) return false;
  return words.every((word) => agreement.has(word)) && words.some((word) => command.has(word));
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
