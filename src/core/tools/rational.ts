/** Fractions of integers of any size: decimal numbers and the four operations lose nothing. */

/** In lowest terms; `denominator` > 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Enough for any sum a person types; a tower of powers would hold up the editor. */
const maxPowerBits = 4096n;

/** @param decimal digits with at most one point: `12`, `0.5`, `.5` */
export function rationalOf(decimal: string): Rational {
  const [whole = '', fraction = ''] = decimal.split('.');
  return reduced(BigInt(whole + fraction), 10n ** BigInt(fraction.length));
}

export function add(a: Rational, b: Rational): Rational {
  return reduced(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negated({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator };
}

export function multiply(a: Rational, b: Rational): Rational {
  return reduced(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** undefined for a division by 0. */
export function divide(a: Rational, b: Rational): Rational | undefined {
  if (b.numerator === 0n) return undefined;
  const sign = b.numerator < 0n ? -1n : 1n;
  return reduced(a.numerator * b.denominator * sign, a.denominator * b.numerator * sign);
}

/** What a division towards 0 leaves, with the sign of `a`, as `%` of most languages; undefined for b = 0. */
export function remainderOf(a: Rational, b: Rational): Rational | undefined {
  const quotient = divide(a, b);
  if (!quotient) return undefined;
  const whole = { numerator: quotient.numerator / quotient.denominator, denominator: 1n };
  return add(a, negated(multiply(whole, b)));
}

/** undefined where the exponent is no integer or the power is too long. */
export function raise(base: Rational, exponent: Rational): Rational | undefined {
  if (exponent.denominator !== 1n) return undefined;
  const times = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator;
  const { numerator, denominator } = base;
  const bits = BigInt((abs(numerator).toString(2) + denominator.toString(2)).length - 2);
  if (bits * times > maxPowerBits) return undefined;
  const power = { numerator: numerator ** times, denominator: denominator ** times };
  return exponent.numerator < 0n ? divide({ numerator: 1n, denominator: 1n }, power) : power;
}

export interface Decimal {
  readonly text: string;
  /** False where digits are missing: it does not end, or is too long to show. */
  readonly exact: boolean;
}

const longest = 40;
/** Digits; an integer has no shorter form that is still it. */
const longestInteger = 1300;
const digitsOfRounded = 12;

/** All digits of an integer, and of a fraction that ends within 40; else 12 of them, rounded half away from 0. */
export function decimalOf(value: Rational): Decimal {
  return exactDecimal(value) ?? { text: roundedDecimal(value), exact: false };
}

function exactDecimal({ numerator, denominator }: Rational): Decimal | undefined {
  const sign = numerator < 0n ? '-' : '';
  if (denominator === 1n) {
    const whole = String(abs(numerator));
    return whole.length > longestInteger ? undefined : { text: sign + whole, exact: true };
  }
  for (let places = 1, scale = 10n; places <= longest; places++, scale *= 10n) {
    if (scale % denominator !== 0n) continue;
    const digits = String(abs(numerator) * (scale / denominator)).padStart(places + 1, '0');
    if (digits.length > longest) return undefined;
    const whole = digits.slice(0, digits.length - places);
    return { text: `${sign}${whole}.${digits.slice(-places)}`, exact: true };
  }
  return undefined;
}

/** As JavaScript writes numbers: with an exponent below 1e-6 and from 1e21. */
function roundedDecimal({ numerator, denominator }: Rational): string {
  const size = abs(numerator);
  let exponent = String(size).length - String(denominator).length;
  if (size * power10(-exponent) < denominator * power10(exponent)) exponent--;
  const shift = digitsOfRounded - 1 - exponent;
  const [over, under] = [size * power10(shift), denominator * power10(-shift)];
  let digits = String((over * 2n + under) / (under * 2n));
  if (digits.length > digitsOfRounded) exponent++;
  digits = digits.replace(/0+$/, '');
  const sign = numerator < 0n ? '-' : '';
  if (exponent < -6 || exponent >= 21) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return sign + (fraction === '' ? whole : `${whole}.${fraction}`);
}

/** 10 to the power of `exponent`; 1 for a negative one, whose place is on the other side of the fraction. */
function power10(exponent: number): bigint {
  return exponent > 0 ? 10n ** BigInt(exponent) : 1n;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function reduced(numerator: bigint, denominator: bigint): Rational {
  let [a, b] = [abs(numerator), denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}
