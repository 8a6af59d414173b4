import { gatewayCost } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { reasoningObject, openAiCompatible } from '../openAiCompatible.ts';
import { addThinking, includesThinking } from '../outputRules.ts';

/** Gemini's thinking is neither in `completion_tokens` nor in the total, yet billed as output. */
export const vercel: Dialect = {
  ...openAiCompatible,
  name: 'vercel',
  label: 'Vercel AI Gateway',
  domains: ['ai-gateway.vercel.sh'],
  usage: {
    ...openAiCompatible.usage,
    cacheWrite: [...openAiCompatible.usage.cacheWrite, 'cache_creation_input_tokens'],
    output: (sent, model) =>
      model.startsWith('google/') ? addThinking(sent, model) : includesThinking(sent, model),
    bill: gatewayCost,
  },
  thinking: {
    fields: ['reasoning', 'reasoning_details', 'reasoning_content'],
    openingTagMayBeMissing: true,
    showsThinking: false,
  },
  request: { ...openAiCompatible.request, effort: reasoningObject },
};
