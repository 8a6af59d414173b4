/** The meter of one running attempt: feed it events, read it at any time, be told as it turns. */
import type { Clock } from '../clock.ts';
import type { ProviderEvent } from '../providers/provider.ts';
import { usageAtEnd, type EndUsage } from './endUsage.ts';
import type { Doubt } from './judgedReport.ts';
import { readMeter, type MeterReading } from './meterReading.ts';
import { endMeter, meterEvent, startMeter, type MeterSetup, type MeterState } from './meterState.ts';
import { leastCounted, overrunOf, type Overrun } from './received.ts';

export type { Count, HiddenCount, MeterPhase, MeterReading } from './meterReading.ts';
export type { MeterSetup, ThinkingRate } from './meterState.ts';

export interface LiveMeterOptions extends MeterSetup {
  readonly clock: Clock;
  /** Called at most ten times a second, and once more after the last change. */
  readonly onReading?: ((reading: MeterReading) => void) | undefined;
}

export interface LiveMeter {
  push(event: ProviderEvent): void;
  /** `good`: the response came to its own end. Later events and ends change nothing. */
  end(good: boolean): void;
  reading(): MeterReading;
  /** Why the stream must be cut now; undefined while all is within its limits. */
  overrun(): Overrun | undefined;
  /** Counts of the last report that were not believed. */
  doubts(): readonly Doubt[];
  /** A count of output below it cannot be that of the text which came. */
  leastOutput(): number;
  /** What to settle at. */
  usageAtEnd(): EndUsage;
}

const betweenReadingsMs = 100;
// With nothing new, seconds and the hidden estimate still move: four times a second is enough.
const betweenTicksMs = 250;

export function createLiveMeter(options: LiveMeterOptions): LiveMeter {
  const { clock, onReading } = options;
  let state = startMeter(options, clock.monotonic());
  let lastAt = Number.NEGATIVE_INFINITY;
  let timer: { readonly at: number; readonly cancel: () => void } | undefined;

  function emitAt(at: number): void {
    if (onReading === undefined || (timer !== undefined && timer.at <= at)) return;
    timer?.cancel();
    timer = { at, cancel: clock.schedule(emit, Math.max(0, at - clock.monotonic())) };
  }

  function emit(): void {
    timer = undefined;
    lastAt = clock.monotonic();
    onReading?.(readMeter(state, lastAt));
    if (state.ended === undefined) emitAt(lastAt + betweenTicksMs);
  }

  function become(next: MeterState): void {
    if (next === state) return;
    state = next;
    emitAt(Math.max(clock.monotonic(), lastAt + betweenReadingsMs));
  }

  emitAt(clock.monotonic());
  return {
    push: (event) => become(meterEvent(state, event, clock.monotonic())),
    end: (good) => become(endMeter(state, good, clock.monotonic())),
    reading: () => readMeter(state, clock.monotonic()),
    overrun: () => overrunOf(state, clock.monotonic()),
    doubts: () => state.doubts,
    leastOutput: () => leastCounted(state),
    usageAtEnd: () => usageAtEnd(state, clock.monotonic()),
  };
}
