import { mentionedFiles } from '../../../../src/core/files/shownPaths.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';

it.each([
  ['make payments/refund.ts safe to retry', ['payments/refund.ts']],
  ['see src/auth/login.ts:42 and ./src/auth/token.ts.', ['src/auth/login.ts', 'src/auth/token.ts']],
  ['move the totals from cart.ts to (`total.py`)', ['cart.ts', 'total.py']],
  ['everything in migrations/ is old', ['migrations/']],
  ['the same twice: a/b.ts, a/b.ts', ['a/b.ts']],
])('%s', (text, files) => expect(mentionedFiles(text)).toEqual(files));

it.each([
  'read https://example.com/auth/login.html first',
  'and/or',
  'a ratio of 3/4, at 10.5 % or v1.2.3',
  'call user.name and Math.max, e.g. this one',
  'Node.js with i/o',
  'write to me@example.com/x',
])('finds no file in “%s”', (text) => expect(mentionedFiles(text)).toEqual([]));

it('is quick whatever the words, and finds no more than a person names', () => {
  fc.assert(fc.property(fc.string(), (text) => mentionedFiles(text).length <= 20));
  const many = Array.from({ length: 5000 }, (_, index) => `src/f${index}.ts`).join(' ');
  expect(mentionedFiles(many)).toHaveLength(20);
  expect(mentionedFiles('a/'.repeat(20_000) + '!')).toHaveLength(1);
});
