/** What this machine's own rows teach about models and classes: pure functions over plain rows. */
import { nanoUsd, type NanoUsd } from '../model/money.ts';
import type { RequestClass, Tier } from '../model/request.ts';
import type { Effort } from '../model/route.ts';
import { learnCalibration, type Calibration } from './calibration.ts';
import type { ThinkingRate } from './meterState.ts';

/** One settled attempt, oldest first in every list. Leave out what was not the provider's own count. */
export interface LearnedRow {
  /** `provider/model`. */
  readonly model: string;
  readonly class: RequestClass;
  readonly tier: Tier;
  readonly effort?: Effort | undefined;
  /** Uncorrected estimate of the prompt (tokenEstimate.ts). */
  readonly estimatedInput?: number | undefined;
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly hidden?: number | undefined;
  readonly firstTokenMs?: number | undefined;
  readonly thinkingMs?: number | undefined;
  readonly totalMs?: number | undefined;
  readonly cost?: NanoUsd | undefined;
}

/** A model as it is put to use: one model may serve both tiers, at efforts that are far apart. */
export interface ModelUse {
  /** `provider/model`. */
  readonly model: string;
  readonly tier: Tier;
  readonly effort: Effort;
}

const rowsToTrust = { rate: 3, latency: 5, cost: 3, costRange: 8, output: 20 };
/** Models and habits change: what is older than this many rows of a kind teaches nothing more. */
const memory = 200;

// Between the 50 to 150 tokens a second at which reasoning models are commonly served.
const defaultThinkingTokensPerSecond = 80;
export const defaultThinkingRate: ThinkingRate = {
  tokensPerSecond: defaultThinkingTokensPerSecond,
  basis: 'default',
};

function known<T>(values: readonly (T | undefined)[]): readonly T[] {
  return values.filter((value) => value !== undefined).slice(-memory);
}

function ofModel(rows: readonly LearnedRow[], model: string): readonly LearnedRow[] {
  return rows.filter((row) => row.model === model);
}

function onTier(
  rows: readonly LearnedRow[],
  { model, tier }: Omit<ModelUse, 'effort'>,
): readonly LearnedRow[] {
  return rows.filter((row) => row.model === model && row.tier === tier);
}

/**
 * Median of hidden tokens ÷ seconds of thinking, over attempts that thought for a second or more. What
 * a model does at effort none is told by its rows at effort none alone, where it was silent till the
 * first token.
 */
export function learnThinkingRate(rows: readonly LearnedRow[], model: string, effort: Effort): ThinkingRate {
  const alike = ofModel(rows, model).filter((row) => (row.effort === 'none') === (effort === 'none'));
  const rates = known(
    alike.map(({ hidden = 0, thinkingMs = 0, firstTokenMs = 0 }) => {
      const ms = thinkingMs > 0 ? thinkingMs : firstTokenMs;
      return hidden > 0 && ms >= 1000 ? hidden / (ms / 1000) : undefined;
    }),
  );
  const middle = quantile(rates, 0.5);
  if (middle === undefined || rates.length < rowsToTrust.rate) return defaultThinkingRate;
  return { tokensPerSecond: middle, basis: 'learned' };
}

export function learnModelCalibration(rows: readonly LearnedRow[], model: string): Calibration {
  return learnCalibration(
    known(
      ofModel(rows, model).map(({ estimatedInput, input }) =>
        estimatedInput === undefined || input === undefined ? undefined : { estimatedInput, input },
      ),
    ),
  );
}

export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly samples: number;
}

/**
 * Ms from the sending to the first visible token, or to the end, of the effort that is asked about, or
 * of the whole tier where that effort has too few rows; undefined where the tier has too few as well.
 */
export function learnLatency(
  rows: readonly LearnedRow[],
  use: ModelUse,
  which: 'firstTokenMs' | 'totalMs',
): Latency | undefined {
  const ofTier = onTier(rows, use);
  const ofEffort = ofTier.filter(({ effort }) => effort === use.effort);
  return latencyOf(ofEffort, which) ?? latencyOf(ofTier, which);
}

function latencyOf(rows: readonly LearnedRow[], which: 'firstTokenMs' | 'totalMs'): Latency | undefined {
  const times = known(rows.map((row) => row[which]));
  const p50 = quantile(times, 0.5);
  const p95 = quantile(times, 0.95);
  if (p50 === undefined || p95 === undefined || times.length < rowsToTrust.latency) return undefined;
  return { p50, p95, samples: times.length };
}

/** Median seconds and cost of a class at one effort: another's would mislead; undefined with too few rows. */
export function learnTypical(
  rows: readonly LearnedRow[],
  requestClass: RequestClass,
  use: ModelUse,
): { readonly seconds: number; readonly cost: NanoUsd | undefined } | undefined {
  const alike = onTier(rows, use).filter(
    ({ class: own, effort }) => own === requestClass && effort === use.effort,
  );
  const times = known(alike.map((row) => row.totalMs));
  const middle = quantile(times, 0.5);
  if (middle === undefined || times.length < rowsToTrust.cost) return undefined;
  const costs = known(alike.map((row) => row.cost));
  const cost = costs.length < rowsToTrust.cost ? undefined : quantile(costs, 0.5);
  return { seconds: middle / 1000, cost: cost === undefined ? undefined : nanoUsd(cost) };
}

/** First and third quartile of what a class cost on a model's tier; undefined with too few rows. */
export function learnCostRange(
  rows: readonly LearnedRow[],
  requestClass: RequestClass,
  use: Omit<ModelUse, 'effort'>,
): { readonly low: NanoUsd; readonly high: NanoUsd } | undefined {
  const alike = onTier(rows, use).filter((row) => row.class === requestClass);
  const costs = known(alike.map((row) => row.cost));
  const [low, high] = [quantile(costs, 0.25), quantile(costs, 0.75)];
  if (low === undefined || high === undefined || costs.length < rowsToTrust.costRange) return undefined;
  return { low: nanoUsd(low), high: nanoUsd(high) };
}

/** p95 of the output tokens, hidden included, that a class needed at one effort; undefined under 20 rows. */
export function learnOutputP95(
  rows: readonly LearnedRow[],
  requestClass: RequestClass,
  use: ModelUse,
): number | undefined {
  const alike = onTier(rows, use).filter(
    ({ class: own, effort }) => own === requestClass && effort === use.effort,
  );
  const outputs = known(alike.map((row) => row.output));
  return outputs.length < rowsToTrust.output ? undefined : quantile(outputs, 0.95);
}

export interface EstimatorError {
  readonly model: string;
  readonly samples: number;
  /** Signed mean of (estimate − actual) ÷ actual. */
  readonly bias: number;
  /** Mean and 95th percentile of its size. */
  readonly mean: number;
  readonly p95: number;
}

/**
 * How far the calibrated estimate of the input was off, per model: each row is judged by what the
 * rows before it had taught, as it was when the row was sent.
 */
export function estimatorErrors(rows: readonly LearnedRow[]): readonly EstimatorError[] {
  const byModel = Map.groupBy(rows, (row) => row.model);
  return [...byModel].flatMap(([model, own]) => {
    const errors = own.flatMap(({ estimatedInput, input }, index) => {
      if (estimatedInput === undefined || input === undefined || input === 0) return [];
      const { overhead, factor } = learnModelCalibration(
        own.slice(Math.max(0, index - memory), index),
        model,
      );
      return [(overhead + factor * estimatedInput - input) / input];
    });
    const sizes = errors.map(Math.abs);
    const p95 = quantile(sizes, 0.95);
    if (p95 === undefined) return [];
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    return [{ model, samples: errors.length, bias: mean(errors), mean: mean(sizes), p95 }];
  });
}

/** The smallest value that at least `share` (0 to 1) of the values do not exceed; nearest rank. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
