import { gatewayCost } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { reasoningObject, openAiCompatible } from '../openAiCompatible.ts';

/**
 * Thinking comes twice, as `reasoning` and in `reasoning_details`. Its count is estimated with a
 * tokenizer of OpenRouter's own and may exceed `completion_tokens`, which is what is billed.
 */
export const openrouter: Dialect = {
  ...openAiCompatible,
  name: 'openrouter',
  label: 'OpenRouter',
  domains: ['openrouter.ai'],
  usage: { ...openAiCompatible.usage, bill: gatewayCost },
  thinking: {
    fields: ['reasoning', 'reasoning_details', 'reasoning_content'],
    openingTagMayBeMissing: true,
    showsThinking: false,
  },
  request: { ...openAiCompatible.request, effort: reasoningObject },
};
