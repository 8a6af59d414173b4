/** What the meter knows of a running attempt, as data: events in, state out. */
import type { NanoUsd } from '../model/money.ts';
import type { Price } from '../model/price.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { calibratedText, type Calibration } from './calibration.ts';
import { judgeReport, type UsageBounds } from './judgedReport.ts';
import { emptyTally, tally, tokensOf, type TokenTally } from './tokenEstimate.ts';
import type { ServiceTier, Usage, UsageReport, Doubt } from '../model/usage.ts';

/** How fast a model thinks; `default` where too few of its rows are known. */
export interface ThinkingRate {
  readonly tokensPerSecond: number;
  readonly basis: 'learned' | 'default';
}

export interface MeterSetup extends Pick<UsageBounds, 'inputBound' | 'maxOutputTokens' | 'searches'> {
  /** Input tokens by calibrated estimate. */
  readonly estimatedInput: number;
  readonly calibration: Calibration;
  readonly thinkingRate: ThinkingRate;
  /** Asked to, or known to think unasked: time before the first text is then taken for thinking. */
  readonly thinks: boolean;
  /** The provider streams thinking as text, so that silence is not thinking but waiting. */
  readonly showsThinking?: boolean | undefined;
  readonly price: Price;
  /** What is held for it; undefined where no price is known. */
  readonly hold: NanoUsd | undefined;
  /** No bill above it is believed (pricing/quote.ts). */
  readonly mostBill: NanoUsd;
}

export interface MeterState {
  readonly setup: MeterSetup;
  /** Monotonic ms, like all times here. */
  readonly startedAt: number;
  readonly visible: TokenTally;
  readonly thinking: TokenTally;
  /** The provider said that it thinks without showing what. */
  readonly saysItThinks: boolean;
  /** Finished spans of thinking. */
  readonly thoughtMs: number;
  /** Since when it thinks; may lie a little ahead while the prompt is still on its way. */
  readonly thinkingSince: number | undefined;
  readonly firstTokenAt: number | undefined;
  /** As said before there was a report. */
  readonly serviceTier: ServiceTier | undefined;
  /** The last one; counts that cannot be true are replaced. */
  readonly report: UsageReport | undefined;
  /** What was replaced in it. */
  readonly doubts: readonly Doubt[];
  /** What the estimates said when `report` came: what they add since then is not in it. */
  readonly atReport: OutputEstimate;
  /** The provider said of `report` that the answer went on after it. */
  readonly reportIsRunning: boolean;
  /** `report` was a running one and more has been said since, so it is not the last word. */
  readonly outgrown: boolean;
  /** A finish reason was seen. */
  readonly finished: boolean;
  /** Shown before, so never less while it runs. */
  readonly shown: OutputEstimate;
  readonly ended: { readonly at: number; readonly good: boolean } | undefined;
}

export interface OutputEstimate {
  readonly visible: number;
  readonly hidden: number;
}

// Until then the prompt travels and is read; models that don't think answer at about that time.
const promptMs = 600;
const nothingYet: OutputEstimate = { visible: 0, hidden: 0 };

export function startMeter(setup: MeterSetup, now: number): MeterState {
  return {
    setup,
    startedAt: now,
    visible: emptyTally,
    thinking: emptyTally,
    saysItThinks: false,
    thoughtMs: 0,
    thinkingSince: setup.thinks && setup.showsThinking !== true ? now + promptMs : undefined,
    firstTokenAt: undefined,
    serviceTier: undefined,
    report: undefined,
    doubts: [],
    atReport: nothingYet,
    reportIsRunning: false,
    outgrown: false,
    finished: false,
    shown: nothingYet,
    ended: undefined,
  };
}

export function thinkingMsAt(state: MeterState, now: number): number {
  const since = state.thinkingSince;
  return state.thoughtMs + (since === undefined ? 0 : Math.max(0, now - since));
}

function hasThinkingText(state: MeterState): boolean {
  return state.thinking !== emptyTally;
}

/** Silence counts as thinking where the provider says so, or where effort was asked for and nothing is shown. */
function countsSeconds(state: MeterState): boolean {
  const { thinks, showsThinking } = state.setup;
  return state.saysItThinks || (thinks && showsThinking !== true && !hasThinkingText(state));
}

/** Where the hidden count of a running attempt comes from; undefined: nothing hints at thinking. */
export function hiddenBasis(state: MeterState): 'reported' | 'text' | 'seconds' | undefined {
  if (state.report?.usage.hidden !== undefined) return 'reported';
  if (countsSeconds(state)) return 'seconds';
  return hasThinkingText(state) ? 'text' : undefined;
}

/** Output by the text that came alone, be it shown or thinking. */
export function estimateText({ setup, visible, thinking }: MeterState): OutputEstimate {
  return {
    visible: calibratedText(setup.calibration, tokensOf(visible)),
    hidden: calibratedText(setup.calibration, tokensOf(thinking)),
  };
}

/** Output by text and by seconds alone, whatever was reported. */
export function estimateOutput(state: MeterState, now: number): OutputEstimate {
  const { thinkingRate, maxOutputTokens } = state.setup;
  const { visible, hidden: byText } = estimateText(state);
  const seconds = countsSeconds(state) ? thinkingMsAt(state, now) / 1000 : 0;
  const bySeconds = Math.min(
    Math.round(seconds * thinkingRate.tokensPerSecond),
    Math.max(0, maxOutputTokens - visible),
  );
  return { visible, hidden: Math.max(byText, bySeconds) };
}

/**
 * Usage so far: the last report and what has come since by estimate; all by estimate before one.
 * `hidden` is undefined where nothing hints at thinking.
 */
export function runningUsage(state: MeterState, now: number): Usage {
  const reported = state.report?.usage;
  const estimate = estimateOutput(state, now);
  const sinceVisible = Math.max(0, estimate.visible - state.atReport.visible);
  const sinceHidden = Math.max(0, estimate.hidden - state.atReport.hidden);
  const output =
    reported?.output === undefined
      ? estimate.visible + estimate.hidden
      : reported.output + sinceVisible + sinceHidden;
  const hidden = reported?.hidden === undefined ? estimate.hidden : reported.hidden + sinceHidden;
  return {
    ...reported,
    input: reported?.input ?? state.setup.estimatedInput,
    output,
    hidden: hiddenBasis(state) === undefined ? undefined : Math.min(hidden, output),
  };
}

function outputOf({ output = 0, hidden = 0 }: Usage): OutputEstimate {
  return { visible: output - hidden, hidden };
}

/** What a reading shows of the output: never less than it showed before, while it runs. */
export function shownOutput(state: MeterState, now: number): OutputEstimate {
  const { visible, hidden } = outputOf(runningUsage(state, now));
  return {
    visible: Math.max(visible, state.shown.visible),
    hidden: Math.max(hidden, state.shown.hidden),
  };
}

function beginThinking(state: MeterState, now: number): MeterState {
  const since = state.thinkingSince;
  return since !== undefined && since <= now ? state : { ...state, thinkingSince: now };
}

function stopThinking(state: MeterState, now: number): MeterState {
  return { ...state, thoughtMs: thinkingMsAt(state, now), thinkingSince: undefined };
}

function say(state: MeterState, text: string, now: number): MeterState {
  if (text === '') return state;
  return {
    ...stopThinking(state, now),
    visible: tally(state.visible, text),
    outgrown: state.reportIsRunning,
    firstTokenAt: state.firstTokenAt ?? now,
  };
}

function apply(state: MeterState, event: ProviderEvent, now: number): MeterState {
  switch (event.type) {
    case 'text':
      return say(state, event.text, now);
    case 'refusal':
      return say(state, event.text, now);
    case 'toolCall':
      return say(state, `${event.name ?? ''}${event.argumentsDelta}`, now);
    case 'thinking':
      if (event.text === '') return state;
      return {
        ...beginThinking(state, now),
        thinking: tally(state.thinking, event.text),
        outgrown: state.reportIsRunning,
      };
    case 'hiddenThinking':
      return { ...beginThinking(state, now), saysItThinks: true };
    case 'textWasThinking': {
      // The seconds since the first text were thinking after all.
      const thoughtMs = Math.max(state.thoughtMs, now - (state.firstTokenAt ?? now));
      const thinking = tally(state.thinking, event.text);
      return { ...state, visible: emptyTally, thinking, thoughtMs, firstTokenAt: undefined };
    }
    case 'usage':
      return {
        ...state,
        ...judgeReport(event.report, boundsAt(state, now)),
        reportIsRunning: event.isRunning === true,
        outgrown: false,
        atReport: estimateOutput(state, now),
      };
    case 'finish':
      return { ...stopThinking(state, now), finished: true };
    case 'line':
      return state;
    case 'response':
      return { ...state, serviceTier: event.serviceTier ?? state.serviceTier };
  }
}

function boundsAt(state: MeterState, now: number): UsageBounds {
  const { inputBound, maxOutputTokens, searches } = state.setup;
  const { visible, hidden } = estimateText(state);
  const seconds = (now - state.startedAt) / 1000;
  return { inputBound, maxOutputTokens, searches, seen: visible + hidden, seconds };
}

/** The state after `event`, which came at `now`. Events after the end change nothing. */
export function meterEvent(state: MeterState, event: ProviderEvent, now: number): MeterState {
  if (state.ended !== undefined) return state;
  const shown = shownOutput(state, now);
  // Text that turns out to have been thinking moves over: it must not be shown as both.
  const kept = event.type === 'textWasThinking' ? { ...shown, visible: 0 } : shown;
  return { ...apply(state, event, now), shown: kept };
}

/** `good`: the response came to its own end; not so when it was stopped, cut or lost. */
export function endMeter(state: MeterState, good: boolean, now: number): MeterState {
  if (state.ended !== undefined) return state;
  return { ...stopThinking(state, now), ended: { at: now, good } };
}
