/** How deep a line should stand that is empty so far, judged by the lines above it. */
import { indentOf, isBlank } from './indentation.ts';

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
