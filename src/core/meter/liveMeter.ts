/**
 * The meter of one running attempt: feed it events, read it at any time, be told as it turns. Its reading is
 * pure.
 */
import type { Count, Doubt, Provenance, Usage } from '../model/usage.ts';
import type { Clock } from '../model/ports.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { usageAtEnd, type EndUsage } from './endUsage.ts';
import {
  endMeter,
  meterEvent,
  startMeter,
  type MeterSetup,
  type MeterState,
  hiddenBasis,
  runningUsage,
  shownOutput,
  thinkingMsAt,
} from './meterState.ts';
import { leastCounted, overrunOf, type Overrun } from './received.ts';
import { chooseCost, type SettledCost } from '../pricing/cost.ts';
import type { NanoUsd } from '../model/money.ts';
import { costAtPrice } from '../pricing/rateArithmetic.ts';
import { priceAsServed } from '../pricing/serviceTier.ts';

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

// What the meter shows at a moment: a pure reading of its state.

interface HiddenCount extends Count {
  /**
   * Where it comes from: the provider, the thinking text, or seconds of thinking × the model's rate
   * (its own, or the labelled default).
   */
  readonly basis: 'reported' | 'text' | 'seconds' | 'secondsAtDefaultRate' | 'remainder' | undefined;
}

type MeterPhase = 'waiting' | 'thinking' | 'answering' | 'done' | 'stopped';

export interface MeterReading {
  readonly phase: MeterPhase;
  readonly seconds: number;
  readonly input: Count;
  readonly cacheRead: Count;
  readonly visible: Count;
  readonly hidden: HiddenCount;
  /** The same figures as one usage object; estimates included. */
  readonly usage: Usage;
  /** undefined where the price is unknown or the use included. */
  readonly cost: NanoUsd | undefined;
  readonly provenance: Provenance;
  readonly firstTokenMs: number | undefined;
  /** undefined where nothing hints at thinking. */
  readonly thinkingMs: number | undefined;
  /** Output, hidden included, per second of generating; undefined in the first half second of it. */
  readonly tokensPerSecond: number | undefined;
}

function phaseAt(state: MeterState, now: number): MeterPhase {
  if (state.ended !== undefined) return state.ended.good ? 'done' : 'stopped';
  if (state.thinkingSince !== undefined && state.thinkingSince <= now) return 'thinking';
  return state.firstTokenAt === undefined ? 'waiting' : 'answering';
}

function costOf(state: MeterState, usage: Usage, estimated: boolean): SettledCost {
  const { report, serviceTier, setup } = state;
  const { price, isGuess } = priceAsServed(setup.price, report?.serviceTier ?? serviceTier);
  const computed = costAtPrice(price, usage, 'halfUp');
  return chooseCost({
    billed: report?.billed,
    computed,
    price,
    mostBill: setup.mostBill,
    estimated,
    isGuess,
  });
}

function tokensPerSecond(state: MeterState, output: number, now: number): number | undefined {
  const { firstTokenAt } = state;
  const answeringMs = firstTokenAt === undefined ? 0 : now - firstTokenAt;
  // Thinking that resumed after the first text lies within the answering time already.
  const beforeMs = firstTokenAt === undefined ? thinkingMsAt(state, now) : thoughtBefore(state);
  const ms = answeringMs + beforeMs;
  return ms < 500 || output === 0 ? undefined : output / (ms / 1000);
}

/** Thinking ahead of the first text. */
function thoughtBefore(state: MeterState): number {
  const wait = (state.firstTokenAt ?? state.startedAt) - state.startedAt;
  return Math.min(state.thoughtMs, wait);
}

function figures(state: MeterState, now: number): { usage: Usage; exact: boolean; hiddenExact: boolean } {
  if (state.ended !== undefined) {
    const { usage, provenance, flags } = usageAtEnd(state, now);
    const exact = provenance === 'exact';
    return { usage, exact, hiddenExact: exact && !flags.includes('hiddenEstimated') };
  }
  const running = runningUsage(state, now);
  const { visible, hidden } = shownOutput(state, now);
  const usage = {
    ...running,
    output: visible + hidden,
    hidden: running.hidden === undefined ? undefined : hidden,
  };
  return { usage, exact: false, hiddenExact: false };
}

function hiddenCount(state: MeterState, tokens: number | undefined, exact: boolean): HiddenCount {
  if (tokens === undefined) return { tokens, exact: false, basis: undefined };
  const basis = hiddenBasis(state);
  if (basis !== 'seconds') return { tokens, exact, basis };
  if (state.ended?.good === true) return { tokens, exact, basis: 'remainder' };
  const learned = state.setup.thinkingRate.basis === 'learned';
  return { tokens, exact, basis: learned ? 'seconds' : 'secondsAtDefaultRate' };
}

function readMeter(state: MeterState, time: number): MeterReading {
  const now = state.ended?.at ?? time;
  const { usage, exact, hiddenExact } = figures(state, now);
  const output = usage.output ?? 0;
  const { cost, provenance } = costOf(state, usage, !exact);
  const inputExact = state.report?.usage.input !== undefined && usage.input === state.report.usage.input;
  return {
    phase: phaseAt(state, now),
    seconds: Math.max(0, now - state.startedAt) / 1000,
    input: { tokens: usage.input, exact: inputExact },
    cacheRead: { tokens: usage.cacheRead, exact: usage.cacheRead !== undefined },
    visible: { tokens: output - (usage.hidden ?? 0), exact: hiddenExact && usage.hidden !== undefined },
    hidden: hiddenCount(state, usage.hidden, hiddenExact),
    usage,
    cost,
    provenance,
    firstTokenMs: state.firstTokenAt === undefined ? undefined : state.firstTokenAt - state.startedAt,
    thinkingMs: hiddenBasis(state) === undefined ? undefined : thinkingMsAt(state, now),
    tokensPerSecond: tokensPerSecond(state, output, now),
  };
}
