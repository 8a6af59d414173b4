import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';
import { byArithmetic } from '../outputRules.ts';

/** A router: answers look as the provider behind it makes them. */
export const huggingface: Dialect = {
  ...openAiCompatible,
  name: 'huggingface',
  label: 'Hugging Face',
  domains: ['huggingface.co', 'huggingface.cloud'],
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'cached_tokens'],
    output: byArithmetic,
  },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true },
};
