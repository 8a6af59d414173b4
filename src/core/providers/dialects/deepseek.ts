import type { Dialect } from '../dialect.ts';
import { thinkingSwitch, openAiCompatible } from '../openAiCompatible.ts';

/**
 * Usage comes unasked on the finish chunk. Effort: api-docs.deepseek.com/guides/thinking_mode
 * (low or high; medium is served as high, so it is written low).
 */
export const deepseek: Dialect = {
  ...openAiCompatible,
  name: 'deepseek',
  label: 'DeepSeek',
  domains: ['deepseek.com'],
  usage: {
    ...openAiCompatible.usage,
    cacheRead: [
      'prompt_tokens_details.cached_tokens',
      'prompt_cache_hit_tokens',
      'input_tokens_details.cached_tokens',
    ],
  },
  thinking: { ...openAiCompatible.thinking, showsThinking: true },
  request: {
    ...openAiCompatible.request,
    effort: thinkingSwitch(({ effort }) => [{ reasoning_effort: effort === 'high' ? 'high' : 'low' }]),
  },
};
