/**
 * The provider's usage object as the ledger keeps it: for repair of old rows only its counts matter,
 * and a server must not be able to plant text of a conversation in the ledger.
 */
const longestName = 40;
const deepest = 6;
const mostEntries = 100;
/** The one word that decides a price. */
const wordField = 'service_tier';

/** Keeps numbers, booleans, null and the service tier; drops everything else. */
export function countsOnly(raw: unknown, depth = 0): unknown {
  if (raw === null || typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : undefined;
  if (typeof raw !== 'object' || depth >= deepest) return undefined;
  if (Array.isArray(raw)) return raw.slice(0, mostEntries).map((item) => countsOnly(item, depth + 1));
  const entries = Object.entries(raw).filter(([name]) => name.length <= longestName);
  return Object.fromEntries(
    entries.slice(0, mostEntries).map(([name, value]): [string, unknown] => {
      const isTier = name === wordField && typeof value === 'string' && /^[\w-]{1,20}$/.test(value);
      return [name, isTier ? value : countsOnly(value, depth + 1)];
    }),
  );
}
