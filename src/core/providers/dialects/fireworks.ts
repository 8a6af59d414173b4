import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';

/** Some models leave their thinking in the content (docs.fireworks.ai/guides/reasoning). */
export const fireworks: Dialect = {
  ...openAiCompatible,
  name: 'fireworks',
  label: 'Fireworks',
  domains: ['fireworks.ai'],
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true, showsThinking: true },
};
