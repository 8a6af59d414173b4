/** In which order lines are sorted: numbers by their size, whatever their length; text as the editor's own *Sort Lines* has it. */

export type LineOrder = (a: string, b: string) => number;

/** As VS Code's *Sort Lines Ascending*: the collation of the person's language, `é` beside `e`, `a` before `A`. */
export const alphabetical: LineOrder = new Intl.Collator().compare;

export function descending(order: LineOrder): LineOrder {
  return (a, b) => order(b, a);
}

/** undefined unless every line is a number; blank ones among them come first, as the editor has it. */
export function numerical(lines: readonly string[]): LineOrder | undefined {
  const filled = lines.filter((line) => line.trim() !== '');
  const numbers = numbersOf(filled.map((line) => line.trim().replace(/[,;]$/, '')));
  if (!numbers || filled.length === 0) return undefined;
  const most = numbers.reduce((places, number) => Math.max(places, number.places), 0);
  const scaled = numbers.map(({ digits, places }) => digits * 10n ** BigInt(most - places));
  const sizes = new Map(filled.map((line, index) => [line, scaled[index]]));
  return (a, b) => {
    const [left, right] = [sizes.get(a), sizes.get(b)];
    if (left === undefined || right === undefined)
      return Number(right === undefined) - Number(left === undefined);
    return left < right ? -1 : left > right ? 1 : 0;
  };
}

/** `digits` ÷ 10 to the power of `places`; a double would lose the last digits of long ones. */
interface DecimalNumber {
  readonly digits: bigint;
  readonly places: number;
}

// `1,234` and `1_000` are thousands; `1,5` is a decimal where no line says otherwise.
const grouped = /^\d{1,3}(?:(?:,\d{3})+|(?:_\d{3})+)(?=\.|$)/;
const withComma = /^\d+,\d+$/;
const decimal = /^(\d+)?(?:\.(\d+))?(?:e([-+]?\d{1,3}))?$/i;

function numbersOf(lines: readonly string[]): readonly DecimalNumber[] | undefined {
  const unsigned = lines.map((line) => line.replace(/^[-+−]/, ''));
  const commas = unsigned.filter((line) => line.includes(','));
  const isDecimalComma =
    commas.every((line) => withComma.test(line)) &&
    commas.some((line) => !grouped.test(line)) &&
    !unsigned.some((line) => line.includes('.'));
  const numbers = lines.map((line, index) => {
    const text = unsigned[index] ?? '';
    const isNegative = /^[-−]/.test(line);
    return numberOf(isDecimalComma ? text.replace(',', '.') : ungrouped(text), isNegative);
  });
  const known = numbers.filter((number) => number !== undefined);
  return known.length === numbers.length ? known : undefined;
}

function ungrouped(text: string): string {
  return text.replace(grouped, (digits) => digits.replaceAll(/[,_]/g, ''));
}

function numberOf(text: string, isNegative: boolean): DecimalNumber | undefined {
  if (/^0x[\da-f]+$/i.test(text)) return { digits: signed(BigInt(text), isNegative), places: 0 };
  const [found, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  if (found === undefined || whole + fraction === '') return undefined;
  return {
    digits: signed(BigInt(whole + fraction), isNegative),
    places: fraction.length - Number(exponent),
  };
}

function signed(size: bigint, isNegative: boolean): bigint {
  return isNegative ? -size : size;
}
