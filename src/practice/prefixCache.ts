/** Tells how much of a prompt was seen before, as a provider's prompt cache does, without keeping any text. */
import { splitTokens } from './practiceReply.ts';

/** Tokens per cached block; a shorter remainder is never cached. */
const blockTokens = 64;
const maximumBlocks = 4096;

export class PrefixCache {
  readonly #seen = new Set<string>();

  /** Counts the leading tokens of `prompt` that an earlier prompt for `model` began with, then remembers it. */
  cachedTokens(model: string, prompt: string): number {
    const tokens = splitTokens(prompt);
    let cached = 0;
    let hash = hashOf(model);
    for (let end = blockTokens; end <= tokens.length; end += blockTokens) {
      // Chained, so that a block counts as seen only after the same blocks.
      hash = hashOf(tokens.slice(end - blockTokens, end).join(''), hash);
      const key = `${hash}.${end}`;
      if (this.#seen.has(key)) cached = end;
      this.#seen.add(key);
    }
    if (this.#seen.size > maximumBlocks) this.#seen.clear();
    return cached;
  }
}

/** FNV-1a over UTF-16 code units, 32 bits. */
export function hashOf(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
