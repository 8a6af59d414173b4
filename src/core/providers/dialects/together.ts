import type { Dialect, EffortRule } from '../dialect.ts';
import { reasoningEffort, openAiCompatible } from '../openAiCompatible.ts';

/** Hybrid models are switched by `reasoning: {enabled}`; how much is `reasoning_effort`. */
const effort: EffortRule = (ask) =>
  ask.effort === 'none'
    ? [{ reasoning: { enabled: false } }]
    : [...reasoningEffort(ask), { reasoning: { enabled: true } }];

/** Cached input stands at the top of the usage; choices carry their text twice. */
export const together: Dialect = {
  ...openAiCompatible,
  name: 'together',
  label: 'Together',
  domains: ['together.xyz', 'together.ai'],
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'cached_tokens'],
  },
  thinking: {
    fields: ['reasoning', 'reasoning_content', 'reasoning_details'],
    openingTagMayBeMissing: true,
    showsThinking: true,
  },
  request: { ...openAiCompatible.request, effort },
};
