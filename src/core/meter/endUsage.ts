/** What an attempt used, once it is over: exact where the provider said so, else an estimate, never 0. */
import { estimateOutput, estimateText, hiddenBasis, runningUsage, type MeterState } from './meterState.ts';
import { goesBeyondCap, leastCounted } from './received.ts';
import { emptyTally } from './tokenEstimate.ts';
import type { Usage, UsageFlag, UsageReport } from '../model/usage.ts';

export interface EndUsage {
  readonly usage: Usage;
  /** Of the totals; `hiddenEstimated` among the flags speaks of the split alone. */
  readonly provenance: 'exact' | 'estimated';
  readonly flags: readonly UsageFlag[];
}

/** A count of nothing where there was something is a count that the provider failed to make. */
function counted(reported: number | undefined, something: boolean): number | undefined {
  return reported === 0 && something ? undefined : reported;
}

// The text estimate errs by a few per cent: a smaller remainder than this is no sign of thinking.
const noticeableShare = 0.15;
const noticeableTokens = 20;

/** Hidden tokens of an answer whose provider counts all output but not what was hidden. */
function hiddenOf(state: MeterState, output: number, now: number): number | undefined {
  const { visible, hidden } = estimateOutput(state, now);
  if (state.thinking !== emptyTally) return Math.min(output, hidden);
  if (hiddenBasis(state) === undefined) return undefined;
  const rest = output - visible;
  return rest > noticeableShare * output + noticeableTokens ? rest : undefined;
}

/**
 * The usage to settle at. After a good end, or once the finish reason and a whole usage object were
 * seen, the provider's counts stand as they are, unless they were running ones that the answer
 * outgrew, cannot be true, or are less than the text that came. Otherwise input is the provider's
 * where it was seen (some send it first), and output is estimated from the text and the thinking.
 */
export function usageAtEnd(state: MeterState, now: number): EndUsage {
  const at = state.ended?.at ?? now;
  const { report } = state;
  const flags = [...(report?.flags ?? []), ...(goesBeyondCap(state) ? (['capNotKept'] as const) : [])];
  const hasText = state.visible !== emptyTally || state.thinking !== emptyTally;
  const input = counted(report?.usage.input, state.setup.estimatedInput > 0);
  const output = counted(report?.usage.output, hasText);
  const whole = (state.ended?.good === true || state.finished) && !state.outgrown;

  if (report !== undefined && whole && input !== undefined && output !== undefined) {
    if (output < leastCounted(state)) return belowText(state, report, output, flags);
    const hidden = report.usage.hidden ?? hiddenOf(state, output, at);
    const isGuess = hidden !== undefined && report.usage.hidden === undefined;
    return {
      usage: isGuess ? { ...report.usage, hidden } : report.usage,
      provenance: state.doubts.length === 0 ? 'exact' : 'estimated',
      flags: isGuess ? [...flags, 'hiddenEstimated'] : flags,
    };
  }
  const running = runningUsage(state, at);
  const estimate = estimateOutput(state, at);
  const usage = {
    ...running,
    input: input ?? state.setup.estimatedInput,
    output: output === undefined ? estimate.visible + estimate.hidden : running.output,
  };
  const guessed = usage.hidden !== undefined && report?.usage.hidden === undefined;
  return { usage, provenance: 'estimated', flags: guessed ? [...flags, 'hiddenEstimated'] : flags };
}

/** A count that is less than what came: the larger figures, by estimate. */
function belowText(
  state: MeterState,
  report: UsageReport,
  reported: number,
  flags: readonly UsageFlag[],
): EndUsage {
  const text = estimateText(state);
  const output = Math.max(reported, text.visible + text.hidden);
  const thought = state.thinking === emptyTally ? undefined : text.hidden;
  const hidden = Math.max(report.usage.hidden ?? 0, thought ?? 0);
  const isKnown = report.usage.hidden !== undefined || thought !== undefined;
  return {
    usage: { ...report.usage, output, hidden: isKnown ? Math.min(output, hidden) : undefined },
    provenance: 'estimated',
    flags: [...flags, 'outputBelowText', ...(isKnown ? (['hiddenEstimated'] as const) : [])],
  };
}
