import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editOf, insertionOf } from '../../../../src/core/answer/edit.ts';

const replaced = (
  original: string,
  replacement: string,
  linePrefix = '',
  documentEol: '\n' | '\r\n' = '\n',
) => {
  const edit = editOf({ original, replacement, documentEol, linePrefix });
  return edit.type === 'replace' ? edit.text : edit.type;
};
const inserted = (code: string, linePrefix: string, documentEol: '\n' | '\r\n' = '\n') => {
  const edit = insertionOf({ code, linePrefix, documentEol });
  return edit.type === 'replace' ? edit.text : edit.type;
};

const blank = fc.constantFrom('', '  ', '    ', '\t', '\t\t');
const line = fc
  .tuple(blank, fc.constantFrom('a();', 'if (x) {', '}', 'b', ''))
  .map((parts) => parts.join(''));
const lines = fc.array(line, { minLength: 1, maxLength: 8 }).map((all) => all.join('\n'));

describe('editOf', () => {
  it('changes nothing where nothing changed', () => {
    fc.assert(
      fc.property(
        lines,
        blank,
        fc.constantFrom('', 'x = '),
        fc.constantFrom('', '\n'),
        (text, indent, rest, end) => {
          const edit = editOf({
            original: (text + end).replaceAll('\n', '\r\n'),
            replacement: text,
            documentEol: '\r\n',
            linePrefix: indent + rest,
          });
          expect(edit).toEqual({ type: 'unchanged' });
        },
      ),
    );
  });

  it('puts a block answered from column 0 back to its depth', () => {
    const inner = fc.array(fc.constantFrom('a();', 'b = {', '  c,', '};', ''), { maxLength: 8 });
    fc.assert(
      fc.property(inner, fc.constantFrom('  ', '    ', '        '), (body, depth) => {
        const answer = ['start {', ...body.map((each) => (each === '' ? '' : `  ${each}`)), '}'].join('\n');
        expect(replaced(`${depth}old();`, answer)).toBe(answer.replace(/^(?=.)/gm, depth));
      }),
    );
  });

  it.each([
    ['dedented', '    a();\n    b();', 'a();\nc();', '', '    a();\n    c();'],
    ['as it stood', '    a();\n    b();', '    a();\n    c();', '', '    a();\n    c();'],
    ['trimmed start', '    a();\n    b();', 'a();\n    c();', '', '    a();\n    c();'],
    ['selected after the indentation, dedented', 'a();\n    b();', 'a();\nc();', '    ', 'a();\n    c();'],
    [
      'selected after the indentation, as it stood',
      'a();\n    b();',
      'a();\n    c();',
      '    ',
      'a();\n    c();',
    ],
    ['selected inside the indentation', '  a();\n    b();', '  a();\n    c();', '  ', '  a();\n    c();'],
    ['wrapped in a block', '    a();', 'if (x) {\n  a();\n}', '', '    if (x) {\n      a();\n    }'],
    [
      'wrapped in a block, selected after the indentation',
      'a();',
      'if (x) {\n  a();\n}',
      '    ',
      'if (x) {\n      a();\n    }',
    ],
    ['Python, dedented', '    x = 1', 'if y:\n    x = 1', '', '    if y:\n        x = 1'],
    ['Python, trimmed start', '    x = 1', 'if y:\n        x = 1', '', '    if y:\n        x = 1'],
    [
      'Python method, as selected',
      'def f(self):\n        return 1',
      'def f(self):\n        return 2',
      '    ',
      'def f(self):\n        return 2',
    ],
    [
      'Python method, dedented',
      'def f(self):\n        return 1',
      'def f(self):\n    return 2',
      '    ',
      'def f(self):\n        return 2',
    ],
    [
      'a comment is no step of tabs',
      '\tf() {\n\t\tg();\n\t}\n',
      '/**\n * Does g.\n */\nf() {\n    g();\n}',
      '',
      '\t/**\n\t * Does g.\n\t */\n\tf() {\n\t\tg();\n\t}\n',
    ],
    [
      'tabs beside a comment',
      '\t/**\n\t * a\n\t */\n\tf() {\n\t\tg();\n\t}',
      '/**\n * b\n */\nf() {\n  if (x) {\n    // y\n    h();\n  }\n}',
      '',
      '\t/**\n\t * b\n\t */\n\tf() {\n\t\tif (x) {\n\t\t\t// y\n\t\t\th();\n\t\t}\n\t}',
    ],
    [
      'tabs, from within a comment',
      '\t * a\n\t */\n\tf() {\n\t\tg();\n\t}',
      '\t * a\n\t */\n\tf() {\n\t\th();\n\t}'.replaceAll('\t', '    '),
      '',
      '\t * a\n\t */\n\tf() {\n\t\th();\n\t}',
    ],
    [
      'a comment within, into tabs',
      'f() {\n\tg();\n}',
      'f() {\n  /*\n   * b\n     c\n   */\n  h(a\n    * b);\n}',
      '',
      'f() {\n\t/*\n\t * b\n     c\n\t */\n\th(a\n\t\t* b);\n}',
    ],
    [
      'spaces into tabs',
      '\t\ta();\n\t\tb();',
      'if (x) {\n    a();\n}',
      '',
      '\t\tif (x) {\n\t\t\ta();\n\t\t}',
    ],
    ['in the middle of a line', 'one(two)', 'one(\n  two,\n)', '    const x = ', 'one(\n      two,\n    )'],
    ['blank lines stay empty', '    a();', 'a();\n\nb();', '', '    a();\n\n    b();'],
  ])('%s', (_, original, replacement, linePrefix, expected) => {
    expect(replaced(original, replacement, linePrefix)).toBe(expected);
  });

  it('ends as the original ended', () => {
    expect(replaced('a\n', 'b')).toBe('b\n');
    expect(replaced('a', 'b\n\n')).toBe('b');
    expect(replaced('a\n\n', '\n\nb\n')).toBe('b\n\n');
    expect(replaced('a\n', '')).toBe('');
  });

  it('writes the line breaks of the document and keeps its byte order mark', () => {
    expect(replaced('a\r\nb\r\n', 'c\nd', '', '\r\n')).toBe('c\r\nd\r\n');
    expect(replaced('a\nb', 'c\r\nd')).toBe('c\nd');
    expect(replaced('\uFEFFa', '\uFEFFb')).toBe('\uFEFFb');
    expect(replaced('a', '\uFEFFb')).toBe('b');
  });
});

describe('insertionOf', () => {
  it.each([
    ['at an indented line', 'a();\nb();', '  ', 'a();\n  b();'],
    ['already at depth after the first line', 'a();\n  b();', '  ', 'a();\n  b();'],
    ['at depth altogether', '  a();\n  b();', '  ', 'a();\n  b();'],
    ['a block', 'if (x) {\n  a();\n}', '  ', 'if (x) {\n    a();\n  }'],
    ['after an opening brace', '\n  a();\n', 'function f() {', '\n  a();'],
    ['without the repeated start of the line', 'const x = 1;', '  const x =', ' 1;'],
    ['but with a short one, which may be meant', '}}', '}', '}}'],
    ['nothing', '\n', '  ', 'unchanged'],
  ])('%s', (_, code, linePrefix, expected) => {
    expect(inserted(code, linePrefix)).toBe(expected);
  });

  it('writes the line breaks of the document', () => {
    expect(inserted('a\nb', '', '\r\n')).toBe('a\r\nb');
  });

  it.each([
    ['at column 0', 'return a;', '', '  ', '  return a;'],
    ['in part', 'if (a) {\n    b();\n}', '  ', '    ', '  if (a) {\n        b();\n    }'],
    ['not at all', 'a();', '    ', '  ', 'a();'],
    ['behind text', ' 1;', 'const x =', '  ', ' 1;'],
  ])(
    'makes up the indentation that an empty line lacks: %s',
    (_, code, linePrefix, blockIndent, expected) => {
      const edit = insertionOf({ code, linePrefix, documentEol: '\n', blockIndent });
      expect(edit).toEqual({ type: 'replace', text: expected });
    },
  );
});
