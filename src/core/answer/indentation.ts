/** Indentation as text: never counted in columns, so that tabs stay tabs. */

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
 * Rewrites the spaces that `lines` begin with as tabs, where `model` is indented by tabs alone; one step is
 * the smallest indentation in `lines`.
 */
export function withIndentStyleOf(model: readonly string[], lines: readonly string[]): readonly string[] {
  const modelIndents = model.map(indentOf).filter((indent) => indent !== '');
  const isTabbed = modelIndents.length > 0 && modelIndents.every((indent) => !indent.includes(' '));
  const indents = lines.filter((line) => !isBlank(line)).map(indentOf);
  const hasTabs = indents.some((indent) => indent.includes('\t'));
  const step = Math.min(...indents.filter((indent) => indent !== '').map((indent) => indent.length));
  if (!isTabbed || hasTabs || !Number.isFinite(step)) return lines;
  return lines.map((line) => {
    const { length } = indentOf(line);
    return '\t'.repeat(Math.floor(length / step)) + ' '.repeat(length % step) + line.slice(length);
  });
}
