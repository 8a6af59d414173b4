/** The models that the practice server plays, their tempo, their prices, and where their answers may go. */
import type { Effort } from '../core/model/route.ts';
import type { Rates } from '../core/model/price.ts';

/**
 * `hidden`: silence, then a usage object with the count of thinking tokens (as at OpenAI).
 * `streamed`: the thinking arrives as `reasoning_content` and usage comes unasked (as at DeepSeek).
 */
export type ThinkingHabit = 'none' | 'hidden' | 'streamed';

export interface PracticeModel {
  readonly id: string;
  readonly thinking: ThinkingHabit;
  readonly firstTokenMs: number;
  readonly tokensPerSecond: number;
}

export const practiceModels: readonly PracticeModel[] = [
  { id: 'fast', thinking: 'none', firstTokenMs: 300, tokensPerSecond: 80 },
  { id: 'reasoning', thinking: 'hidden', firstTokenMs: 400, tokensPerSecond: 80 },
  { id: 'reasoning-open', thinking: 'streamed', firstTokenMs: 400, tokensPerSecond: 80 },
];

/** Thinking at each effort as a share of what the answer takes at `medium`. */
const shareOfEffort: Readonly<Record<Effort, number>> = { none: 0, low: 0.25, medium: 1, high: 2.5 };

export function thinkingTokens(model: PracticeModel, atMedium: number, effort: Effort): number {
  return model.thinking === 'none' ? 0 : Math.round(atMedium * shareOfEffort[effort]);
}

/** Thinking tokens per second: quick for a real model, so that nobody waits long for a demonstration. */
export const practiceThinkingRate = 250;

export function thinkingMs(tokens: number): number {
  return Math.round((tokens / practiceThinkingRate) * 1000);
}

/**
 * Rates of a typical fast and reasoning pair, in dollars per million tokens, so that a practice run shows
 * what such a request would cost. Displayed as practice, never charged.
 */
const reasoningRates: Rates = { input: 2, cacheRead: 0.5, output: 8 };

/** By model id of the practice provider. */
export const practicePrices: Readonly<Record<string, Rates>> = {
  fast: { input: 0.15, cacheRead: 0.075, output: 0.6 },
  reasoning: reasoningRates,
  'reasoning-open': reasoningRates,
};

// Where canned text may go: nobody's own file is ever changed by practice.

/** Stands at the root of the sample workspace and marks it. */
export const sampleMarkerFile = '.switchyard-sample';

export interface PracticeTarget {
  /** Scheme of the document's URI. */
  readonly scheme: string;
  /** Whether the workspace folder that holds the document has `sampleMarkerFile` at its root. */
  readonly isInSampleWorkspace: boolean;
}

/** `untitledDocument`: show the text in a new untitled document instead and leave the target alone. */
export type PracticePlacement = 'inPlace' | 'untitledDocument';

export function practicePlacement(target: PracticeTarget): PracticePlacement {
  return target.scheme === 'untitled' || target.isInSampleWorkspace ? 'inPlace' : 'untitledDocument';
}
