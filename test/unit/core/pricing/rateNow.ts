import type { ModelPrice } from '@pydantic/genai-prices';

/** Of a short request. */
export function rateNow(entry: ModelPrice[string]): number | undefined {
  return typeof entry === 'object' ? entry.base : entry;
}
