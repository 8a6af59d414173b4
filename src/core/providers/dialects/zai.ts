import type { Dialect } from '../dialect.ts';
import { forModels, reasoningEffortFromLow, thinkingSwitch, openAiCompatible } from '../openAiCompatible.ts';

/** Usage comes unasked on the finish chunk. From GLM 5.2 on, thinking has degrees. */
export const zai: Dialect = {
  ...openAiCompatible,
  name: 'zai',
  label: 'Z.ai',
  domains: ['z.ai', 'bigmodel.cn'],
  thinking: { ...openAiCompatible.thinking, showsThinking: true },
  request: {
    ...openAiCompatible.request,
    asksForUsage: false,
    effort: forModels(/glm-(5\.[2-9]|[6-9])/, thinkingSwitch(reasoningEffortFromLow), thinkingSwitch()),
  },
};
