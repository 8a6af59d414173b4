/** One entry of `switchyard.providers`. */

import * as z from 'zod';
import { dialectNames } from '../core/providers/provider.ts';

/** Ids are used in `provider/model`, in the key store and in the ledger. */
export const providerIdPattern = /^[a-z0-9][a-z0-9._-]{0,39}$/;

export const providerSettingSchema = z.strictObject({
  baseUrl: z
    .string()
    .min(1)
    .describe('Base URL of the OpenAI-compatible API, e.g. https://api.openai.com/v1.'),
  dialect: z
    .enum(dialectNames)
    .optional()
    .describe('Whose habits the API has; found from the URL when left out.'),
  api: z
    .enum(['chat', 'responses'])
    .optional()
    .describe('Chat Completions or Responses; what suits the provider when left out.'),
  label: z.string().optional().describe('Name shown on screen.'),
});
export type ProviderSetting = z.output<typeof providerSettingSchema>;
