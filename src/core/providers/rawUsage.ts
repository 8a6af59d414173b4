import { asObject, type JsonObject } from './json.ts';

const maxDepth = 4;
const maxFields = 40;
const fieldName = /^\w{1,64}$/;

/**
 * A usage object cut down to numbers and flags, fit to be kept in the ledger: a server can put text
 * anywhere, and text is never kept.
 */
export function countsOnly(usage: JsonObject, depth = 1): JsonObject {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(usage).slice(0, maxFields)) {
    if (!fieldName.test(name)) continue;
    const child = asObject(value);
    if (child !== undefined) {
      if (depth < maxDepth) kept[name] = countsOnly(child, depth + 1);
    } else if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
      kept[name] = value;
    }
  }
  return kept;
}
