/** Longer lines are judged by their end. */
const longestLine = 500;
/** A line that goes on for longer than this behind a tag is judged by what has come of it. */
const longestRest = 200;

const fence = /^\s*(?:```|~~~)/;

/**
 * Follows a text that a model writes, to tell whether a tag that comes next is the model's own
 * writing, as in a regular expression about `</think>`, or marks where thinking ends.
 */
export class WrittenText {
  /** The line so far. */
  #line = '';
  #isInFence = false;
  #isInComment = false;
  /** Inside a string over several lines, as `"""` opens it. */
  #isInLongString = false;
  /** Backticks since the last empty line are odd in number, as in a template string. */
  #isInBackticks = false;

  add(text: string): void {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      this.#endLine(this.#line + line);
      this.#line = '';
    }
    this.#line = (this.#line + rest).slice(-longestLine);
  }

  /** What comes next begins a line that is neither indented nor part of code. */
  get isAtLineStart(): boolean {
    return this.#line === '' && !this.#isInCode;
  }

  get #isInCode(): boolean {
    return this.#isInFence || this.#isInComment || this.#isInLongString || this.#isInBackticks;
  }

  /**
   * Whether a tag that comes next is written as part of code or in quotes.
   *
   * @param rest what follows the tag; undefined is returned while too little of it is known
   */
  isWriting(rest: string, isEnd: boolean): boolean | undefined {
    if (this.#isInCode) return true;
    // One more character tells the end of a sentence from what begins with a dot.
    if (/^[.:!?]?$/.test(rest) && !isEnd) return undefined;
    const line = this.#line;
    // Code is indented; what ends thinking stands at the start of a line or behind its last word.
    if (/^(?:\t| {2})\s*$/.test(line) || /[([{=+|\\^&$“‘]\s?$/.test(line)) return true;
    if (/^(?:[)\];,|\\]|[.:!?](?:\s|$))/.test(rest)) return true;
    const { restOfLine, isWhole } = lineOf(rest, isEnd);
    const quote = openQuoteIn(line);
    if (quote !== undefined && restOfLine.includes(quote)) return true;
    const comment = commentIn(line);
    if (comment === 'surely' || (comment === 'maybe' && /^[ \t]+\S/.test(restOfLine))) return true;
    return !isWhole && (quote !== undefined || comment === 'maybe') ? undefined : false;
  }

  /** Whether a tag that comes next stands directly in quotes, which nothing but writing does. */
  isQuoted(rest: string, isEnd: boolean): boolean | undefined {
    const quote = openQuoteIn(this.#line);
    if (quote === undefined) return false;
    const { restOfLine, isWhole } = lineOf(rest, isEnd);
    if (restOfLine === '' && !isWhole) return undefined;
    const isNext = this.#line.endsWith(quote) || restOfLine.startsWith(quote);
    if (!isNext || restOfLine.includes(quote)) return isNext;
    return isWhole ? false : undefined;
  }

  #endLine(line: string): void {
    if (fence.test(line)) {
      this.#isInFence = !this.#isInFence;
    } else if (!this.#isInFence) {
      if (line.trim() === '') this.#isInBackticks = this.#isInComment = false;
      else if (countOf('`', line) % 2 === 1) this.#isInBackticks = !this.#isInBackticks;
      if ((countOf('"""', line) + countOf("'''", line)) % 2 === 1)
        this.#isInLongString = !this.#isInLongString;
      // A path such as `src/*` opens no comment.
      if (/(?:^|\s)(?:\/\*(?!.*\*\/)|<!--(?!.*-->))/.test(line)) this.#isInComment = true;
      else if (/\*\/|-->/.test(line)) this.#isInComment = false;
    }
  }
}

function lineOf(rest: string, isEnd: boolean): { readonly restOfLine: string; readonly isWhole: boolean } {
  const end = rest.slice(0, longestRest + 1).indexOf('\n');
  return {
    restOfLine: end < 0 ? rest.slice(0, longestRest) : rest.slice(0, end),
    isWhole: end >= 0 || isEnd || rest.length > longestRest,
  };
}

function countOf(part: string, text: string): number {
  return text.split(part).length - 1;
}

/** The quote, or the slash of a regular expression, that is open at the end of `line`. */
function openQuoteIn(line: string): string | undefined {
  if (countOf('`', line) % 2 === 1) return '`';
  if (countOf('"', line.replaceAll(String.raw`\"`, '')) % 2 === 1) return '"';
  // An apostrophe stands behind a letter, a quote does not; a path has more slashes than one.
  if (/(?:^|[\s=(,:[{+!&|?])'[^']*$/.test(line)) return "'";
  return /(?:^|[\s=(,:[{!&|?;])\/(?![/*\s])(?:\\.|[^/\\])*$/.test(line) ? '/' : undefined;
}

/** Whether the end of `line` is a comment; `#` may begin a heading as well. */
function commentIn(line: string): 'surely' | 'maybe' | undefined {
  if (/(?:^|\s)(?:\/\/|\/\*(?!.*\*\/)|<!--(?!.*-->))/.test(line)) return 'surely';
  return /(?:^|\s)#+\s|^\s*(?:--|;+|%)\s/.test(line) ? 'maybe' : undefined;
}
