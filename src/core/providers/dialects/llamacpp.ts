import type { Dialect } from '../dialect.ts';
import { templateSwitch, openAiCompatible } from '../openAiCompatible.ts';

/** Never counts thinking; cached input is in `timings`, which stands beside the usage. */
export const llamacpp: Dialect = {
  ...openAiCompatible,
  name: 'llamacpp',
  label: 'llama.cpp',
  localPort: 8080,
  runsLocally: true,
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'timings.cache_n'],
  },
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true, showsThinking: true },
  request: { ...openAiCompatible.request, effort: templateSwitch },
};
