import type { Dialect, RequestFields } from '../dialect.ts';
import { forModels, noSay, reasoningEffort, openAiCompatible } from '../openAiCompatible.ts';

/** developers.openai.com/api/docs/guides/fast-mode: without it the project's default decides. */
export const standardTier = (): RequestFields => ({ service_tier: 'default' });

/** Thinking is never shown on Chat Completions; its count is inside `completion_tokens`. */
export const openai: Dialect = {
  ...openAiCompatible,
  name: 'openai',
  label: 'OpenAI',
  domains: ['openai.com'],
  request: {
    ...openAiCompatible.request,
    capField: 'max_completion_tokens',
    systemRole: 'developer',
    effort: forModels(/gpt-[34]|chatgpt/, noSay, reasoningEffort),
    cacheKey: { field: 'prompt_cache_key' },
    standardTier,
  },
};
