import type { EditorRequest } from '../request.ts';
import { alphabetical, descending, numerical, type LineOrder } from './lineOrder.ts';
import type { LocalTool } from './localTool.ts';
import { plainWish } from './plainWish.ts';

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
const numbers = '(?:\\s+(?:the|these|those|this|my|all|selected|list of))*\\s+(?:numbers|integers|figures)';
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
      `^sort(?:${object}\\s+(?:${bySize}(?:,?\\s+(?:${upwards}|${smallestFirst}))?|${smallestFirst})|${numbers}(?:\\s+(?:${bySize}|${upwards}|${smallestFirst}))?)$`,
      'i',
    ),
    apply: (lines) => sortedBy(lines, numerical(lines)),
  },
  {
    name: 'sortNumbersDescending',
    pattern: new RegExp(
      `^(?:reverse[- ]sort${numbers}|sort(?:${object}\\s+(?:${bySize},?\\s+(?:${backwards}|${largestFirst})|${largestFirst})|${numbers}\\s+(?:${backwards}|${largestFirst})))$`,
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
