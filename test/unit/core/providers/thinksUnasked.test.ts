import { expect, it } from 'vitest';
import type { DialectName } from '../../../../src/core/model/provider.ts';
import { thinksUnasked } from '../../../../src/core/providers/dialects.ts';

it.each<[DialectName, string, boolean]>([
  ['dashscope', 'qwq-plus', true],
  ['dashscope', 'qwen-plus', false],
  ['moonshot', 'kimi-k3', true],
  ['groq', 'openai/gpt-oss-120b', true],
  ['openai', 'gpt-5', false],
  ['openai', 'gpt-4.1', false],
  ['minimax', 'MiniMax-M2', false],
  ['custom', 'any', false],
])('%s, %s thinks at effort none: %s', (dialect, model, unasked) => {
  expect(thinksUnasked(dialect, 'chat', model)).toBe(unasked);
  expect(thinksUnasked(dialect, 'responses', model)).toBe(false);
});
