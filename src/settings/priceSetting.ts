/** One entry of `switchyard.models.prices`: US dollars per million tokens, as a contract states them. */

import { z } from 'zod';

const rate = z.number().min(0).optional();
export const priceSettingSchema = z.strictObject({
  input: rate.describe('US dollars per million fresh input tokens.'),
  cacheRead: rate.describe('US dollars per million input tokens read from the cache.'),
  cacheWrite: rate.describe('US dollars per million input tokens written to the cache.'),
  output: rate.describe('US dollars per million output tokens, hidden ones included.'),
  winsOverBill: z
    .boolean()
    .optional()
    .describe('Use this price even where the provider states its own cost.'),
});
export type PriceSetting = z.output<typeof priceSettingSchema>;
