/**
 * What well-known models cost at well-known addresses on 18 November 2026, 14:00 UTC, each compared
 * with what the seller published: input and output, $ per million tokens.
 */
import { expect, test } from 'vitest';
import { createPriceBook } from '../../../../src/core/pricing/priceBook.ts';
import { dialectOfHost } from '../../../../src/core/providers/dialects.ts';
import { aDay } from './pricedModels.ts';

const openai = 'https://api.openai.com/v1';
const azure = 'https://x.openai.azure.com/openai/v1';
const anthropic = 'https://api.anthropic.com/v1';
const google = 'https://generativelanguage.googleapis.com/v1beta/openai';
const xai = 'https://api.x.ai/v1';
const mistral = 'https://api.mistral.ai/v1';
const deepseek = 'https://api.deepseek.com/v1';
const moonshot = 'https://api.moonshot.ai/v1';
const zai = 'https://api.z.ai/api/paas/v4';
const bigmodel = 'https://open.bigmodel.cn/api/paas/v4';
const openrouter = 'https://openrouter.ai/api/v1';
const bedrock = 'https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1';

test.each([
  [openai, 'gpt-4o', 2.5, 10],
  [openai, 'gpt-4o-mini', 0.15, 0.6],
  [openai, 'gpt-4.1', 2, 8],
  [openai, 'gpt-5', 1.25, 10],
  [openai, 'gpt-5-mini', 0.25, 2],
  [openai, 'gpt-5.2', 1.75, 14],
  [openai, 'gpt-5.3-codex', 1.75, 14],
  [openai, 'gpt-5.4', 2.5, 15],
  [openai, 'gpt-5.4-mini', 0.75, 4.5],
  [openai, 'gpt-5.4-nano', 0.2, 1.25],
  [openai, 'gpt-5.5', 5, 30],
  [openai, 'gpt-5.6-sol', 4, 20],
  [openai, 'gpt-5.6-terra', 2, 12],
  [openai, 'gpt-5.6-luna', 0.2, 1.2],
  [openai, 'gpt-6-astra', 10, 50],
  [openai, 'o3', 2, 8],
  [openai, 'o4-mini', 1.1, 4.4],
  [azure, 'GPT-5-Mini', 0.25, 2],
  [azure, 'gpt-5.4', 2.5, 15],
  [anthropic, 'claude-sonnet-5', 2, 10],
  [anthropic, 'claude-sonnet-4-5', 3, 15],
  [anthropic, 'claude-haiku-4-5', 1, 5],
  [anthropic, 'claude-opus-4-8', 5, 25],
  [anthropic, 'claude-opus-5', 5, 25],
  [anthropic, 'claude-fable-5', 10, 50],
  [google, 'gemini-2.5-pro', 1.25, 10],
  [google, 'gemini-3.5-flash', 1.5, 9],
  [google, 'gemini-3.5-flash-lite', 0.3, 2.5],
  [google, 'gemini-3.6-flash', 0.75, 3.75],
  [google, 'models/gemini-3.8-flash', 0.75, 3.75],
  [xai, 'grok-4.3', 1.25, 2.5],
  [xai, 'grok-4.5', 2, 6],
  [xai, 'grok-4.6', 2, 6],
  [xai, 'grok-4.7', 2, 6],
  [xai, 'grok-4.20-0309-reasoning', 1.25, 2.5],
  [xai, 'grok-4-fast', 1.25, 2.5],
  [xai, 'grok-code-fast-1', 1, 2],
  [mistral, 'mistral-large-latest', 0.5, 1.5],
  [mistral, 'mistral-medium-latest', 1.5, 7.5],
  [mistral, 'mistral-medium', 1.5, 7.5],
  [mistral, 'mistral-small-latest', 0.15, 0.6],
  [mistral, 'magistral-small-latest', 0.15, 0.6],
  [mistral, 'magistral-medium-latest', 2, 5],
  [mistral, 'codestral-latest', 0.3, 0.9],
  [mistral, 'ministral-3b-latest', 0.1, 0.1],
  [mistral, 'ministral-8b-latest', 0.15, 0.15],
  [mistral, 'devstral-medium-latest', 0.4, 2],
  [deepseek, 'deepseek-flash', 0.15, 0.6],
  [deepseek, 'deepseek-v4-flash', 0.15, 0.6],
  [deepseek, 'deepseek-v4-pro', 0.66, 1.98],
  [deepseek, 'deepseek-chat', 0.15, 0.6],
  [moonshot, 'kimi-k2.6', 0.95, 4],
  [moonshot, 'kimi-k2.7-code', 0.95, 4],
  [moonshot, 'kimi-k3', 3, 15],
  [zai, 'glm-5.2', 1.4, 4.4],
  [zai, 'GLM-5.3-Flash', 0.15, 0.5],
  [bigmodel, 'glm-5.2', 1.103, 3.862],
  [openrouter, 'google/gemma-4-31b-it:free', 0, 0],
  [bedrock, 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3, 16.5],
  [bedrock, 'global.anthropic.claude-opus-5', 5, 25],
])('%s %s: $%d in, $%d out', (baseUrl, model, input, output) => {
  const dialect = dialectOfHost(baseUrl);
  const price = createPriceBook().priceOf({ provider: 'p', dialect, baseUrl, model }, aDay);
  expect(price).toMatchObject({ state: 'known', snapshot: { rates: { input, output } } });
});
