import type { Dialect } from '../dialect.ts';
import { noSay, openAiCompatible } from '../openAiCompatible.ts';

/** Always thinks, as `<think>` at the start of the content. */
export const minimax: Dialect = {
  ...openAiCompatible,
  name: 'minimax',
  label: 'MiniMax',
  domains: ['minimax.io', 'minimaxi.com', 'minimax.chat'],
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true, showsThinking: true },
  request: { ...openAiCompatible.request, effort: noSay },
};
