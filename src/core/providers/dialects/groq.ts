import type { Dialect, EffortRule } from '../dialect.ts';
import { forModels, noSay, reasoningEffortFromLow, openAiCompatible } from '../openAiCompatible.ts';

/** Qwen is on or off; unless told `parsed`, its thinking comes as `<think>` in the content. */
const qwen: EffortRule = ({ effort }) =>
  effort === 'none'
    ? [{ reasoning_effort: 'none' }]
    : [{ reasoning_effort: 'default', reasoning_format: 'parsed' }, { reasoning_format: 'parsed' }];

/** Usage comes unasked in `x_groq` and, when asked for, once more at the top. */
export const groq: Dialect = {
  ...openAiCompatible,
  name: 'groq',
  label: 'Groq',
  domains: ['groq.com'],
  thinking: {
    fields: ['reasoning', 'reasoning_content', 'reasoning_details'],
    openingTagMayBeMissing: true,
    showsThinking: true,
  },
  request: {
    ...openAiCompatible.request,
    capField: 'max_completion_tokens',
    effort: forModels(/gpt-oss/, reasoningEffortFromLow, forModels(/qwen/, qwen, noSay)),
  },
};
