import { describe, expect, it } from 'vitest';
import { buildPrompt, cacheKeyOf, readBlocks } from '../../../../src/core/prompt/buildPrompt.ts';
import {
  type PromptInput,
  promptKindOf,
  promptKinds,
  systemPrompts,
} from '../../../../src/core/prompt/promptInput.ts';
import type { Message } from '../../../../src/core/model/provider.ts';

const refactor: PromptInput = {
  class: 'refactor',
  form: 'diff',
  text: 'use const',
  file: { path: 'src/a.ts', language: 'typescript' },
  related: [{ path: 'src/b.ts', language: 'typescript', text: 'export const b = 1;' }],
  before: 'const one = 1;\n',
  selection: 'var two = 2;',
  after: '\n',
  diagnostics: [{ severity: 'warning', source: 'eslint', message: 'Unexpected var.' }],
};

const textOf = (message: Message | undefined): string =>
  message?.role === 'user'
    ? message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
    : (message?.text ?? '');
const flat = (messages: readonly Message[]): string =>
  messages.map((message) => `${message.role}:${textOf(message)}`).join('\n');

describe('buildPrompt', () => {
  it('puts what changes least first and the instruction last', () => {
    const messages = buildPrompt(refactor);
    expect(messages.map((message) => message.role)).toEqual(['system', 'user']);
    const blocks = readBlocks(textOf(messages[1]));
    expect(blocks.map((block) => block.name)).toEqual([
      'related',
      'file',
      'before_cursor',
      'selection',
      'after_cursor',
      'diagnostics',
      'request',
    ]);
    expect(blocks.at(-1)?.text).toBe('use const');
    expect(blocks.at(-2)?.text).toBe('warning (eslint): Unexpected var.');
    expect(blocks[1]?.attributes).toEqual({ path: 'src/a.ts', language: 'typescript' });
  });

  it('shares the start with every later request at the same file', () => {
    const one = flat(buildPrompt(refactor));
    const other = flat(
      buildPrompt({ ...refactor, text: 'rename it', selection: 'x', before: 'other', diagnostics: [] }),
    );
    const start = one.slice(0, one.indexOf('\n<before_cursor>\n'));
    expect(start).toContain('src/b.ts');
    expect(other.startsWith(start)).toBe(true);
  });

  it('lets a conversation only grow at its end', () => {
    const previous = [
      { question: 'What is this?', answer: 'A file.' },
      { question: 'And that?', answer: 'Another.' },
    ];
    const ask: PromptInput = { class: 'complete', form: 'document', text: 'Why?', file: refactor.file };
    const second = buildPrompt({ ...ask, previous: previous.slice(0, 1) });
    const third = buildPrompt({ ...ask, previous, text: 'How?' });
    expect(third.map((message) => message.role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
    expect(third.slice(0, 3)).toEqual(second.slice(0, 3));
    expect(readBlocks(textOf(third.at(-1))).at(-1)?.text).toBe('How?');
  });

  it.each([
    ['complete', 'insert', 'insertion'],
    ['refactor', 'diff', 'replacement'],
    ['format', 'diff', 'replacement'],
    ['architect', 'document', 'plan'],
    ['complete', 'document', 'explanation'],
    ['refactor', 'document', 'explanation'],
  ] as const)('asks %s as %s for a %s', (requestClass, form, kind) => {
    const [system, user] = buildPrompt({ class: requestClass, form, text: '  ' });
    expect(textOf(system)).toBe(systemPrompts[kind]);
    expect(readBlocks(textOf(user)).at(-1)?.text).not.toBe('');
  });

  it('has one system prompt a kind, each known again', () => {
    for (const kind of promptKinds) expect(promptKindOf(systemPrompts[kind])).toBe(kind);
    expect(promptKindOf('You are a pirate.')).toBeUndefined();
  });
});

describe('cacheKeyOf', () => {
  it('is the same for requests that share their start, and only for those', () => {
    const key = cacheKeyOf(refactor);
    expect(cacheKeyOf({ ...refactor, text: 'other', selection: 'y', previous: [] })).toBe(key);
    expect(cacheKeyOf({ ...refactor, file: { path: 'src/c.ts', language: 'typescript' } })).not.toBe(key);
    expect(cacheKeyOf({ ...refactor, form: 'document' })).not.toBe(key);
    expect(key).toMatch(/^switchyard-[0-9a-f]{16}$/);
  });
});
