import type { Dialect } from '../dialect.ts';
import { templateSwitch, openAiCompatible } from '../openAiCompatible.ts';

/** Thinking is `reasoning`, `reasoning_content` before 0.16, or in the content without a parser. */
export const vllm: Dialect = {
  ...openAiCompatible,
  name: 'vllm',
  label: 'vLLM',
  localPort: 8000,
  runsLocally: true,
  thinking: {
    fields: ['reasoning', 'reasoning_content', 'reasoning_details'],
    openingTagMayBeMissing: true,
    showsThinking: true,
  },
  request: { ...openAiCompatible.request, effort: templateSwitch },
};
