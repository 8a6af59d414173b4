import { describe, expect, it } from 'vitest';
import { answerForm, type AnswerFormInput } from '../../../src/core/answer/answerForm.ts';

const ask = (rest: Partial<AnswerFormInput>): AnswerFormInput => ({
  surface: 'command',
  command: 'ask',
  class: 'complete',
  hasSelection: false,
  text: '',
  ...rest,
});

describe('answerForm', () => {
  it.each([
    [{ surface: 'inline' }, 'insert'],
    [{ surface: 'chat', class: 'refactor', hasSelection: true, text: 'use const' }, 'document'],
    [{ surface: 'modelProvider', text: 'write a function' }, 'document'],
    [{ command: 'complete' }, 'insert'],
    [{ command: 'complete', text: 'what goes here?' }, 'insert'],
    [{ command: 'architect', class: 'architect', hasSelection: true }, 'document'],
    [{ class: 'architect', text: 'plan the migration' }, 'document'],
    [{ class: 'refactor', hasSelection: true, text: 'use const' }, 'diff'],
    [{ class: 'refactor', hasSelection: false, text: 'use const everywhere' }, 'document'],
    [{ class: 'refactor', hasSelection: true, text: 'why is this slow?' }, 'document'],
    [{ command: 'refactor', class: 'refactor', hasSelection: true, text: 'is this needed? drop it' }, 'diff'],
    [{ class: 'format', hasSelection: true, text: 'translate the comments' }, 'diff'],
    [{ class: 'complete', text: 'write a slugify function' }, 'insert'],
    [{ class: 'complete', text: 'explain this function' }, 'document'],
    [{ class: 'complete', text: 'how do I write a function in Go' }, 'document'],
    [{ class: 'complete', text: 'Add 1 to 9900' }, 'document'],
  ] as const)('%j → %s', (input, form) => {
    expect(answerForm(ask(input))).toBe(form);
  });
});
