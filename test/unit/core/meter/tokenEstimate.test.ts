import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  emptyTally,
  estimateTokens,
  leastTokensOf,
  tally,
  tokensOf,
} from '../../../../src/core/meter/tokenEstimate.ts';
import fewest from '../../../fixtures/estimator/fewest.json' with { type: 'json' };

/** Counts of o200k_base. */
const counted: readonly (readonly [text: string, tokens: number])[] = [
  ['The answer is 42 after 2,000 hidden tokens.', 13],
  ['export function add(a: number, b: number): number {\n  return a + b;\n}\n', 20],
  ['def greet(name):\n    """Say hello."""\n    return f"Hello, {name}!"\n', 19],
  ['{"model": "gpt-5", "usage": {"prompt_tokens": 14746, "completion_tokens": 1944}}', 28],
  ["SELECT id, name FROM users WHERE created_at > now() - interval '7 days';", 18],
  ['Wir prüfen, ob die Übersetzung der Überschrift vollständig ist.', 13],
  ['这个函数计算两个日期之间的天数。', 10],
  ['この関数は二つの日付の間の日数を計算します。', 17],
  ['이 함수는 두 날짜 사이의 일수를 계산합니다.', 12],
  ['Эта функция вычисляет количество дней между датами.', 11],
];

test.each(counted)('%j is about %d tokens', (text, tokens) => {
  expect(Math.abs(estimateTokens(text) - tokens)).toBeLessThanOrEqual(Math.max(2, 0.35 * tokens));
});

test('over all of them the errors cancel out', () => {
  const sum = (pick: (pair: (typeof counted)[number]) => number): number =>
    counted.reduce((total, pair) => total + pick(pair), 0);
  const ratio = sum(([text]) => estimateTokens(text)) / sum(([, tokens]) => tokens);
  expect(ratio).toBeGreaterThan(0.9);
  expect(ratio).toBeLessThan(1.1);
});

const text = fc.string({ unit: 'binary', maxLength: 300 });

test('a text counted in pieces, cut anywhere, counts as the whole', () => {
  // UTF-16 units and not characters: a provider may cut an emoji in two.
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 });
  const codeLike = fc
    .array(
      fc.constantFrom('HTTP', 'Server', 'x', '_', '42', '0', ' ', '  ', '\t', '\n', '({', ';', '日本', '👍'),
    )
    .map((parts) => parts.join(''));
  const anyText = fc.oneof(
    units.map((codes) => String.fromCharCode(...codes)),
    codeLike,
  );
  fc.assert(
    fc.property(anyText, fc.array(fc.nat(200), { maxLength: 8 }), (whole, cuts) => {
      let tallied = emptyTally;
      const marks = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].toSorted(
        (a, b) => a - b,
      );
      marks.forEach((mark, index) => {
        tallied = tally(tallied, whole.slice(marks[index - 1] ?? 0, mark));
      });
      expect(tokensOf(tallied)).toBe(estimateTokens(whole));
    }),
    { numRuns: 200 },
  );
});

test('never falls as text is added, and any text is at least one token', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(estimateTokens(before + after)).toBeGreaterThanOrEqual(estimateTokens(before) - 1);
      expect(estimateTokens(before)).toBeGreaterThanOrEqual(before === '' ? 0 : 1);
    }),
  );
});

const least = (of: string): number => leastTokensOf(tally(emptyTally, of));

describe('the least that has certainly come', () => {
  // The fewest that any of o200k, cl100k, Gemini, Qwen 3, DeepSeek V3 and Llama 3 makes of the text.
  test.each(Object.entries(fewest))('of %s is no more than the leanest tokenizer counts', (name, count) => {
    const whole = readFileSync(new URL(`../../../fixtures/estimator/${name}.txt`, import.meta.url), 'utf8');
    expect(least(whole)).toBeLessThanOrEqual(count);
    expect(least(whole)).toBeGreaterThan(count / 3);
  });

  test('grows without end with any text without end', () => {
    for (const piece of [
      'a',
      'Z',
      '7',
      ' ',
      '\n',
      '\t',
      '\r\n',
      '-',
      '─',
      '\u0000',
      '字',
      'ا',
      'é',
      '👍',
      'x ',
    ])
      expect(least(piece.repeat(100_000))).toBeGreaterThan(700);
  });

  test('is what it is, however the text was cut', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const cut = tally(tally(emptyTally, before), after);
        expect(leastTokensOf(cut)).toBeCloseTo(least(before + after), 6);
      }),
    );
  });
});

describe('features', () => {
  test('nothing is no token', () => {
    expect(estimateTokens('')).toBe(0);
    expect(tokensOf(emptyTally)).toBe(0);
  });

  test('a camelCase name costs its parts', () => {
    expect(estimateTokens('parseHttpResponseHeaders')).toBe(4);
    expect(estimateTokens('HTTPServer')).toBe(2);
    // ABCD and Efoo: the E is no fifth capital of the first.
    expect(estimateTokens('ABCDEfoo'.repeat(30))).toBe(64);
  });

  test('indentation costs little, however deep', () => {
    expect(estimateTokens(' '.repeat(40))).toBe(1);
    expect(estimateTokens('\n'.repeat(10))).toBe(1);
  });

  test('a text in Chinese costs more than its words in English letters would', () => {
    expect(estimateTokens('计算日期')).toBeGreaterThanOrEqual(3);
  });
});
