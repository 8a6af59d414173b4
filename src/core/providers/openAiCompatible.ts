import type { Dialect } from './dialect.ts';
import { reasoningEffort } from './effortRules.ts';
import { includesThinking } from './outputRules.ts';

/** What most dialects have in common; each file under dialects/ states where it differs. */
export const openAiCompatible = {
  domains: [],
  runsLocally: false,
  defaultApi: 'chat',
  usage: {
    cacheRead: ['prompt_tokens_details.cached_tokens', 'input_tokens_details.cached_tokens'],
    cacheWrite: ['prompt_tokens_details.cache_write_tokens', 'input_tokens_details.cache_write_tokens'],
    cacheAboveInput: 'isWrong',
    output: includesThinking,
  },
  thinking: {
    fields: ['reasoning_content', 'reasoning', 'reasoning_details'],
    openingTagMayBeMissing: false,
    showsThinking: false,
  },
  request: {
    auth: 'bearer',
    capField: 'max_tokens',
    systemRole: 'system',
    asksForUsage: true,
    effort: reasoningEffort,
  },
} as const satisfies Omit<Dialect, 'name' | 'label'>;
