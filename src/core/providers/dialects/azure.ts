import { usdTicksUnlessZero } from '../billRules.ts';
import type { Dialect } from '../dialect.ts';
import { openai } from './openai.ts';

/**
 * OpenAI's API, and models of other vendors behind it: Grok counts input without what was cached,
 * which shows where more is cached than was sent.
 */
export const azure: Dialect = {
  ...openai,
  name: 'azure',
  label: 'Azure OpenAI',
  domains: ['openai.azure.com', 'ai.azure.com', 'cognitiveservices.azure.com'],
  usage: { ...openai.usage, cacheAboveInput: 'isOutsideInput', bill: usdTicksUnlessZero },
  thinking: { ...openai.thinking, openingTagMayBeMissing: true },
  request: { ...openai.request, auth: 'apiKeyHeader', systemRole: 'system' },
};
