import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditorRequest } from '../../../../src/core/model/request.ts';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';

function ask(text: string, selected?: string, extra: Partial<EditorRequest> = {}): EditorRequest {
  const selection =
    selected === undefined
      ? undefined
      : { text: selected, lines: selected.split('\n').length, shape: 'lines' as const };
  return { surface: 'command', command: 'ask', text, selection, ...extra };
}

function actionOf(text: string, selected?: string) {
  return findLocalTool(ask(text, selected))?.action;
}

describe('lines', () => {
  it('sorts, ignoring case, and keeps the last line end as it was', () => {
    expect(actionOf('sort these lines', 'pear\nApple\nfig')).toEqual({
      kind: 'replaceSelection',
      text: 'Apple\nfig\npear',
    });
    expect(actionOf('sort lines', 'b\r\na\r\n')).toEqual({ kind: 'replaceSelection', text: 'a\r\nb\r\n' });
  });

  it('keeps commas between members', () => {
    expect(actionOf('sort', '  c,\n  a,\n  b')).toEqual({
      kind: 'replaceSelection',
      text: '  a,\n  b,\n  c',
    });
  });

  it('removes duplicates and reverses', () => {
    expect(actionOf('remove duplicate lines', 'a\nb\na')).toEqual({ kind: 'replaceSelection', text: 'a\nb' });
    expect(actionOf('reverse the lines', 'a\nb')).toEqual({ kind: 'replaceSelection', text: 'b\na' });
  });

  it.each([
    'can you sort these lines please',
    'sort this list alphabetically',
    'alphabetize these lines',
    'sort a-z',
  ])('%s', (text) => expect(actionOf(text, 'b\na')).toEqual({ kind: 'replaceSelection', text: 'a\nb' }));

  it.each(['remove duplicates from this list', 'deduplicate these entries', 'unique lines'])('%s', (text) =>
    expect(actionOf(text, 'a\nb\na')).toEqual({ kind: 'replaceSelection', text: 'a\nb' }),
  );

  it.each([
    'sort this array by date',
    'sort this array',
    'sort by name',
    'sort these words into categories',
    'sort lines numerically',
    'reverse this string',
    'sort the imports',
  ])('leaves "%s" to a model', (text) => expect(actionOf(text, 'b,\na,')).toBeUndefined());

  it('changes the order of statements only for one who says lines', () => {
    const statements = 'const b = 1;\nconst a = b;';
    for (const text of ['sort', 'sort this', 'reverse it', 'dedupe these']) {
      expect(actionOf(text, statements)).toBeUndefined();
    }
    expect(actionOf('sort these lines', statements)).toEqual({
      kind: 'replaceSelection',
      text: 'const a = b;\nconst b = 1;',
    });
  });

  it('leaves code alone whose lines do not stand for themselves', () => {
    expect(actionOf('sort lines', 'if (a) {\n  b();\n}')).toBeUndefined();
    expect(actionOf('sort lines by the length of the second word', 'a b\nc d')).toBeUndefined();
    expect(actionOf('sort lines')).toBeUndefined();
  });
});

describe('JSON and case', () => {
  it('lays out JSON by its tokens: nothing in it changes', () => {
    expect(actionOf('pretty print this json', '{"a":[1,2]}')).toEqual({
      kind: 'replaceSelection',
      text: '{\n  "a": [\n    1,\n    2\n  ]\n}',
    });
    expect(actionOf('pretty print json', '{"b":12345678901234567890,"1":1.0,"b":"\\u00e9, }"}')).toEqual({
      kind: 'replaceSelection',
      text: '{\n  "b": 12345678901234567890,\n  "1": 1.0,\n  "b": "\\u00e9, }"\n}',
    });
    expect(actionOf('format json', '{a:1}')).toBeUndefined();
  });

  it('lays out JSON with comments, keeping them, the spellings and the line ends', () => {
    expect(actionOf('format json', '{"b":1.0,// why\r\n"1":9007199254740993,/* x */}\r\n')).toEqual({
      kind: 'replaceSelection',
      text: '{\r\n  "b": 1.0, // why\r\n  "1": 9007199254740993, /* x */\r\n}\r\n',
    });
    expect(actionOf('minify json', '{"a":1 // why\n}')).toBeUndefined();
  });

  it('lays out JSON as JSON.stringify does, on one line or by the step that was asked for', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const source = JSON.stringify(value);
        const text = (wish: string) => {
          const action = actionOf(wish, source);
          return action?.kind === 'replaceSelection' ? action.text : undefined;
        };
        expect(text('pretty print json')).toBe(JSON.stringify(value, undefined, 2));
        expect(text('format this json with 4 spaces')).toBe(JSON.stringify(value, undefined, 4));
        expect(text('indent json with tabs')).toBe(JSON.stringify(value, undefined, '\t'));
        expect(text('minify')).toBe(source);
      }),
    );
  });

  it.each([
    ['snake case', 'parseHTTPResponse', 'parse_http_response'],
    ['convert to camelCase', 'user_first_name', 'userFirstName'],
    ['to kebab-case', 'UserName', 'user-name'],
    ['make it UPPER CASE', 'abc Def', 'ABC DEF'],
    ['PascalCase', 'my-widget', 'MyWidget'],
    ['upper case', 'Straße, élan', 'STRASSE, ÉLAN'],
    ['title case', '𐐨𐐩 élan', '𐐀𐐩 Élan'],
  ])('%s of %s', (text, selected, expected) => {
    expect(actionOf(text, selected)).toEqual({ kind: 'replaceSelection', text: expected });
  });
});

describe('references and layout', () => {
  it.each([
    'where is parsePrice used?',
    'who calls parsePrice',
    'find all references to `parsePrice`',
    'list usages of parsePrice',
    'show me all the callers of parsePrice',
    'where else is parsePrice used',
    'which files use parsePrice?',
  ])('%s', (text) => expect(actionOf(text)).toEqual({ kind: 'references', symbol: 'parsePrice' }));

  it('takes a plain word for a name where it is spoken of as one', () => {
    expect(actionOf('who calls render?')).toEqual({ kind: 'references', symbol: 'render' });
    expect(actionOf('where is user used')).toEqual({ kind: 'references', symbol: 'user' });
    expect(actionOf('where is `caching` used')).toEqual({ kind: 'references', symbol: 'caching' });
  });

  it.each([
    'where is this used',
    'how is caching used here',
    'what uses more memory, a map or a set?',
    'where is caching used',
    'where is authentication used',
    'where are cookies used',
    'where is everything used',
    'find all references',
    'show usage of grep',
    'what uses memory',
    'what is parsePrice used for',
    'is parsePrice used anywhere',
  ])('leaves "%s" to a model', (text) => expect(actionOf(text)).toBeUndefined());

  it.each([
    'can you format this code?',
    'fix the indentation of this function',
    'auto-format',
    'format this file',
    'fix indentation',
    'please reformat the code',
    'prettify',
  ])('%s', (text) => {
    expect(actionOf(text)).toEqual({ kind: 'formatter' });
  });

  it('lets the format command without words go to the formatter, unless there is none', () => {
    expect(findLocalTool({ surface: 'command', command: 'format', text: '' })?.name).toBe('formatter');
    expect(
      findLocalTool({ surface: 'command', command: 'format', text: '', formatterPresent: false }),
    ).toBeUndefined();
  });

  it.each([
    'format the date as ISO 8601',
    'format the output',
    'format this class to use records',
    'indent this by 2',
    'clean up this code',
    'translate the comments',
    'fix the lint errors',
    'write docstrings',
  ])('does not take "%s" for layout', (text) => expect(actionOf(text)).toBeUndefined());
});

describe('what a tool would do wrongly', () => {
  const lines = { text: 'b\na', lines: 2, shape: 'lines' } as const;

  it('is left to others: several selections, parts of lines', () => {
    expect(findLocalTool(ask('sort', undefined, { selection: lines }))?.name).toBe('sortLines');
    for (const over of [{ shape: 'several' as const }, { cutsLines: true }]) {
      expect(findLocalTool(ask('sort', undefined, { selection: { ...lines, ...over } }))).toBeUndefined();
    }
  });

  it('sorts numbers by their size', () => {
    expect(actionOf('sort ascending', '10\n9\n-2')).toMatchObject({ text: '-2\n9\n10' });
    expect(actionOf('sort descending', '10\n9\n2.5')).toMatchObject({ text: '10\n9\n2.5' });
  });

  it.each([
    ['camelCase', '_user_name', '_userName'],
    ['snake case', '__initValue', '__init_value'],
    ['to kebab-case', '  UserName ', '  user-name '],
  ])('%s keeps what stands around the name %s', (wish, source, text) =>
    expect(actionOf(wish, source)).toMatchObject({ text }),
  );

  it.each(['list all references to the paper', 'who calls me', 'where is the database used'])(
    'takes no thing for a symbol: %s',
    (text) => expect(actionOf(text)).toBeUndefined(),
  );
});
