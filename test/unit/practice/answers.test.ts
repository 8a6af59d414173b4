import { stripTypeScriptTypes } from 'node:module';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { editOf, insertionOf } from '../../../src/core/answer/edit.ts';
import { extractCode } from '../../../src/core/answer/extractCode.ts';
import type { PromptInput } from '../../../src/core/prompt/promptInput.ts';
import { practiceNote } from '../../../src/practice/answers/practiceTask.ts';
import { ask, type PracticeModelId } from './askPractice.ts';

/** The whole document after Complete at the `¦`. */
function completed(document: string, language: string, model?: PracticeModelId, text = ''): string {
  const [before = '', after = ''] = document.split('¦');
  const file = { path: 'sample', language };
  const answer = ask({ class: 'complete', form: 'insert', text, file, before, after }, model).text;
  const code = extractCode(answer, { languageId: language })?.code ?? '';
  const linePrefix = before.slice(before.lastIndexOf('\n') + 1);
  const edit = insertionOf({ code, linePrefix, documentEol: '\n' });
  return before + (edit.type === 'replace' ? edit.text : '') + after;
}

/** The whole selection after Refactor. */
function refactored(
  selection: string,
  text: string,
  language = 'typescript',
  model?: PracticeModelId,
): string {
  const file = { path: 'sample', language };
  const answer = ask({ class: 'refactor', form: 'diff', text, file, selection }, model).text;
  const replacement = extractCode(answer, { languageId: language })?.code ?? '';
  const edit = editOf({ original: selection, replacement, documentEol: '\n' });
  return edit.type === 'replace' ? edit.text : selection;
}

/** Runs TypeScript and gives the value of `expression`; throws where either does not parse. */
function run(code: string, expression: string): unknown {
  return runInNewContext(`${stripTypeScriptTypes(code)}\n;${expression}`, { setTimeout, clearTimeout });
}

describe('complete', () => {
  it.each([
    [
      'median(values: number[]): number | undefined',
      '[median([3, 1, 2]), median([4, 1]), median([])]',
      [2, 2.5, undefined],
    ],
    ['average(numbers: number[])', 'average([1, 2, 6])', 3],
    ['slugify(title: string): string', "slugify('  Crème Brûlée: 2 ways! ')", 'creme-brulee-2-ways'],
    ['isPrime(n: number): boolean', '[0, 1, 2, 9, 97].map(isPrime)', [false, false, true, false, true]],
    ['clamp(value: number, low: number, high: number)', '[clamp(5, 0, 3), clamp(-1, 0, 3)]', [3, 0]],
    ['chunk<T>(items: T[], size: number): T[][]', 'chunk([1, 2, 3], 2)', [[1, 2], [3]]],
    ['fibonacci(n: number): number', '[0, 1, 10].map(fibonacci)', [0, 1, 55]],
    ['isPalindrome(text: string)', "['Race car!', 'ab'].map(isPalindrome)", [true, false]],
    [
      'countWords(text: string)',
      "[...countWords('a b A')]",
      [
        ['a', 2],
        ['b', 1],
      ],
    ],
    ['debounce(fn: () => void, ms: number): () => void', 'typeof debounce(() => {}, 1)', 'function'],
  ])('%s runs, wherever the cursor stands', (signature, expression, expected) => {
    for (const document of [
      `export function ${signature} {\n  ¦\n}\n`,
      `export function ${signature} {¦}\n`,
      `export function ${signature} {¦`,
      `export function ${signature} {\n  ¦`,
      `// before\n\nfunction ${signature} {\n  ¦\n}\n\nfunction next() {\n  return 1;\n}\n`,
    ]) {
      for (const model of ['fast', 'reasoning'] as const) {
        const code = completed(document, 'typescript', model).replace(/^export /gm, '');
        expect(JSON.parse(JSON.stringify(run(code, expression)))).toEqual(
          JSON.parse(JSON.stringify(expected)),
        );
      }
    }
  });

  it('knows arrow functions and methods in place, in JavaScript too', () => {
    const code = completed('const isPrime = (candidate) => {\n  ¦\n};\n', 'javascript');
    expect(run(code, 'isPrime(7)')).toBe(true);
    expect(code).toContain('candidate % divisor');
  });

  it('indents Python and Go as they want it', () => {
    expect(completed('def median(values):\n    ¦\n', 'python')).toBe(
      `def median(values):
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
`,
    );
    expect(completed('func IsPrime(n int) bool {\n\t¦\n}\n', 'go')).toBe(
      'func IsPrime(n int) bool {\n\tif n < 2 {\n\t\treturn false\n\t}\n\tfor divisor := 2; divisor*divisor <= n; divisor++ {\n\t\tif n%divisor == 0 {\n\t\t\treturn false\n\t\t}\n\t}\n\treturn true\n}\n',
    );
  });

  it('writes a whole function that is asked for in words or in the comment above', () => {
    const asked = completed('¦', 'typescript', 'fast', 'write a slugify function');
    expect(run(asked, "slugify('A b')")).toBe('a-b');
    expect(run(completed('// median of the values\n¦', 'typescript'), 'median([1])')).toBe(1);
    expect(completed('# isPrime\n¦', 'python')).toContain('def isPrime(n):\n    if n < 2:');
  });

  it('says in a comment that it does not know, and adds no code', () => {
    expect(completed('export const x = 1;\n¦', 'typescript')).toMatch(/\n\/\/ Practice answer: no model/);
    expect(completed('const m = median(values);\n¦', 'typescript')).toMatch(/\n\/\/ Practice answer/);
    expect(completed('a: 1\n¦', 'yaml')).toMatch(/\n# Practice answer/);
    expect(completed('function median(values) {\n  const a = 1;\n}\n¦', 'javascript')).toMatch(
      /\/\/ Practice/,
    );
  });
});

describe('the task at which the fast model fails', () => {
  const document = 'export function parseDuration(text: string): number {\n  ¦\n}\n';
  const plain = (code: string) => code.replace(/^export /gm, '');

  it('is answered wrongly by fast and rightly by reasoning', () => {
    expect(() => run(plain(completed(document, 'typescript', 'fast')), '0')).toThrow(SyntaxError);
    const right = plain(completed(document, 'typescript', 'reasoning'));
    expect(run(right, "[parseDuration('1h 30m'), parseDuration('250ms'), parseDuration('1.5s')]")).toEqual([
      5_400_000, 250, 1500,
    ]);
    expect(() => run(right, "parseDuration('soon')")).toThrow('Not a duration');
  });

  it('is any task that calls itself tricky', () => {
    const loop = 'var total = 0;\nfor (let i = 0; i < xs.length; i++) {\n  total += xs[i];\n}';
    const instruction = 'tricky: use for...of';
    expect(() => run(refactored(loop, instruction, 'typescript', 'fast'), '0')).toThrow(SyntaxError);
    const right = refactored(loop, instruction, 'typescript', 'reasoning');
    expect(run(`const xs = [1, 2];${right}`, 'total')).toBe(3);
  });
});

describe('refactor', () => {
  it.each([
    ['rename total to sum', 'let total = 0; total += totals;', 'let sum = 0; sum += totals;'],
    ['rename the variable `a` to `b`', 'a.a = $a + a1;', 'b.b = $a + a1;'],
    ['use const', 'var a = 1;\nvar b = 2;\nb += 1;\nvar c;', 'const a = 1;\nlet b = 2;\nb += 1;\nlet c;'],
    ['convert var to let or const', 'for (var i = 0; i < 3; i++) {}', 'for (let i = 0; i < 3; i++) {}'],
    [
      'use for…of',
      'for (let i = 0; i < items.length; i++) {\n  send(items[i]);\n}',
      'for (const item of items) {\n  send(item);\n}',
    ],
    [
      'turn it into a for of loop',
      'for (var i = 0; i < rows.length; ++i) {\n  const r = rows[i];\n  if (r) { add(r, rows[i]); }\n}',
      'for (const r of rows) {\n  if (r) { add(r, r); }\n}',
    ],
    [
      'use for-of',
      'for (let i = 0; i < a.length; i++) {\n  for (let j = 0; j < bs.length; j++) {\n    f(a[i], bs[j]);\n  }\n}',
      'for (const item of a) {\n  for (const b of bs) {\n    f(item, b);\n  }\n}',
    ],
    [
      'extract 86400 to the constant SECONDS_PER_DAY',
      '  return n * 86400;',
      '  const SECONDS_PER_DAY = 86400;\n  return n * SECONDS_PER_DAY;',
    ],
    [
      'extract the magic number',
      'return 3600 + x3600;',
      'const VALUE_3600 = 3600;\nreturn VALUE_3600 + x3600;',
    ],
    [
      'use strict equality',
      'a == b && c != d || e === f && g !== h',
      'a === b && c !== d || e === f && g !== h',
    ],
    ['simplify', 'if (a > b) {\n  return true;\n} else {\n  return false;\n}', 'return a > b;'],
    ['simplify', 'if (a) {\n  return true;\n}\nreturn false;', 'return a;'],
    ['modernise this', 'var a = b == 1;', 'const a = b === 1;'],
  ])('%s', (instruction, selection, expected) => {
    expect(refactored(selection, instruction)).toBe(expected);
  });

  it('documents functions that have no comment yet', () => {
    const code = 'export function totalPrice(items: Item[], taxRate: number): number {\n  return 0;\n}';
    const documented = refactored(code, 'add JSDoc');
    expect(documented).toBe(
      `/**\n * Totals the price.\n *\n * @param items the items\n * @param taxRate the tax rate\n */\n${code}`,
    );
    expect(refactored(documented, 'add JSDoc')).toContain(documented);
    expect(refactored('def is_empty(self):\n    return 1', 'add docstrings', 'python')).toBe(
      'def is_empty(self):\n    """Tells whether it is empty."""\n    return 1',
    );
    expect(refactored('func Mean(v []float64) float64 {\n}', 'document this', 'go')).toMatch(
      /^\/\/ Mean: The mean\.\n/,
    );
  });

  it.each([
    'for (let i = 0; i < a.length; i++) {\n  a[i] = 0;\n}',
    'for (let i = 0; i < a.length; i++) {\n  f(i, a[i]);\n}',
    'for (let i = 0; i < a.length; i++) {\n  f();\n}',
    'for (let i = 1; i < a.length; i++) {\n  f(a[i]);\n}',
    'for (let i = 0; i < a.length; i++) {\n  f(a[i]);',
  ])('leaves a loop alone that needs its index: %j', (loop) => {
    expect(refactored(loop, 'use for of')).toBe(
      `// Practice answer: no model was called, so the code is unchanged.\n${loop}`,
    );
  });

  it('says in a comment of the language that nothing changed', () => {
    expect(refactored('  x = 1', 'make it faster', 'python')).toMatch(/^ {2}# Practice answer.*\n {2}x = 1$/);
    expect(refactored('<p>', 'make it faster', 'html')).toMatch(/^<!-- Practice answer.* -->\n<p>$/);
    expect(refactored('x();', 'rename', 'typescript')).toMatch(/^\/\/ Practice answer/);
  });
});

describe('architect and questions', () => {
  it('gives a short plan about the topic, in Markdown, and owns up', () => {
    const file = { path: 'src/cart.ts', language: 'typescript' };
    const { text } = ask({
      class: 'architect',
      form: 'document',
      text: 'Plan for offline support. Be brief.',
      file,
    });
    expect(text).toMatch(/^# Plan: Offline support\n/);
    expect(text).toContain('`src/cart.ts`');
    expect(text.match(/^## .+$/gm)).toEqual(['## Decisions', '## Steps', '## Risks', '## Open questions']);
    expect(text.endsWith(practiceNote)).toBe(true);
  });

  it('tells what it can about the code, and owns up', () => {
    const selection = 'function a() {\n  if (b) c();\n}\nclass D {}\n';
    const { text } = ask({
      class: 'complete',
      form: 'document',
      text: 'Explain this',
      selection,
      file: { path: 'a.ts', language: 'typescript' },
    });
    expect(text).toContain('4 lines of `a.ts` (typescript)');
    expect(text).toContain('`a`, `D`');
    expect(text).toContain('1 place where it branches');
    expect(text.endsWith(practiceNote)).toBe(true);
    expect(ask({ class: 'complete', form: 'document', text: 'Hello' }).text).toContain('No code came');
  });

  it('thinks most for plans and least for completions, the same each time', () => {
    const thinking = (input: PromptInput) => ask(input, 'reasoning').thinkingTokens;
    const plan: PromptInput = { class: 'architect', form: 'document', text: 'plan it' };
    const complete: PromptInput = { class: 'complete', form: 'insert', text: '' };
    expect(thinking(plan)).toBe(thinking(plan));
    expect(thinking(plan)).toBeGreaterThan(1700);
    expect(thinking(plan)).toBeLessThan(2900);
    expect(thinking(complete)).toBeLessThan(420);
  });

  it('answers the last question of a conversation', () => {
    const previous = [{ question: 'Add 1 to 1', answer: '2' }];
    expect(ask({ class: 'complete', form: 'document', text: 'Add 1 to 9900', previous }).text).toBe('9901');
  });
});
