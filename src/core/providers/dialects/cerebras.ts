import type { Dialect } from '../dialect.ts';
import {
  forModels,
  noSay,
  reasoningEffort,
  reasoningEffortFromLow,
  openAiCompatible,
} from '../openAiCompatible.ts';

/** gpt-oss cannot stop thinking; Qwen leaves its thinking in the content. */
export const cerebras: Dialect = {
  ...openAiCompatible,
  name: 'cerebras',
  label: 'Cerebras',
  domains: ['cerebras.ai'],
  thinking: {
    fields: ['reasoning', 'reasoning_content', 'reasoning_details'],
    openingTagMayBeMissing: true,
    showsThinking: true,
  },
  request: {
    ...openAiCompatible.request,
    capField: 'max_completion_tokens',
    effort: forModels(/gpt-oss/, reasoningEffortFromLow, forModels(/glm/, reasoningEffort, noSay)),
  },
};
