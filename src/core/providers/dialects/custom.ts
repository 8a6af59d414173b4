import { anyKnownBill } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';
import { byArithmetic } from '../outputRules.ts';

/** An unknown host: every known place is looked into, and totals decide what includes what. */
export const custom: Dialect = {
  ...openAiCompatible,
  name: 'custom',
  label: 'OpenAI-compatible',
  usage: {
    cacheRead: [
      'prompt_tokens_details.cached_tokens',
      'input_tokens_details.cached_tokens',
      'prompt_cache_hit_tokens',
      'cached_tokens',
      'num_cached_tokens',
      'cache_read_input_tokens',
      'timings.cache_n',
    ],
    cacheWrite: [
      'prompt_tokens_details.cache_write_tokens',
      'input_tokens_details.cache_write_tokens',
      'prompt_tokens_details.cache_creation_input_tokens',
      'cache_creation_input_tokens',
    ],
    cacheAboveInput: 'isWrong',
    output: byArithmetic,
    bill: anyKnownBill,
  },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true },
};
