import type { Dialect } from '../dialect.ts';
import { openAiCompatible } from '../openAiCompatible.ts';
import { totalMinusInput } from '../outputRules.ts';

/** Gemini's OpenAI-compatible API counts thinking nowhere but in the total. */
export const google: Dialect = {
  ...openAiCompatible,
  name: 'google',
  label: 'Google Gemini',
  domains: ['generativelanguage.googleapis.com', 'aiplatform.googleapis.com'],
  usage: { ...openAiCompatible.usage, output: totalMinusInput },
};
