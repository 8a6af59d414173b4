/** The fields that OpenAI-compatible APIs share, as parts to make a dialect of. */
import type { Effort } from '../model/route.ts';
import type { EffortRule, Dialect } from './dialect.ts';
import { includesThinking } from './outputRules.ts';

/**
 * The words for each effort, best first. A refused word falls to one that thinks less; only `none`
 * has to rise, where a model cannot stop thinking altogether.
 */
export const effortWords: Readonly<Record<Effort, readonly string[]>> = {
  none: ['none', 'minimal', 'low'],
  low: ['low'],
  medium: ['medium', 'low'],
  high: ['high', 'medium', 'low'],
};

/** `reasoning_effort`, the field of OpenAI that most others take over. */
export const reasoningEffort: EffortRule = ({ effort }) =>
  effortWords[effort].map((word) => ({ reasoning_effort: word }));

/** `reasoning_effort` of models that cannot stop thinking. */
export const reasoningEffortFromLow: EffortRule = (ask) =>
  reasoningEffort(ask.effort === 'none' ? { ...ask, effort: 'low' } : ask);

/** `reasoning: {effort}`, as gateways write it for models of every vendor. */
export const reasoningObject: EffortRule = ({ effort }) =>
  effortWords[effort].map((word) => ({ reasoning: { effort: word } }));

/** A model that always or never thinks, or an API that offers no say. */
export const noSay: EffortRule = () => [];

/** `thinking: {type}`: on or off, with `fields` of the dialect for how much. */
export function thinkingSwitch(howMuch: EffortRule = noSay): EffortRule {
  return (ask) => {
    if (ask.effort === 'none') return [{ thinking: { type: 'disabled' } }, ...howMuch(ask)];
    const on = { thinking: { type: 'enabled' } };
    return [...howMuch(ask).map((fields) => ({ ...on, ...fields })), on];
  };
}

/**
 * Servers of open models: thinking is a switch of the prompt template, and how much a field that the
 * templates of some models read. Both are passed over by templates that do not know them.
 */
export const templateSwitch: EffortRule = (ask) => {
  const on = { chat_template_kwargs: { enable_thinking: ask.effort !== 'none' } };
  if (ask.effort === 'none') return [on];
  return [...reasoningEffort(ask).map((fields) => ({ ...fields, ...on })), on];
};

/** Models take part in an effort rule by name where one API serves both kinds. */
export function forModels(pattern: RegExp, rule: EffortRule, others: EffortRule = noSay): EffortRule {
  return (ask) => (pattern.test(ask.model) ? rule(ask) : others(ask));
}

const shareOfCap: Readonly<Record<Effort, number>> = { none: 0, low: 0.25, medium: 0.5, high: 0.75 };

/** Tokens of the cap that thinking may take, for dialects that want a budget instead of a word. */
export function thinkingBudget(effort: Effort, maxOutputTokens: number): number {
  return Math.floor(maxOutputTokens * shareOfCap[effort]);
}

/** What most dialects have in common; each file under dialects/ states where it differs. */
export const openAiCompatible = {
  domains: [],
  runsLocally: false,
  defaultApi: 'chat',
  usage: {
    cacheRead: ['prompt_tokens_details.cached_tokens', 'input_tokens_details.cached_tokens'],
    cacheWrite: ['prompt_tokens_details.cache_write_tokens', 'input_tokens_details.cache_write_tokens'],
    cacheAboveInput: 'isWrong',
    output: includesThinking,
  },
  thinking: {
    fields: ['reasoning_content', 'reasoning', 'reasoning_details'],
    openingTagMayBeMissing: false,
    showsThinking: false,
  },
  request: {
    auth: 'bearer',
    capField: 'max_tokens',
    systemRole: 'system',
    asksForUsage: true,
    effort: reasoningEffort,
  },
} as const satisfies Omit<Dialect, 'name' | 'label'>;
