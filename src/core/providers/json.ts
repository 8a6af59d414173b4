/** Narrowing of parsed JSON: nothing that a server sent is trusted to have the shape it should. */

import { isFitToParse } from './jsonScan.ts';

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
export function parseJson(text: string, mostValues?: number): unknown {
  if (!isFitToParse(text, mostValues)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
