/** How the practice models count and stream text: short, lossless pieces. No real tokenizer is imitated. */

/** Splits into tokens of roughly four characters; joined they are `text` again. */
export function splitTokens(text: string): readonly string[] {
  return text.match(/\s*(?:\p{L}{1,6}|\p{N}{1,3}|[^\s\p{L}\p{N}])|\s+/gu) ?? [];
}

export function countTokens(text: string): number {
  return splitTokens(text).length;
}
