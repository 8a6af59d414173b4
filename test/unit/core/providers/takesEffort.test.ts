import { expect, it } from 'vitest';
import type { DialectName } from '../../../../src/core/model/provider.ts';
import { takesEffort } from '../../../../src/core/providers/dialects.ts';

it.each([
  ['openai', 'gpt-5.6-luna', true],
  ['openai', 'o4-mini', true],
  ['openai', 'gpt-4o-mini', undefined],
  ['openai', 'gpt-5-chat-latest', undefined],
  ['deepseek', 'deepseek-v4-flash', true],
  ['google', 'gemini-3.5-flash-lite', true],
  ['xai', 'grok-4.3', true],
  ['xai', 'grok-4-0709', undefined],
  ['mistral', 'mistral-small-latest', true],
  // A gateway serves what it likes under any name.
  ['openrouter', 'deepseek/deepseek-v4-flash', undefined],
  ['custom', 'gpt-5.6-luna', undefined],
] satisfies [DialectName, string, true | undefined][])('%s knows of %s: %s', (dialect, model, known) => {
  expect(takesEffort(dialect, model)).toBe(known);
});
