/** Waits until what is claimed holds, in vitest; polls by `expect.poll` have the same patience, see vitest.config.ts. */
import { vi } from 'vitest';
import { patience } from './patience.ts';

/** @throws what `claim` threw last, once patience is at its end. */
export function eventually<Value>(claim: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(claim, { timeout: patience.event, interval: 20 });
}
