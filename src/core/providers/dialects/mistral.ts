import type { Dialect, EffortRule } from '../dialect.ts';
import { forModels, noSay, openAiCompatible } from '../openAiCompatible.ts';

/** docs.mistral.ai/capabilities/reasoning: most models know only `none` and `high`. */
const effort: EffortRule = ({ effort: asked }) => {
  const words = asked === 'none' || asked === 'high' ? [asked] : [asked, 'high'];
  return words.map((word) => ({ reasoning_effort: word }));
};

/**
 * Content is an array of text and thinking parts; thinking is never counted. Usage comes unasked, and
 * unknown request fields are errors.
 */
export const mistral: Dialect = {
  ...openAiCompatible,
  name: 'mistral',
  label: 'Mistral',
  domains: ['mistral.ai'],
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'num_cached_tokens'],
  },
  thinking: { ...openAiCompatible.thinking, showsThinking: true },
  request: {
    ...openAiCompatible.request,
    asksForUsage: false,
    effort: forModels(/mistral-(small|medium|large)/, effort, noSay),
  },
};
