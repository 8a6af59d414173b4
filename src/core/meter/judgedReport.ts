/** What a provider reported, held against what was sent, what came and how long it took. Pure. */
import type { Doubt, Usage, UsageFlag, UsageReport } from '../model/usage.ts';

/** Tokens and seconds that bound what an attempt can honestly have used. */
export interface UsageBounds {
  /** The most input that the request itself can be billed (pricing/quote.ts). */
  readonly inputBound: number;
  /** The cap on the wire, thinking included. */
  readonly maxOutputTokens: number;
  /** Estimate of what came: text, thinking text, tool calls. */
  readonly seen: number;
  /** From the sending to now, or to the end. */
  readonly seconds: number;
  /** The model looks things up by itself, and what it finds is billed as input. */
  readonly searches: boolean;
}

export interface JudgedReport {
  /** As the provider sent it, but for the counts that were not believed. */
  readonly report: UsageReport;
  readonly doubts: readonly Doubt[];
}

/** Gateways put instructions of their own in front: the longest known, of coding agents, have some 25 000. */
const addedOnTheWay = 32_768;
/** The largest context there is (Llama 4 Scout). */
const largestContext = 10_000_000;
/** Fastest single stream that anybody claims: 17 000 tokens a second (Taalas HC1, 2026). */
const mostTokensPerSecond = 20_000;
/** So many beyond the cap are how the end is counted, whatever the time. */
const countedAtTheEnd = 64;
/** A provider that goes this far beyond a cap has miscounted, however long it took. */
const mostTimesTheCap = 100;
/** Tokenizers make at most about twice the tokens that the estimate expects. */
const mostTimesTheEstimate = 2;

/**
 * Input: what was sent, and what gateways or searches may add. Output: up to the cap it may be hidden
 * thinking; beyond it, what was seen, or what a provider that ignores its cap can have made in the time.
 */
export function judgeReport(report: UsageReport, bounds: UsageBounds): JudgedReport {
  const flags: UsageFlag[] = [];
  const doubts: Doubt[] = [];
  let usage: Usage = report.usage;
  const { input = 0, output = 0 } = usage;
  const { inputBound, maxOutputTokens: cap, seen, seconds } = bounds;

  const mostInput = inputBound + (bounds.searches ? largestContext : addedOnTheWay);
  if (input > mostInput) {
    // A part of it that was cached is part of what is not believed.
    usage = { input: inputBound, output: usage.output, hidden: usage.hidden };
    flags.push('inputNotBelieved');
    doubts.push({ of: 'input', reported: input, most: inputBound });
  } else if (input > inputBound && !bounds.searches) {
    flags.push('inputAboveBound');
  }

  const inTheTime = Math.min(mostTimesTheCap * cap, cap + countedAtTheEnd + seconds * mostTokensPerSecond);
  if (output > Math.max(cap, mostTimesTheEstimate * seen, inTheTime)) {
    const most = Math.max(cap, seen);
    usage = { ...usage, output: most, hidden: undefined };
    flags.push('outputNotBelieved');
    doubts.push({ of: 'output', reported: output, most });
  }
  if (flags.length === 0) return { report, doubts };
  return { report: { ...report, usage, flags: [...report.flags, ...flags] }, doubts };
}
