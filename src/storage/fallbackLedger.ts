/**
 * Stands in where the durable ledger cannot be opened: what costs nothing goes on, in memory, and
 * everything else is refused rather than left uncounted.
 */
import type { Clock } from '../core/clock.ts';
import type { SwitchyardError } from '../core/errors.ts';
import type { Ledger } from '../core/ledger/ledger.ts';
import { createMemoryLedger } from './memoryLedger.ts';

export function createFallbackLedger(clock: Clock, why: SwitchyardError): Ledger {
  const memory = createMemoryLedger({ clock });
  return {
    ...memory,
    async reserve(request) {
      const free =
        request.task.realm === 'practice' || request.options.every(({ priceState }) => priceState === 'zero');
      if (!free) throw why;
      return memory.reserve(request);
    },
  };
}
