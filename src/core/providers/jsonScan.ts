/** Where JSON ends, and whether it may be parsed, told without parsing it. */
import { deepestNesting, mostValues } from './replyLimits.ts';

const quote = 34;
const comma = 44;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Goes once through the text of an object or array, in pieces of any size. It checks no grammar: that
 * is the parser's, which takes seconds for megabytes of brackets and is to see none of them.
 */
export class JsonScan {
  #depth = 0;
  #values = 0;
  #inString = false;
  #escaped = false;
  readonly #mostValues: number;

  constructor(most = mostValues) {
    this.#mostValues = most;
  }

  /** Nested too deeply, or too many values: to be left unparsed. */
  get isExcessive(): boolean {
    return this.#depth > deepestNesting || this.#values > this.#mostValues;
  }

  /** A line cannot break inside a string: JSON that does so is broken. */
  get isInString(): boolean {
    return this.#inString;
  }

  /** @returns where in `text` the outermost object or array ends; undefined where it goes on */
  push(text: string): number | undefined {
    for (let at = 0; at < text.length && !this.isExcessive; at += 1) {
      if (this.#inString) {
        at = this.#endOfString(text, at);
        continue;
      }
      switch (text.charCodeAt(at)) {
        case quote:
          this.#inString = true;
          break;
        case comma:
          this.#values += 1;
          break;
        case openBrace:
        case openBracket:
          this.#values += 1;
          this.#depth += 1;
          break;
        case closeBrace:
        case closeBracket:
          this.#depth -= 1;
          if (this.#depth <= 0) return at + 1;
          break;
      }
    }
    return undefined;
  }

  /** Index of the closing quote, or the end of the text where there is none. */
  #endOfString(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) {
        this.#inString = false;
        return at;
      }
    }
    return text.length;
  }
}

/** Whether `text`, of any shape, may be given to a JSON parser. */
export function isFitToParse(text: string, most = mostValues): boolean {
  const scan = new JsonScan(most);
  const start = text.search(/[^\s\uFEFF]/);
  if (start >= 0 && !/[[{]/.test(text.charAt(start))) return true;
  scan.push(text);
  return !scan.isExcessive;
}
