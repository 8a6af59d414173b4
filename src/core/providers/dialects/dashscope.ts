import type { Dialect, EffortRule } from '../dialect.ts';
import { thinkingBudget, openAiCompatible } from '../openAiCompatible.ts';

/** Models that cannot stop thinking. */
const thinksAlways = /(?:^|\/)(?:qwq|qvq|marco-o1|deepseek-r1|minimax-m\d)|-thinking\b/i;

/**
 * `max_tokens` limits the answer alone and `thinking_budget` the thinking, so the cap is shared out
 * between them (alibabacloud.com/help/en/model-studio/deep-thinking). A model whose thinking is not
 * switched off therefore needs a budget, whatever the effort.
 */
const effort: EffortRule = ({ effort: asked, model, maxOutputTokens }) => {
  const budget = thinkingBudget(asked === 'none' ? 'low' : asked, maxOutputTokens);
  const shared = { thinking_budget: budget, max_tokens: maxOutputTokens - budget };
  if (thinksAlways.test(model)) return [shared];
  const off = { enable_thinking: false };
  if (asked === 'none' || budget === 0) return [off, shared];
  return [{ enable_thinking: true, ...shared }, off, shared];
};

export const dashscope: Dialect = {
  ...openAiCompatible,
  name: 'dashscope',
  label: 'Qwen (DashScope)',
  domains: ['aliyuncs.com'],
  usage: {
    ...openAiCompatible.usage,
    cacheWrite: ['prompt_tokens_details.cache_creation_input_tokens', ...openAiCompatible.usage.cacheWrite],
  },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true, showsThinking: true },
  request: { ...openAiCompatible.request, effort, needsEffort: (model) => thinksAlways.test(model) },
};
