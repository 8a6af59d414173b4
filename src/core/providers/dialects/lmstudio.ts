import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';

/**
 * Sends usage only when asked (lmstudio-js#320); whether thinking comes apart from the content is a
 * setting of the server.
 */
export const lmstudio: Dialect = {
  ...openAiCompatible,
  name: 'lmstudio',
  label: 'LM Studio',
  localPort: 1234,
  runsLocally: true,
  thinking: { ...openAiCompatible.thinking, openingTagMayBeMissing: true, showsThinking: true },
};
