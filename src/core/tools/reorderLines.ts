/** Sorts, turns round and thins out lines. */
import type { EditorRequest } from '../model/request.ts';
import { type LocalTool, plainWish } from './localTool.ts';

const object =
  '(?:\\s+(?:the|these|those|this|my|all|selected|duplicated?|repeated))*\\s*(?:lines?|selection|list|rows|items|entries|words|them|it)?';
const alphabetically = '(?:alphabetically|(?:from )?a(?:-| to )?z|in alphabetical order)';
const upwards = '(?:asc(?:ending)?|in ascending order)';
const byAlphabetBackwards = '(?:z(?:-| to )?a|in (?:reverse|descending) alphabetical(?: order)?)';
const backwards = '(?:desc(?:ending)?|in (?:reverse|descending)(?: order)?|reversed|backwards)';
const bySize = '(?:numerically|in numerical order|by (?:number|numerical value))';
const [small, large] = ['(?:smallest|small|lowest|low)', '(?:largest|large|biggest|big|highest|high)'];
const smallestFirst = `(?:(?:from )?${small} to ${large}|(?:smallest|lowest) first)`;
const largestFirst = `(?:(?:from )?${large} to ${small}|(?:largest|biggest|highest) first)`;
const anyNumbers =
  '(?:\\s+(?:the|these|those|this|my|all|selected|list of))*\\s+(?:numbers|integers|figures)';
const duplicates = '(?:duplicates|dupes|(?:duplicated?|repeated) (?:lines|rows|items|entries))';
const dedupe = `de-?dup(?:e|licate)?${object}|(?:remove|drop|delete|strip|get rid of)(?:\\s+(?:the|all))*\\s+${duplicates}(?:\\s+(?:from|in)${object})?`;

/** undefined where the order that was asked for does not fit these lines. */
type Operation = (lines: readonly string[]) => readonly string[] | undefined;

const operations: readonly {
  readonly name: string;
  readonly pattern: RegExp;
  readonly apply: Operation;
}[] = [
  {
    name: 'sortLines',
    pattern: new RegExp(
      `^(?:sort${object}\\s+${alphabetically}|(?:order|arrange)${object}\\s+alphabetically|put${object} in alphabetical order|alphabeti[sz]e${object})$`,
      'i',
    ),
    apply: (lines) => lines.toSorted(alphabetical),
  },
  {
    name: 'sortLines',
    pattern: new RegExp(`^sort${object}(?:\\s+${upwards})?$`, 'i'),
    apply: (lines) => lines.toSorted(orderOf(lines)),
  },
  {
    name: 'sortLinesDescending',
    pattern: new RegExp(`^sort${object}\\s+${byAlphabetBackwards}$`, 'i'),
    apply: (lines) => lines.toSorted(descending(alphabetical)),
  },
  {
    name: 'sortLinesDescending',
    pattern: new RegExp(`^(?:sort${object}\\s+${backwards}|reverse[- ]sort${object})$`, 'i'),
    apply: (lines) => lines.toSorted(descending(orderOf(lines))),
  },
  {
    name: 'sortNumbers',
    pattern: new RegExp(
      `^sort(?:${object}\\s+(?:${bySize}(?:,?\\s+(?:${upwards}|${smallestFirst}))?|${smallestFirst})|${anyNumbers}(?:\\s+(?:${bySize}|${upwards}|${smallestFirst}))?)$`,
      'i',
    ),
    apply: (lines) => sortedBy(lines, numerical(lines)),
  },
  {
    name: 'sortNumbersDescending',
    pattern: new RegExp(
      `^(?:reverse[- ]sort${anyNumbers}|sort(?:${object}\\s+(?:${bySize},?\\s+(?:${backwards}|${largestFirst})|${largestFirst})|${anyNumbers}\\s+(?:${backwards}|${largestFirst})))$`,
      'i',
    ),
    apply(lines) {
      const order = numerical(lines);
      return sortedBy(lines, order && descending(order));
    },
  },
  {
    name: 'sortUniqueLines',
    pattern: new RegExp(
      `^sort${object}(?:\\s+(?:${alphabetically}|${upwards}))?,? (?:and|then) (?:${dedupe})$`,
      'i',
    ),
    apply: (lines) => [...new Set(lines)].toSorted(orderOf(lines)),
  },
  {
    name: 'removeDuplicateLines',
    pattern: new RegExp(`^(?:${dedupe}|(?:keep )?(?:only )?unique${object}|uniq)$`, 'i'),
    apply: (lines) => [...new Set(lines)],
  },
  {
    name: 'reverseLines',
    pattern: new RegExp(
      `^(?:reverse${object}(?:\\s+order)?|(?:reverse|flip|invert) the order(?: of${object})?)$`,
      'i',
    ),
    apply: (lines) => lines.toReversed(),
  },
];

/** Numbers by their size where every line is one, else as text. */
function orderOf(lines: readonly string[]): LineOrder {
  return numerical(lines) ?? alphabetical;
}

function sortedBy(lines: readonly string[], order: LineOrder | undefined): readonly string[] | undefined {
  return order && lines.toSorted(order);
}

/**
 * Sorts, dedupes or reverses selected lines. Only where each line stands for itself: lines that open
 * a bracket or differ in indentation are code whose members a sort would tear apart.
 */
export function reorderLines(request: EditorRequest): LocalTool | undefined {
  const { selection } = request;
  if (!selection || selection.lines < 2 || selection.cutsLines) return undefined;
  const text = plainWish(request.text);
  const operation = operations.find(({ pattern }) => pattern.test(text));
  if (!operation) return undefined;

  const eol = selection.text.includes('\r\n') ? '\r\n' : '\n';
  const lines = selection.text.split(/\r\n|\n/);
  const endsWithEol = lines.at(-1) === '';
  if (endsWithEol) lines.pop();
  if (!lines.every(standsAlone)) return undefined;
  // Statements run in their order: only one who says lines means their text.
  if (!/\b(?:lines?|rows)\b/i.test(text) && lines.some(isStatement)) return undefined;
  const indents = new Set(lines.map((line) => /^\s*/.exec(line)?.[0]));
  if (indents.size > 1) return undefined;

  const reordered = withTrailingCommas(lines, operation.apply);
  if (!reordered) return undefined;
  return {
    name: operation.name,
    because: 'lines: reordered here',
    action: { kind: 'replaceSelection', text: reordered.join(eol) + (endsWithEol ? eol : '') },
  };
}

function isStatement(line: string): boolean {
  return /;\s*$|(?<![=!<>])=(?![=>])|^\s*(?:return|if|for|while|await|import|from|use|def|let|var|const)\b/.test(
    line,
  );
}

function standsAlone(line: string): boolean {
  const depth = Array.from(line).reduce(
    (sum, char) => sum + ('([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0),
    0,
  );
  return depth === 0;
}

/** `a,` `b,` `c` keeps its commas between the members: the last member has none. */
function withTrailingCommas(lines: readonly string[], apply: Operation): readonly string[] | undefined {
  const last = lines.at(-1) ?? '';
  const listLike =
    lines.length > 1 && lines.slice(0, -1).every((line) => line.endsWith(',')) && !last.endsWith(',');
  if (!listLike) return apply(lines);
  const bare = lines.map((line) => line.replace(/,$/, ''));
  return apply(bare)?.map((line, index, all) => (index < all.length - 1 ? `${line},` : line));
}

/**
 * In which order lines are sorted: numbers by their size, whatever their length; text as the editor's own
 * *Sort Lines* has it.
 */
type LineOrder = (a: string, b: string) => number;

/** As VS Code's *Sort Lines Ascending*: the collation of the person's language, `é` beside `e`, `a` before `A`. */
const alphabetical: LineOrder = new Intl.Collator().compare;

function descending(order: LineOrder): LineOrder {
  return (a, b) => order(b, a);
}

/** undefined unless every line is a number; blank ones among them come first, as the editor has it. */
function numerical(lines: readonly string[]): LineOrder | undefined {
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
