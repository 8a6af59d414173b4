import { describe, expect, it } from 'vitest';
import { withPlainNames } from '../../../../src/core/providers/openaiProvider.ts';

const context = {
  model: 'Qwen3 8B (Q4).gguf',
  apiKey: 'sk-proj-0123456789abcdef0123',
  promptTexts: ['Rename the variable fooBarBazQuxQuux everywhere'],
};

const modelIn = (model: string) => withPlainNames({ type: 'response', id: 'r-1', model }, context);

describe('a name from a provider', () => {
  it.each([
    'gpt-5.6-luna-2026-04-01',
    'accounts/fireworks/models/deepseek-v4',
    'anthropic/claude-sonnet-4.5:thinking',
    'qwen3:8b',
    'hf.co/org/model-GGUF:Q4_K_M',
    'model@preview+1~a',
    'skywork-13b',
    'Qwen3 8B (Q4).gguf',
  ])('stays: %s', (model) => {
    expect(modelIn(model)).toEqual({ type: 'response', id: 'r-1', model });
  });

  it.each([
    ['longer than a name', 'x'.repeat(129)],
    ['a sentence', 'the model you asked for'],
    ['a link', '[x](command:a.b)'],
    ['markup', '<img/src=x>'],
    ['in colours', '\u{1B}[31mred'],
    ['empty', ''],
    ['the key', 'sk-proj-0123456789abcdef0123'],
    ['most of the key', 'sk-proj-0123456789'],
    ['of the prompt', 'x-fooBarBazQuxQuux'],
  ])('goes where it is %s', (_, model) => {
    expect(modelIn(model)).toEqual({ type: 'response', id: 'r-1', model: undefined });
  });

  it('is "other" where the reason of an end is none', () => {
    const finish = { type: 'finish', reason: 'stop' } as const;
    expect(withPlainNames({ ...finish, raw: 'end_turn' }, context)).toEqual({ ...finish, raw: 'end_turn' });
    expect(withPlainNames({ ...finish, raw: 'x y' }, context)).toEqual({ ...finish, raw: 'other' });
  });

  it('is no part of the text, which is left alone', () => {
    const event = { type: 'text', text: 'fooBarBazQuxQuux sk-proj-0123456789abcdef0123' } as const;
    expect(withPlainNames(event, context)).toBe(event);
  });
});
