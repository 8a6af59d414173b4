import { expect, it } from 'vitest';
import { answerScope } from '../../../../src/core/answer/wholeAnswer.ts';

const before = "import { a } from './a';\n\n";
const selection = 'function f() {\n  return a;\n}';
const after = '\n\nexport const g = f();\n';
const better = 'function f() {\n  return a + 1;\n}';

it('leaves an answer alone that is about the selection', () => {
  expect(answerScope({ code: better, before, selection, after })).toEqual({
    covers: 'selection',
    code: better,
  });
});

it.each([
  ['with line feeds', (text: string) => text],
  ['with carriage returns', (text: string) => text.replaceAll('\n', '\r\n')],
])('takes the selection out of a whole document %s', (_, eol) => {
  const code = before + better + after;
  expect(answerScope({ code, before: eol(before), selection: eol(selection), after: eol(after) })).toEqual({
    covers: 'selection',
    code: better,
  });
});

it('tells of lines changed outside the selection', () => {
  const code = before + better + after.replace('const g', 'const renamed');
  expect(answerScope({ code, before, selection, after })).toEqual({ covers: 'selection', code });
  const silent = `${before.trimEnd()}\nimport { b } from './b';\n\n${better}${after}`;
  expect(answerScope({ code: silent, before, selection, after }).covers).toBe('document');
});

it('does not mistake a method for its class: the last brace of both is the same', () => {
  const method = '  f() {\n    return 1;\n  }';
  expect(
    answerScope({ code: '  f() {\n    return 2;\n  }', before: '', selection: method, after: '\n}\n' }).code,
  ).toBe('  f() {\n    return 2;\n  }');
  expect(
    answerScope({
      code: '  f() {\n    return 2;\n  }',
      before: 'class C {\n',
      selection: method,
      after: '\n}\n',
    }).covers,
  ).toBe('selection');
});
