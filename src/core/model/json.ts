/** JSON that somebody else wrote: nothing that a server sent is trusted to have the shape it should, or an end. */
import { deepestNesting, mostValues } from './replyLimits.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The objects among the elements of an array; everything else is passed over. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return asArray(value).filter(isObject);
}

/** undefined also for the empty string, which servers send where they mean nothing. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @param path field names joined by dots, e.g. `prompt_tokens_details.cached_tokens` */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split('.')) current = asObject(current)?.[name];
  return current;
}

/** undefined where `text` is not JSON, or none that may be parsed; JSON `null` stays null. */
export function parseJson(text: string, most?: number): unknown {
  if (!isFitToParse(text, most)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where JSON ends, and whether it may be parsed, told without parsing it. */
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
function isFitToParse(text: string, most = mostValues): boolean {
  const scan = new JsonScan(most);
  const start = text.search(/[^\s\uFEFF]/);
  if (start >= 0 && !/[[{]/.test(text.charAt(start))) return true;
  scan.push(text);
  return !scan.isExcessive;
}
