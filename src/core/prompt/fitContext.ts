/** Trims what surrounds a request to a size. The selection and the instruction are never trimmed. */
import type { PromptFile, PromptInput } from './promptInput.ts';

/** Characters of context around the selection that a prompt may hold. */
export const contextBudget = 24_000;

/** Part of the characters kept for the file's text and related files, where they need as much. */
const shareElsewhere = 0.2;
/** Part of the others kept for `after`, where it needs as much. */
const shareAfter = 0.25;

/**
 * Keeps at most `characters` of `before`, `after`, the file's text and `related` together.
 *
 * - A fifth is for the file's text and related files, of the rest a quarter for `after`; what one does not
 *   need goes to `before`, then to `after`, then back.
 * - `before` loses its start, `after` and the file's text their end. Cuts fall on line ends, within a line
 *   only where one line alone is too long.
 * - The cut in `before` moves in steps of an eighth of what it may take, so that the prompt keeps its start,
 *   and its cache, while a person types.
 * - Related files come last, in their order, each whole or not at all.
 */
export function fitContext<Input extends Pick<PromptInput, 'before' | 'after' | 'file' | 'related'>>(
  input: Input,
  characters: number,
): Input {
  const wantedBefore = input.before?.length ?? 0;
  const wantedAfter = input.after?.length ?? 0;
  const related = input.related ?? [];
  const wantedElsewhere = related.reduce(
    (total, file) => total + file.text.length,
    input.file?.text?.length ?? 0,
  );
  const around = characters - Math.min(wantedElsewhere, Math.floor(characters * shareElsewhere));
  const mayBefore = around - Math.min(wantedAfter, Math.floor(around * shareAfter));
  const mayAfter = around - Math.min(wantedBefore, mayBefore);
  const before = input.before === undefined ? undefined : keepEnd(input.before, mayBefore);
  const after = input.after === undefined ? undefined : keepStart(input.after, mayAfter);
  let left = characters - (before?.length ?? 0) - (after?.length ?? 0);
  const text = input.file?.text === undefined ? undefined : keepStart(input.file.text, left);
  left -= text?.length ?? 0;
  const kept: PromptFile[] = [];
  for (const each of related) {
    if (each.text.length > left) continue;
    kept.push(each);
    left -= each.text.length;
  }
  return {
    ...input,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(input.file === undefined || text === undefined ? {} : { file: { ...input.file, text } }),
    ...(input.related === undefined ? {} : { related: kept }),
  };
}

function keepEnd(text: string, length: number): string {
  if (text.length <= length) return text;
  const step = Math.max(1, Math.floor(length / 8));
  const cut = Math.min(text.length, Math.ceil((text.length - length) / step) * step);
  const lineStart = text.indexOf('\n', cut - 1) + 1;
  return text.slice(lineStart > 0 && lineStart < text.length ? lineStart : afterPair(text, cut));
}

function keepStart(text: string, length: number): string {
  if (text.length <= length) return text;
  const lineEnd = text.lastIndexOf('\n', length - 1) + 1;
  return text.slice(0, length > 0 && lineEnd > 0 ? lineEnd : beforePair(text, length));
}

/** A cut never falls inside a surrogate pair. */
function afterPair(text: string, cut: number): number {
  return isLowSurrogate(text.charCodeAt(cut)) ? cut + 1 : cut;
}

function beforePair(text: string, cut: number): number {
  return cut > 0 && isLowSurrogate(text.charCodeAt(cut)) ? cut - 1 : cut;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
