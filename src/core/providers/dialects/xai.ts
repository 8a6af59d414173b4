import { usdTicks } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { forModels, noSay, reasoningEffort, openAiCompatible } from '../openAiCompatible.ts';
import { addThinkingUnlessTotalHasIt } from '../outputRules.ts';

/**
 * Chat Completions counts thinking beside `completion_tokens`, the Responses API inside
 * `output_tokens`; adding it reproduces xAI's own bill to the tick.
 */
export const xai: Dialect = {
  ...openAiCompatible,
  name: 'xai',
  label: 'xAI',
  domains: ['x.ai'],
  usage: {
    ...openAiCompatible.usage,
    cacheAboveInput: 'isOutsideInput',
    output: addThinkingUnlessTotalHasIt,
    bill: usdTicks,
  },
  request: {
    ...openAiCompatible.request,
    capField: 'max_completion_tokens',
    // Grok 2, 3 and 4 before 4.3 take no effort, save the mini.
    effort: forModels(/non-reasoning|grok-(2|beta|code|4-|4$|4\.20|3(?!-mini))/, noSay, reasoningEffort),
    cacheKey: { header: 'x-grok-conv-id' },
  },
};
