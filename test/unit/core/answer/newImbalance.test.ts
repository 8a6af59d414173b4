/** What the own check sees of an edit, and above all what it leaves alone. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newImbalance } from '../../../../src/core/answer/newImbalance.ts';
import { sourceFiles } from '../../../contract/sourceFiles.ts';

function replacing(
  languageId: string,
  original: string,
  replacement: string,
  [before, after]: readonly [string, string] = ['', ''],
) {
  return newImbalance({ languageId, before, original, replacement, after });
}

/** Code in order, of the kinds that are easily read wrongly. */
const inOrder: Readonly<Record<string, readonly string[]>> = {
  typescript: [
    'const quotes = /[\'"`({[]/g.test(text) ? a / b / c : 1 / 2;',
    'return /\\/*"/.exec(`a ${b ? `}${c}` : "}"} \\` {`);',
    "let i = 0; i++ / 2; const re = /[/\\]\"]/;\n// don't (\n/* it's { */",
    "const s = 'a\\\n b'; type T = { readonly [k in K]: Array<'{'> };",
    'const f = <T,>(x: T) => x! / 2;',
  ],
  typescriptreact: [
    "const a = <p className=\"it's\">Don't {b ? <b/> : ')'} (</p>;",
    'return (\n  <>\n    it\'s {list.map((x) => <li key={x}>{"}"} )</li>)}\n  </>\n);',
    'const f = <T extends object>(x: T) => x < 2 && y > (3);',
    'const g = <T,>(x: T) => [x];',
  ],
  javascript: ['const a = b < c ? <A.B c={{ d: 1 }} /> : null; // "', "export default <h1>what's (up</h1>;"],
  json: ['{"a": ["\\"}", {}], // it\'s {\n "b": 1}'],
  python: [
    "x = f\"{a[\"b\"]}\"  # don't (\ny = '''it\"s {\n( '''\nz = r\"\\\"\" + rb'\\''",
    'def f():\n    """Don\'t ( do."""\n    return {"a": [1, (2,)]}',
  ],
  java: ['char c = \'"\', d = \'{\'; String s = """\n  "it\'s" (\n  """; // \''],
  kotlin: ['val s = "${map["a"]} {" + """raw \\ " ${f("}")} """ /* a /* b */ ( */'],
  dart: ["var s = 'it\\'s ${f('}')} {' + r'\\' + '''a ' (''';"],
  swift: ['let s = "\\(f(")")) (" + #"a " ( "# + """\n it\'s " (\n"""'],
  c: ["char a = '\\'', b = '\"', d = '{';\n#error don't (\n"],
  cpp: ["auto r = R\"x( \" ( )x\"; int n = 1'000'000, h = 0xFF'FF; char c = u8'a';"],
  csharp: ['var s = $"{a["b"]} {{ (" + @"C:\\" + $@"{x} "" (" + """a " (""" + \'"\';\n#region don\'t ('],
  go: ["s := `a \" ' (` + \"\\\"(\" + string('\\'') + string('{')"],
  rust: [
    "fn f<'a>(x: &'a str) -> char { 'l: loop { break 'l; } let q = '\\''; '\"' }",
    'let s = r#"a " ( "#; let b = b\'{\'; /* a /* b */ ( */ let m = "x\n y";',
  ],
  css: ["a { background: url(data:x;it's); content: '}' } /* don't { */"],
  scss: ['@import url(//fonts.test/a); a { // don\'t {\n b: "}"; }'],
  sql: ["SELECT 'it''s (', $$ it's ( $$, $x$ ' $x$ -- don't (\n"],
  markdown: ["Don't (\n\n````md\n```\n````\n\n~~~\n```\n~~~\n"],
};

describe('code in order', () => {
  const all = Object.entries(inOrder).flatMap(([language, texts]) => texts.map((text) => [language, text]));
  it.each(all)('of %s is left alone: %s', (language = '', text = '') => {
    expect(replacing(language, '', text)).toBeUndefined();
    // It was read as it is meant: what comes after it is still code.
    const [fault, words] = language === 'markdown' ? ['```', /code block/] : ['f(', /“\(” .* not closed/];
    expect(replacing(language, '', `${text}\n${fault}`)).toMatch(words);
  });

  it('of this project is left alone', () => {
    const files = sourceFiles('src').map(({ path: file }) => file);
    const faults = files.filter(
      (file) => replacing('typescript', '', readFileSync(path.resolve(file), 'utf8')) !== undefined,
    );
    expect(faults).toEqual([]);
  });
});

describe('an edit that breaks it is told by its first fault', () => {
  it.each([
    ['typescript', 'function f() {\n  return 1;\n', '“{” in line 1 is not closed'],
    ['typescript', 'f(a));', '“)” in line 1 closes nothing'],
    ['typescript', 'if (a {\n}', '“(” in line 1 is not closed'],
    ['typescript', "\nconst a = 'b;\n", 'the string that begins in line 2 is not closed'],
    ['typescript', 'const a = `${b`;', 'the string that begins in line 1 is not closed'],
    ['typescript', 'a; /* b', 'the comment that begins in line 1 is not closed'],
    ['typescriptreact', 'return <a b={f(}>c</a>;', '“(” in line 1 is not closed'],
    ['python', 'def f(a, b:\n    pass', '“(” in line 1 is not closed'],
    ['python', 'x = """a', 'the string that begins in line 1 is not closed'],
    ['rust', "fn f<'a>(x: &'a str) {", '“{” in line 1 is not closed'],
    ['go', 'x := []int{1, 2', '“{” in line 1 is not closed'],
    ['sql', "SELECT 'a FROM b", 'the string that begins in line 1 is not closed'],
    ['json', '{"a": [1, 2}', '“[” in line 1 is not closed'],
    ['markdown', 'a\n```ts\nb', 'the code block that begins in line 2 is not closed'],
  ])('%s: %s', (language, text, words) => expect(replacing(language, '', text)).toBe(words));

  it('wherever a bracket of this project is lost', () => {
    const files = sourceFiles('src/core').map(({ path: file }) => readFileSync(path.resolve(file), 'utf8'));
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), (text, pick) => {
        // At the start of a line it is no part of a string, a comment or an expression.
        const places = Array.from(text.matchAll(/^\}/gm), ({ index }) => index);
        fc.pre(places.length > 0);
        const at = places[pick % places.length] ?? 0;
        const edit = { languageId: 'typescript', before: text.slice(0, at), after: text.slice(at + 1) };
        expect(newImbalance({ ...edit, original: '}', replacement: '' })).toMatch(/is not closed$/);
      }),
    );
  });
});

describe('what was at fault before', () => {
  it('is not the edit’s', () => {
    expect(replacing('typescript', 'f(1);', 'f(2);', ['{\n', '\n'])).toBeUndefined();
    expect(replacing('typescript', 'f(', 'g(')).toBeUndefined();
    expect(replacing('typescript', '', ')', ['f(', '\nif (a {}'])).toBeUndefined();
  });

  it('does not hide what the edit adds to it', () => {
    expect(replacing('typescript', 'f(1);', 'f(2;', ['{\n\n', '\n'])).toBe('“(” in line 3 is not closed');
  });

  it('may be mended, or halves of it replaced', () => {
    expect(replacing('typescript', 'f(', 'f()')).toBeUndefined();
    expect(replacing('typescript', 'f(a,', 'f(b, c,', ['', ' d);'])).toBeUndefined();
  });
});

it('takes the kinder reading of a language whose dialects differ', () => {
  expect(replacing('sql', '', "SELECT 'it\\'s (' FROM `a`;")).toBeUndefined();
  expect(replacing('sql', '', "SELECT 'C:\\' FROM a;")).toBeUndefined();
});

it('says nothing of a language that it does not know', () => {
  for (const language of ['shellscript', 'ruby', 'yaml', 'html', 'plaintext', 'toString', '']) {
    expect(replacing(language, '', '(((')).toBeUndefined();
  }
});

it('never throws, whatever the text', () => {
  const language = fc.constantFrom(...Object.keys(inOrder));
  const texts = fc.array(fc.oneof(fc.string(), fc.constantFrom(...'(){}[]<>/\\\'"`$#@*\n'.split(''))));
  fc.assert(
    fc.property(language, texts, texts, (languageId, original, replacement) => {
      replacing(languageId, original.join(''), replacement.join(''));
    }),
  );
});
