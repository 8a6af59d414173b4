import type { UsageFlag } from '../model/usage.ts';

/** Token counts as the provider sent them, valid ones only. */
export interface SentCounts {
  readonly input: number | undefined;
  readonly completion: number | undefined;
  readonly thinking: number | undefined;
  readonly total: number | undefined;
  /** Audio input, which some providers count in the total but not in the input. */
  readonly audioInput: number | undefined;
}

export interface OutputCounts {
  /** All tokens billed at the output rate, hidden ones included. */
  readonly output: number | undefined;
  readonly hidden: number | undefined;
  readonly flags: readonly UsageFlag[];
}

/** How the tokens billed as output follow from what was sent; no single rule fits all providers. */
export type OutputRule = (sent: SentCounts, model: string) => OutputCounts;

/**
 * `completion_tokens` includes thinking: OpenAI and nearly everyone. Only totals that add up in no
 * other way make the thinking count come on top.
 */
export const includesThinking: OutputRule = (sent, model) => {
  const { input, completion, thinking, total } = sent;
  if (input === undefined || completion === undefined || total === undefined) {
    return { output: completion, hidden: thinking, flags: [] };
  }
  const rest = total - input - completion;
  if (rest > 0 && rest === thinking) return addThinking(sent, model);
  const explained = rest === 0 || rest === sent.audioInput;
  return { output: completion, hidden: thinking, flags: explained ? [] : ['totalsDisagree'] };
};

/** Thinking comes on top of `completion_tokens`, whatever the total says. */
export const addThinking: OutputRule = ({ completion, thinking }) => ({
  output: completion === undefined ? undefined : completion + (thinking ?? 0),
  hidden: thinking,
  flags: [],
});

/**
 * xAI's Chat Completions: thinking comes on top of `completion_tokens` (total = input + completion +
 * thinking); a total without it shows that it was included after all.
 */
export const addThinkingUnlessTotalHasIt: OutputRule = (sent, model) => {
  const { input, completion, thinking, total } = sent;
  const included =
    input !== undefined &&
    completion !== undefined &&
    thinking !== undefined &&
    thinking <= completion &&
    total === input + completion;
  if (included) return includesThinking(sent, model);
  const added = addThinking(sent, model);
  const explained = input === undefined || total === undefined || total === input + (added.output ?? 0);
  return explained ? added : { ...added, flags: ['totalsDisagree'] };
};

/** Gemini's OpenAI-compatible API: thinking is only in the total. */
export const totalMinusInput: OutputRule = (sent, model) => {
  const { input, completion, thinking, total } = sent;
  if (input === undefined || total === undefined || total < input + (completion ?? 0)) {
    return addThinking(sent, model);
  }
  const output = total - input;
  const hidden = thinking ?? (completion === undefined ? undefined : output - completion);
  return { output, hidden, flags: ['derivedFromTotal'] };
};

/** An unknown host: what the totals prove; a rest without a name is thinking, marked as derived. */
export const byArithmetic: OutputRule = (sent, model) => {
  const { input, completion, thinking, total, audioInput } = sent;
  if (input === undefined || completion === undefined || total === undefined) {
    return includesThinking(sent, model);
  }
  const rest = total - input - completion;
  if (thinking === undefined && rest > 0 && rest !== audioInput) {
    return { output: completion + rest, hidden: rest, flags: ['derivedFromTotal'] };
  }
  return includesThinking(sent, model);
};
