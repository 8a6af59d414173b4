import type { EditorRequest } from '../request.ts';
import type { LocalTool } from './localTool.ts';
import { plainWish } from './plainWish.ts';

const object =
  '(?:\\s+(?:the|these|those|this|my|all|selected|duplicated?|repeated))*\\s*(?:lines?|selection|list|rows|items|entries|words|them|it)?';
const alphabetically =
  '(?:alphabetically|(?:from )?a(?:-| to )?z|asc(?:ending)?|in (?:alphabetical|ascending) order)';
const backwards =
  '(?:desc(?:ending)?|z(?:-| to )?a|in (?:reverse|descending)(?: alphabetical)?(?: order)?|reversed|backwards)';
const duplicates = '(?:duplicates|dupes|(?:duplicated?|repeated) (?:lines|rows|items|entries))';
const dedupe = `de-?dup(?:e|licate)?${object}|(?:remove|drop|delete|strip|get rid of)(?:\\s+(?:the|all))*\\s+${duplicates}(?:\\s+(?:from|in)${object})?`;

const operations: readonly {
  name: string;
  pattern: RegExp;
  readonly apply: (lines: string[]) => string[];
}[] = [
  {
    name: 'sortLinesDescending',
    pattern: new RegExp(`^(?:sort${object}\\s+${backwards}|reverse[- ]sort${object})$`, 'i'),
    apply: (lines) => sorted(lines).toReversed(),
  },
  {
    name: 'sortLines',
    pattern: new RegExp(
      `^(?:sort${object}(?:\\s+${alphabetically})?|(?:order|arrange)${object}\\s+alphabetically|put${object} in alphabetical order|alphabeti[sz]e${object})$`,
      'i',
    ),
    apply: sorted,
  },
  {
    name: 'sortUniqueLines',
    pattern: new RegExp(`^sort${object}(?:\\s+${alphabetically})?,? (?:and|then) (?:${dedupe})$`, 'i'),
    apply: (lines) => sorted([...new Set(lines)]),
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
function sorted(lines: string[]): string[] {
  const areNumbers = lines.every((line) => /^\s*-?\d+(?:\.\d+)?\s*$/.test(line));
  return areNumbers ? lines.toSorted((a, b) => Number(a) - Number(b)) : lines.toSorted(compare);
}

/** Code point order first, so that the result is the same in every locale. */
function compare(a: string, b: string): number {
  const [left, right] = [a.trimStart().toLowerCase(), b.trimStart().toLowerCase()];
  if (left !== right) return left < right ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
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
  const endsWithEol = selection.text.endsWith(eol);
  const lines = selection.text.split(eol);
  if (endsWithEol) lines.pop();
  if (!lines.every(standsAlone)) return undefined;
  // Statements run in their order: only one who says lines means their text.
  if (!/\b(?:lines?|rows)\b/i.test(text) && lines.some(isStatement)) return undefined;
  const indents = new Set(lines.map((line) => /^\s*/.exec(line)?.[0]));
  if (indents.size > 1) return undefined;

  const reordered = withTrailingCommas(lines, operation.apply);
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
function withTrailingCommas(lines: string[], apply: (lines: string[]) => string[]): string[] {
  const last = lines.at(-1) ?? '';
  const listLike =
    lines.length > 1 && lines.slice(0, -1).every((line) => line.endsWith(',')) && !last.endsWith(',');
  if (!listLike) return apply(lines);
  const bare = lines.map((line) => line.replace(/,$/, ''));
  return apply(bare).map((line, index, all) => (index < all.length - 1 ? `${line},` : line));
}
