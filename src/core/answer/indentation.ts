/** Indentation as text: never counted in columns, so that tabs stay tabs. And how deep a new line should stand. */

export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** The longest blank start that all lines with text share. */
export function commonIndent(lines: readonly string[]): string {
  const indents = lines.filter((line) => !isBlank(line)).map(indentOf);
  const [first, ...rest] = indents;
  if (first === undefined) return '';
  return rest.reduce((common, indent) => {
    let length = 0;
    while (length < common.length && common[length] === indent[length]) length += 1;
    return common.slice(0, length);
  }, first);
}

/**
 * The indentation of each line that tells the style: the ` *` of a block comment stands one space deeper than
 * its first line, which is no step, and what else stands in the comment tells nothing.
 */
function styleIndents(lines: readonly string[]): readonly string[] {
  let open: string | undefined;
  return lines.map((line) => {
    const within = open;
    if (line.includes('*/')) open = undefined;
    else if (/^\s*\/\*/.test(line)) open = indentOf(line);
    if (within === undefined) return indentOf(line);
    return indentOf(line) === `${within} ` ? within : '';
  });
}

/**
 * Rewrites the spaces that `lines` begin with as tabs, where `model` is indented by tabs alone; one step is
 * the smallest indentation in `lines`.
 */
export function withIndentStyleOf(model: readonly string[], lines: readonly string[]): readonly string[] {
  // A selection may begin within a comment.
  const modelIndents = styleIndents(model.filter((line) => !/^\s+\*/.test(line))).filter(
    (indent) => indent !== '',
  );
  const isTabbed = modelIndents.length > 0 && modelIndents.every((indent) => !indent.includes(' '));
  const indents = styleIndents(lines);
  const steps = indents.filter((indent, index) => indent !== '' && !isBlank(lines[index] ?? ''));
  const hasTabs = steps.some((indent) => indent.includes('\t'));
  const step = Math.min(...steps.map((indent) => indent.length));
  if (!isTabbed || hasTabs || !Number.isFinite(step)) return lines;
  return lines.map((line, index) => {
    const { length } = indents[index] ?? '';
    return '\t'.repeat(Math.floor(length / step)) + ' '.repeat(length % step) + line.slice(length);
  });
}

// How deep a line should stand that is empty so far, judged by the lines above it.

/** Here a block ends by its indentation alone. */
const offsideLanguages: ReadonlySet<string> = new Set(['python', 'yaml', 'coffeescript', 'fsharp', 'jade']);

/**
 * Editors strip the white space of empty lines, so a cursor in an empty body may stand at column 0.
 *
 * @param before the text up to the cursor
 * @param step one level of indentation, as the editor types it
 * @param code what is to stand there
 * @returns undefined where the lines above do not tell
 */
export function blockIndent(input: {
  readonly before: string;
  readonly step: string;
  readonly languageId: string;
  readonly code: string;
}): string | undefined {
  const above = input.before.split('\n').slice(0, -1);
  const last = above.findLastIndex((line) => !isBlank(line));
  const line = above[last];
  if (line === undefined) return undefined;
  const opensBlock = /[{([:]\s*$|=>\s*$/.test(line);
  if (opensBlock) return indentOf(line) + input.step;
  const emptyLines = above.length - 1 - last;
  const mayBeNewBlock = emptyLines > 1 || /^\s*(?:@|(?:async\s+)?def\b|class\b)/.test(input.code);
  return offsideLanguages.has(input.languageId) && mayBeNewBlock ? undefined : indentOf(line);
}
