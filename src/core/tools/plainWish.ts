const before =
  /^(?:(?:please|pls|hey|hi|ok(?:ay)?|just|(?:can|could|would|will) you|i (?:want|need) you to)[\s,]+)+/i;
/** `3!` is a factorial. */
const after = /(?:[\s,]+(?:please|pls|for me|thanks|thank you|now))*(?:(?<![\d)]\s*)!|[\s.?])*$/i;

/** A wish without the courtesies around it: what the recognisers of tools match against. */
export function plainWish(text: string): string {
  return text.trim().replace(before, '').replace(after, '');
}
