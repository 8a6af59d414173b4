import { plainCost } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';
import { byArithmetic } from '../outputRules.ts';
import { standardTier } from './openai.ts';

/**
 * A proxy before models of every vendor. Its bill is a header, or `usage.cost` in a stream, whose
 * headers go out before there is a cost (litellm#12689).
 */
export const litellm: Dialect = {
  ...openAiCompatible,
  name: 'litellm',
  label: 'LiteLLM',
  localPort: 4000,
  usage: {
    ...openAiCompatible.usage,
    cacheRead: [...openAiCompatible.usage.cacheRead, 'cache_read_input_tokens'],
    cacheWrite: [...openAiCompatible.usage.cacheWrite, 'cache_creation_input_tokens'],
    output: byArithmetic,
    bill: plainCost,
    billHeader: 'x-litellm-response-cost',
  },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true },
  request: {
    ...openAiCompatible.request,
    // Passed on where the vendor knows tiers.
    standardTier: (model) => (/^(?:openai|azure)\//i.test(model) ? standardTier() : undefined),
  },
};
