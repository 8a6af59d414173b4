import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arithmetic } from '../../../../src/core/tools/arithmetic.ts';
import { findLocalTool } from '../../../../src/core/tools/findLocalTool.ts';

function actionOf(text: string) {
  return findLocalTool({ surface: 'command', command: 'ask', text })?.action;
}

/** The sign and the number behind it. */
function answerTo(text: string): readonly [sign: string, result: string] {
  const action = arithmetic({ surface: 'command', command: 'ask', text })?.action;
  if (action?.kind !== 'answer') throw new Error(`no answer to ${text}`);
  const [, sign = '', result = ''] = /([=≈]) (\S+)$/.exec(action.text) ?? [];
  expect(result).toBe(action.result);
  return [sign, result];
}

describe('arithmetic', () => {
  it.each([
    ['what is 17 * 3?', '17 * 3 = 51'],
    ['add 1 to 9900', 'add 1 to 9900 = 9901'],
    ['subtract 5 from 12', 'subtract 5 from 12 = 7'],
    ['(2 + 3) ** 2 - -1', '(2 + 3) ** 2 - -1 = 26'],
    ['1,000 + 1', '1,000 + 1 = 1001'],
    ['0.1 + 0.2', '0.1 + 0.2 = 0.3'],
    ['10/3', '10/3 ≈ 3.33333333333'],
    ['12 plus 30', '12 plus 30 = 42'],
    ['what is 7 mod 3?', '7 mod 3 = 1'],
    ['5 minus -3', '5 minus -3 = 8'],
    ['what is 20% of 150', '20% of 150 = 30'],
    ['-2 ** 2', '-2 ** 2 = -4'],
    ['2 ** 3 ** 2', '2 ** 3 ** 2 = 512'],
  ])('%s', (text, answer) => {
    expect(actionOf(text)).toMatchObject({ kind: 'answer', text: answer });
  });

  it.each([
    ['1234567890123.45 * 2', '=', '2469135780246.9'],
    ['10000000000001/2', '=', '5000000000000.5'],
    ['999999999999.5 + 0.2', '=', '999999999999.7'],
    ['3^50 % 7', '=', '2'],
    ['9007199254740993 - 2', '=', '9007199254740991'],
    ['0.3 % 0.1', '=', '0'],
    ['0.1 + 0.2 - 0.3', '=', '0'],
    ['-7 % 3', '=', '-1'],
    ['1/1024', '=', '0.0009765625'],
    ['2 ** -2', '=', '0.25'],
    ['-2/3', '≈', '-0.666666666667'],
    ['1/3000000', '≈', '3.33333333333e-7'],
    ['1/300000', '≈', '0.00000333333333333'],
    ['2^200', '=', '1606938044258990275541962092341162602522202993782792835301376'],
    ['29999999999999/3', '≈', '10000000000000'],
  ])('loses nothing: %s', (text, sign, result) => {
    expect(answerTo(text)).toEqual([sign, result]);
  });

  it('puts the bare result into the action, to be copied', () => {
    expect(actionOf('1/3')).toEqual({
      kind: 'answer',
      text: '1/3 ≈ 0.333333333333',
      result: '0.333333333333',
    });
  });

  it.each([
    'what is 5 in hex?',
    '2024-01-15',
    '07/08/2024',
    '555-1234',
    '1-2-3',
    '192.168.0.1',
    'what is 1 + 1 in binary',
    '100 - 20%',
    '5% + 3',
    '1,5 + 2',
    '0,125 * 2',
    '1234,567 + 1',
    '1.234,567 + 1',
    'page 3-4',
    'what is 3 + 5!',
    '(3 + 2)! * 2',
    '(3 + 2)!',
  ])('does not take "%s" for a sum', (text) => expect(actionOf(text)).toBeUndefined());

  it.each([
    '1 / 0',
    '5 % 0',
    '0 ** -1',
    '2 ** 0.5',
    '9 ** 9 ** 9',
    '3 +',
    'what is a monad',
    '12',
    'add 1 to the counter',
    '2 (3)',
    `1${' + 1'.repeat(400)}`,
  ])('leaves "%s" to others', (text) => expect(actionOf(text)).toBeUndefined());
});

/** A fraction of its own making: numerator and denominator, never shortened. */
type Fraction = readonly [bigint, bigint];
const operations: Readonly<Record<string, (a: Fraction, b: Fraction) => Fraction>> = {
  '+': ([a, b], [c, d]) => [a * d + c * b, b * d],
  '-': ([a, b], [c, d]) => [a * d - c * b, b * d],
  '*': ([a, b], [c, d]) => [a * c, b * d],
  '/': ([a, b], [c, d]) => [a * d, b * c],
  '%': ([a, b], [c, d]) => [(a * d) % (c * b), b * d],
};

/** A decimal, as text and as a fraction of a power of ten. */
const decimal = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 16n }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]): { text: string; value: Fraction } => {
    const all = String(digits).padStart(places + 1, '0');
    const text = places === 0 ? all : `${all.slice(0, -places)}.${all.slice(-places)}`;
    return { text, value: [digits, 10n ** BigInt(places)] };
  });
const { sum } = fc.letrec<{ sum: { text: string; value: Fraction } }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    decimal,
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '/', '%'), tie('sum'))
      .filter(([, operator, right]) => right.value[0] !== 0n || !'/%'.includes(operator))
      .map(([left, operator, right]) => ({
        text: `(${left.text} ${operator} ${right.text})`,
        value: operations[operator]?.(left.value, right.value) ?? left.value,
      })),
  ),
}));

function fractionOf(text: string): Fraction {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]\d+))?$/.exec(text) ?? [];
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(sign + whole + fraction);
  return shift < 0 ? [digits, 10n ** BigInt(-shift)] : [digits * 10n ** BigInt(shift), 1n];
}
const size = (value: bigint): bigint => (value < 0n ? -value : value);

it('says = of what is exactly so, and ≈ of what is within half of the twelfth digit', () => {
  fc.assert(
    fc.property(decimal, fc.constantFrom('+', '-', '*', '/', '%'), sum, (left, operator, right) => {
      fc.pre(right.value[0] !== 0n);
      const text = `${left.text} ${operator} ${right.text}`;
      fc.pre(text.length < 1000);
      const [a, b] = operations[operator]?.(left.value, right.value) ?? left.value;
      const [sign, result] = answerTo(text);
      const [c, d] = fractionOf(result);
      const error = size(a * d - c * b);
      expect(error * 2n * 10n ** 11n <= (sign === '=' ? 0n : size(a * d))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('says ≈ only of what does not end, or not within 40 digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 9n }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (a, b) => {
      const [sign] = answerTo(`what is ${a} / ${b}`);
      const ends = Array.from({ length: 41 }, (_, places) => (a * 10n ** BigInt(places)) % b === 0n);
      expect(sign).toBe(ends.includes(true) ? '=' : '≈');
    }),
  );
});
