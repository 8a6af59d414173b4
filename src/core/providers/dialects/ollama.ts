import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';

/**
 * Thinks unless told `reasoning_effort: "none"`; never counts thinking. Old versions count 0 input
 * tokens when the prompt was cached (ollama#5370).
 */
export const ollama: Dialect = {
  ...openAiCompatible,
  name: 'ollama',
  label: 'Ollama',
  domains: ['ollama.com'],
  localPort: 11434,
  runsLocally: true,
  usage: {
    ...openAiCompatible.usage,
    cacheRead: ['prompt_tokens_details.cached_tokens', 'prompt_eval_cached_count'],
    zeroInputIsUnknown: true,
  },
  thinking: {
    fields: ['reasoning', 'reasoning_content', 'reasoning_details'],
    openingTagMayBeMissing: true,
    showsThinking: true,
  },
};
