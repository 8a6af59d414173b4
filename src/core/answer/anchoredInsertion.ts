/** An insertion as a replacement of the lines around it, by which it is found again. */

/** Lines on either side, the cursor's own included. */
const anchorLines = 3;

/** @returns offsets into `document`, the text between them, and what is to stand there. */
export function anchoredInsertion(input: {
  readonly document: string;
  readonly offset: number;
  readonly text: string;
}): {
  readonly start: number;
  readonly end: number;
  readonly original: string;
  readonly replacement: string;
} {
  const { document, offset, text } = input;
  const above = document.slice(0, offset).split('\n').slice(-anchorLines).join('\n');
  const below = document.slice(offset).split('\n').slice(0, anchorLines).join('\n');
  return {
    start: offset - above.length,
    end: offset + below.length,
    original: above + below,
    replacement: above + text + below,
  };
}
