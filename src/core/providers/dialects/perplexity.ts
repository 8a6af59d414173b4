import { totalCost } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { forModels, noSay, reasoningEffortFromLow, openAiCompatible } from '../openAiCompatible.ts';

/** Running usage in every chunk, the bill with its request fee in the last. */
export const perplexity: Dialect = {
  ...openAiCompatible,
  name: 'perplexity',
  label: 'Perplexity',
  domains: ['perplexity.ai'],
  usage: { ...openAiCompatible.usage, bill: totalCost },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true },
  request: {
    ...openAiCompatible.request,
    asksForUsage: false,
    effort: forModels(/deep-research/, reasoningEffortFromLow, noSay),
  },
};
