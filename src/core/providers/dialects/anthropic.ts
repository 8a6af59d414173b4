import type { Dialect, EffortRule } from '../dialect.ts';
import { forModels, thinkingBudget, openAiCompatible } from '../openAiCompatible.ts';

const smallestBudget = 1024;

/** Older Claudes think within a budget below the cap, newer ones as they see fit. */
const budget: EffortRule = ({ effort, maxOutputTokens }) => {
  const tokens = Math.max(smallestBudget, thinkingBudget(effort, maxOutputTokens));
  if (effort === 'none' || tokens >= maxOutputTokens) return [];
  return [{ thinking: { type: 'enabled', budget_tokens: tokens } }];
};
const adaptive: EffortRule = ({ effort }) => (effort === 'none' ? [] : [{ thinking: { type: 'adaptive' } }]);

/** Anthropic's OpenAI-compatible API: does not show thinking and says nothing of cached input. */
export const anthropic: Dialect = {
  ...openAiCompatible,
  name: 'anthropic',
  label: 'Anthropic',
  domains: ['anthropic.com'],
  request: {
    ...openAiCompatible.request,
    effort: forModels(/claude-\w+-(4-[6-9]|[5-9])/, adaptive, budget),
  },
};
