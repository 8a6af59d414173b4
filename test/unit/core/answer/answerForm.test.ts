import { describe, expect, it } from 'vitest';
import { answerForm, type AnswerFormInput } from '../../../../src/core/answer/wholeAnswer.ts';

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
    [{ class: 'complete', text: 'could you please write a slugify function?' }, 'insert'],
    [{ class: 'complete', text: 'can you show me how to write a function in Go?' }, 'document'],
  ] as const)('%j → %s', (input, form) => {
    expect(answerForm(ask(input))).toBe(form);
  });

  it.each([
    'can you rename this to total?',
    'could you extract this into a function?',
    'hey, would you please use const here?',
    'Will you inline it?',
    'do that',
    'do the same here',
    'do it with a map',
    'does not compile, fix it',
    'does nothing when the list is empty, mend it',
    'is not disposed, fix',
    'is italic, make it bold',
    'should return 0 for an empty list',
    'when x is null return 0',
    'where the list is empty, return early',
  ])('a wish about a selection, however polite, is an edit: %s', (text) => {
    expect(answerForm(ask({ class: 'refactor', hasSelection: true, text }))).toBe('diff');
  });

  it.each([
    'does this handle null',
    'does addToCart() copy the list',
    'do we need this',
    'is it safe to drop this',
    'are there faster ways',
    'should this be async',
    'when is this called',
    'when should I use a map here',
    'where do the prices come from',
    'could you explain this?',
    'can you tell me why this is slow?',
    'could you check whether this leaks?',
    'how can I rename this',
    'can this be simpler?',
  ])('a question about a selection gets words: %s', (text) => {
    expect(answerForm(ask({ class: 'refactor', hasSelection: true, text }))).toBe('document');
  });

  it.each([
    ['diff', { class: 'refactor', hasSelection: true, text: 'same here' }, 'diff'],
    ['diff', { class: 'refactor', hasSelection: false, text: 'same here' }, 'document'],
    ['insert', { class: 'complete', text: 'go ahead' }, 'insert'],
    ['insert', { class: 'architect', text: 'go ahead' }, 'document'],
    ['document', { class: 'complete', text: 'go ahead' }, 'document'],
    ['document', { class: 'refactor', hasSelection: true, text: 'same here' }, 'document'],
    ['document', { class: 'refactor', hasSelection: true, text: 'yes, do that' }, 'diff'],
  ] as const)('goes on with a %s: %j → %s', (goesOnWith, input, form) => {
    expect(answerForm(ask({ ...input, goesOnWith }))).toBe(form);
  });
});
