/** Meters and events that the meter's tests share. */
import fc from 'fast-check';
import {
  createLiveMeter,
  type LiveMeter,
  type LiveMeterOptions,
} from '../../../../src/core/meter/liveMeter.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import type { Usage, UsageReport } from '../../../../src/core/model/usage.ts';
import type { ProviderEvent } from '../../../../src/core/model/provider.ts';
import { knownPrice } from '../pricing/pricedModels.ts';
import { createFakeClock, type FakeClock } from '../../storage/ledgerFixtures.ts';

export const rates = { input: 1, cacheRead: 0.1, output: 10 };

export function startedMeter(changes: Partial<LiveMeterOptions> = {}): {
  meter: LiveMeter;
  clock: FakeClock;
} {
  const clock = createFakeClock();
  const meter = createLiveMeter({
    clock,
    estimatedInput: 500,
    calibration: { overhead: 10, factor: 1, samples: 0 },
    thinkingRate: { tokensPerSecond: 100, basis: 'learned' },
    thinks: false,
    price: knownPrice(rates),
    maxOutputTokens: 16_000,
    inputBound: 5_000,
    searches: false,
    hold: nanoUsd(165_000_000),
    mostBill: nanoUsd(1_650_000_000),
    ...changes,
  });
  return { meter, clock };
}

export function text(said: string): ProviderEvent {
  return { type: 'text', text: said };
}
export function thinking(thought: string): ProviderEvent {
  return { type: 'thinking', text: thought };
}
export function usage(
  counts: Usage,
  changes: Partial<UsageReport> = {},
): Extract<ProviderEvent, { type: 'usage' }> {
  return { type: 'usage', report: { usage: counts, flags: [], raw: {}, ...changes } };
}
export const finish: ProviderEvent = { type: 'finish', reason: 'stop', raw: 'stop' };
export const hiddenThinking: ProviderEvent = { type: 'hiddenThinking' };

/** So many words; up to seventy of them, each is one token to the estimator. */
export function words(count: number): string {
  return ' word'.repeat(count);
}

const someText = fc.string({ unit: 'binary', maxLength: 200 });
const runningUsage = fc
  .record({ input: fc.nat(5000), output: fc.nat(5000), thought: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ input, output, thought }) => usage({ input, output, hidden: Math.floor(output * thought) }));

/** Any events a provider may send, with the ms that pass before each. */
export const anyEvents: fc.Arbitrary<readonly { readonly afterMs: number; readonly event: ProviderEvent }[]> =
  fc.array(
    fc.record({
      afterMs: fc.nat(3000),
      event: fc.oneof(
        someText.map(text),
        someText.map(thinking),
        fc.constant(hiddenThinking),
        runningUsage,
        someText.map((argumentsDelta): ProviderEvent => ({ type: 'toolCall', index: 0, argumentsDelta })),
        fc.constant<ProviderEvent>({ type: 'response', id: 'r1' }),
        fc.constant(finish),
      ),
    }),
    { maxLength: 40 },
  );
