import { describe, expect, it } from 'vitest';
import { blockIndent } from '../../../../src/core/answer/indentation.ts';

const indentAt = (before: string, languageId: string, code = 'return 1') =>
  blockIndent({ before, step: '    ', languageId, code });

describe('blockIndent', () => {
  it.each([
    ['a body just opened', 'function f() {\n', 'typescript', '    '],
    ['one opened deeper', 'class A {\n\tf() {\n', 'typescript', '\t    '],
    ['a statement before', 'function f() {\n  const a = 1;\n\n', 'typescript', '  '],
    ['a closed block before', 'function f() {\n}\n\n', 'typescript', ''],
    ['arguments', '  call(\n', 'java', '      '],
    ['an arrow', 'const f = () =>\n', 'javascript', '    '],
    ['a Python body', 'def f():\n', 'python', '    '],
    ['behind a docstring', 'def f():\n    """One."""\n', 'python', '    '],
    ['behind one empty line of a Python body', 'def f():\n    a = 1\n\n', 'python', '    '],
  ])('%s', (_, before, language, expected) => {
    expect(indentAt(before, language)).toBe(expected);
  });

  it('does not know where a Python body has ended', () => {
    expect(indentAt('def f():\n    a = 1\n\n\n', 'python')).toBeUndefined();
    expect(indentAt('def f():\n    a = 1\n\n', 'python', 'def g():\n    pass')).toBeUndefined();
    expect(indentAt('class A:\n    a = 1\n', 'python', '@property\ndef g(self): ...')).toBeUndefined();
  });

  it('does not know at the start of a file', () => {
    expect(indentAt('', 'typescript')).toBeUndefined();
    expect(indentAt('\n\n', 'typescript')).toBeUndefined();
  });
});
