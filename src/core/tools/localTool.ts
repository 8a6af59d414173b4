/** Work that needs no inference: recognised from the words, done here at $0. */

export type LocalAction =
  /** Put `text` in the place of the selection. */
  | { readonly kind: 'replaceSelection'; readonly text: string }
  /** Show `text`, whose bare `result` may be copied; it changes no file. */
  | { readonly kind: 'answer'; readonly text: string; readonly result: string }
  /** Let the registered formatter lay out the selection or the document. */
  | { readonly kind: 'formatter' }
  /** Let the language server list the uses of `symbol`. */
  | { readonly kind: 'references'; readonly symbol: string };

export interface LocalTool {
  readonly name: string;
  /** Why no model is needed, as a short phrase. */
  readonly because: string;
  readonly action: LocalAction;
}

const before =
  /^(?:(?:please|pls|hey|hi|ok(?:ay)?|just|(?:can|could|would|will) you|i (?:want|need) you to)[\s,]+)+/i;
/** `3!` is a factorial. */
const after = /(?:[\s,]+(?:please|pls|for me|thanks|thank you|now))*(?:(?<![\d)]\s*)!|[\s.?])*$/i;

/** A wish without the courtesies around it: what the recognisers of tools match against. */
export function plainWish(text: string): string {
  return text.trim().replace(before, '').replace(after, '');
}
