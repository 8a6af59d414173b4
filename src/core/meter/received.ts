/** What has certainly come, and whether it is more than was allowed. A guess from seconds has no part in it. */
import type { NanoUsd } from '../model/money.ts';
import { costAtPrice } from '../pricing/rateArithmetic.ts';
import { runningUsage, type MeterState } from './meterState.ts';
import { leastTokensOf } from './tokenEstimate.ts';

/** What a stream went beyond, and how far it had come. */
export type Overrun =
  | { readonly limit: 'cap'; readonly tokens: number; readonly cap: number }
  | { readonly limit: 'hold'; readonly cost: NanoUsd; readonly hold: NanoUsd };

/**
 * Tokens by which an honest count may lie below the least of the estimate: the ends of runs, the
 * marks of a tool call, a summary of thinking that is longer than a short thought.
 */
const capSlack = 256;
/** The same for an answer whose count is known: a tool call of a few words was counted as 1 (grok-beta). */
const countSlack = 32;
/** What is shown as thinking may be a summary, with words of its own: twice the count was recorded. */
const summaryShare = 0.5;

/**
 * Tokens of what came, by the leanest tokenizer in use, or by this model's own where it is leaner.
 * @param share of the thinking text that surely was counted as output
 */
function leastOf({ setup, visible, thinking }: MeterState, share: number): number {
  // What a model that searches shows as its thinking holds what it found: input, not output.
  const thought = setup.searches ? 0 : share * leastTokensOf(thinking);
  return Math.min(1, setup.calibration.factor) * (leastTokensOf(visible) + thought);
}

/** A count of output below this cannot be that of the text which came. */
export function leastCounted(state: MeterState): number {
  return leastOf(state, summaryShare) - countSlack;
}

/** Tokens beyond the cap, by what came or by the provider's own running count; undefined within it. */
function tokensBeyondCap(state: MeterState): number | undefined {
  const { maxOutputTokens } = state.setup;
  const { report } = state;
  // A count that was put together from other figures proves nothing.
  const isOwn = report !== undefined && !report.flags.some((flag) => unsure.has(flag));
  const tokens = Math.max(leastOf(state, 1), isOwn ? (report.usage.output ?? 0) : 0);
  return tokens > maxOutputTokens + capSlack ? tokens : undefined;
}

const unsure: ReadonlySet<string> = new Set(['derivedFromTotal', 'totalsDisagree', 'outputNotBelieved']);

/** Whether the cap on the wire was surely not kept. */
export function goesBeyondCap(state: MeterState): boolean {
  return tokensBeyondCap(state) !== undefined;
}

/**
 * Why a stream must be cut now. The hold is the worst case of the cap and at most what the tightest
 * budget that blocks had left (budget/admission.ts): text within the cap stays within both, so that
 * only what the provider itself reports as it runs can pass the hold.
 */
export function overrunOf(state: MeterState, now: number): Overrun | undefined {
  const { maxOutputTokens: cap, hold, price } = state.setup;
  const tokens = tokensBeyondCap(state);
  if (tokens !== undefined) return { limit: 'cap', tokens: Math.round(tokens), cap };
  if (!state.reportIsRunning || hold === undefined || state.report?.usage.input === undefined)
    return undefined;
  const cost = costAtPrice(price, { ...runningUsage(state, now), ...state.report.usage }, 'halfUp');
  return cost !== undefined && cost > hold ? { limit: 'hold', cost, hold } : undefined;
}
