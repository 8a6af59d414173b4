/** The models that the practice server plays, their tempo and how much they think. */
import type { Effort } from '../core/route/route.ts';

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
