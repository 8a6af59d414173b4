import type { Dialect } from '../dialect.ts';
import {
  forModels,
  noSay,
  reasoningEffortFromLow,
  thinkingSwitch,
  openAiCompatible,
} from '../openAiCompatible.ts';

/** Usage stands in the choice of the finish chunk, cached input at the top of it. */
export const moonshot: Dialect = {
  ...openAiCompatible,
  name: 'moonshot',
  label: 'Moonshot (Kimi)',
  domains: ['moonshot.ai', 'moonshot.cn', 'kimi.com'],
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'cached_tokens'],
  },
  thinking: { ...openAiCompatible.thinking, showsThinking: true },
  request: {
    ...openAiCompatible.request,
    capField: 'max_completion_tokens',
    effort: forModels(
      /moonshot-v1|thinking|k2\.7/,
      noSay,
      forModels(/kimi-k[3-9]/, reasoningEffortFromLow, thinkingSwitch()),
    ),
    cacheKey: { field: 'prompt_cache_key' },
  },
};
