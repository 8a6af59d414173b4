import type { Dialect, EffortRule } from '../dialect.ts';
import { thinkingBudget } from '../effortRules.ts';
import { openAiCompatible } from '../openAiCompatible.ts';

/**
 * `max_tokens` limits the answer alone and `thinking_budget` the thinking, so the cap is shared out
 * between them (alibabacloud.com/help/en/model-studio/deep-thinking).
 */
const effort: EffortRule = ({ effort: asked, maxOutputTokens }) => {
  const budget = thinkingBudget(asked, maxOutputTokens);
  if (budget === 0) return [{ enable_thinking: false }];
  return [
    { enable_thinking: true, thinking_budget: budget, max_tokens: maxOutputTokens - budget },
    { enable_thinking: false },
  ];
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
  thinking: { ...openAiCompatible.thinking, showsThinking: true },
  request: { ...openAiCompatible.request, effort },
};
