import { JsonScan } from '../model/json.ts';
import { largestMessage, type ThreadShare } from '../model/replyLimits.ts';
import { overlongLine, textLines, type TextLine } from './bodyPieces.ts';

/** One thing that a reply says. */
export type ReplyMessage =
  | {
      readonly type: 'value';
      readonly value: unknown;
      /** The JSON that it was read from. */
      readonly text: string;
      /** The name of the event; most servers leave it out or repeat it in the data. */
      readonly event: string;
      /** It stood there without a `data:` before it, as a whole body or a line of one. */
      readonly isBare: boolean;
    }
  /** `[DONE]`: the stream says that it is over. */
  | { readonly type: 'done'; readonly text: string }
  /** `text` is its beginning. */
  | { readonly type: 'unreadable'; readonly text: string; readonly event: string };

/**
 * Reads a reply by what it is and not by what it is called: an event stream, JSON in lines, or one JSON
 * body. Own code and not the `openai` package's reader, since that one believes the label, dies of the
 * first malformed line, behind which the usage may stand, and takes an abort for a normal end.
 *
 * What a cut left unfinished says nothing.
 *
 * @param signal ends the reply when it aborts; what was read by then is still given
 * @throws whatever reading the body throws, after all that was read
 */
export async function* replyMessages(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  share: ThreadShare,
): AsyncGenerator<ReplyMessage> {
  const framing = new Framing();
  let lost: { readonly cause: unknown } | undefined;
  try {
    for await (const line of textLines(body, signal, share)) {
      for (const message of framing.take(line)) {
        share.countMessage();
        if (share.isUsedUp) await share.giveBack();
        yield message;
      }
    }
  } catch (cause) {
    lost = { cause };
  }
  yield* framing.end();
  if (lost !== undefined) throw lost.cause;
}

/** Of a field; some servers put blanks before it, and proxies the whole field a second time. */
const dataField = /^\s*data\s*: ?/i;
const otherField = /^\s*(?:event|id|retry)\s*:|^\s*:/i;
const doneMark = /^"?\[?done\]?"?$/i;
/** What servers say to keep a connection open, and gateways wrap into `data:`. */
const keepAlive =
  /^(?::.*|null|"?[(<]?(?:ping|pong|keep[-_ ]?alive|heart[-_ ]?beat|(?:openrouter )?processing|waiting|noop|ok)(?:[\s\d.:+TZ-]*)[)>]?"?|[.-]+)$/i;
/** The same in brackets; no JSON begins like it. */
const wordInBrackets = /^\[(?!error|fail|true|false|null)[a-z][a-z _-]{0,20}\]$/i;
const beginningLength = 300;
/** Counted with each line of a message, so that empty ones are bounded too. */
const lineOverhead = 32;

type Unreadable = Extract<ReplyMessage, { type: 'unreadable' }>;

/** Messages out of lines. */
class Framing {
  #event = '';
  /** Named after a message that no empty line had ended: the next one's, or its own. */
  #laterEvent: string | undefined;
  /** A whole message that waits for the line after it. */
  #held: Extract<ReplyMessage, { type: 'value' }> | undefined;
  /** The lines of JSON that goes on. */
  #open: string[] = [];
  #size = 0;
  #scan = new JsonScan();
  #isBare = false;
  /** The beginning of a body that is none of what a reply may be. */
  #strange = '';
  #saidAnything = false;

  *take(line: TextLine): Generator<ReplyMessage> {
    if (line === overlongLine) yield* this.#giveUp('a line longer than any true one');
    else if (line.trim() === '') yield* this.#emptyLine();
    else yield* this.#line(line);
  }

  /** The reply is over, or lost. */
  *end(): Generator<ReplyMessage> {
    yield* this.#release();
    yield* this.#wholeLines();
    if (!this.#saidAnything && this.#strange !== '') yield this.#unreadable(this.#strange);
  }

  *#line(line: string): Generator<ReplyMessage> {
    const field = dataField.exec(line);
    if (field !== null) {
      if (this.#isOpen && this.#isBare) yield* this.#giveUp();
      // JSON cannot break inside a string: what was open was cut, and this is another message.
      else if (this.#isOpen && this.#scan.isInString) yield* this.#giveUp();
      yield* this.#payload(line.slice(field[0].length), false);
    } else if (otherField.test(line)) {
      const [, name] = /^\s*event\s*: ?(.*)$/i.exec(line) ?? [];
      if (name !== undefined && this.#held !== undefined) this.#laterEvent = name.trim();
      else if (name !== undefined) this.#event = name.trim();
    } else if (this.#isOpen) {
      yield* this.#payload(line, this.#isBare);
    } else if (/^\s*[[{]/.test(line) && !this.#strange.startsWith('<')) {
      yield* this.#payload(line, true);
    } else if (this.#strange === '') {
      this.#strange = beginningOf(line);
    }
  }

  *#emptyLine(): Generator<ReplyMessage> {
    if (this.#held?.event === '' && this.#laterEvent !== undefined) {
      this.#held = { ...this.#held, event: this.#laterEvent };
      this.#laterEvent = undefined;
    }
    yield* this.#release();
    if (this.#isOpen && !this.#isBare) yield* this.#giveUp();
    if (!this.#isOpen) this.#event = '';
  }

  get #isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** A line may hold several things: JSON, and what a lost line break put behind it. */
  *#payload(text: string, isBare: boolean): Generator<ReplyMessage> {
    let rest = text;
    while (rest !== '') rest = yield* this.#oneOf(rest, isBare);
  }

  /** @returns what is left of `text` */
  *#oneOf(text: string, isBare: boolean): Generator<ReplyMessage, string> {
    const start = text.trim();
    if (this.#isOpen && !doneMark.test(start)) return yield* this.#goOn(text);
    if (this.#isOpen) yield* this.#giveUp();
    yield* this.#release();
    if (dataField.test(start)) return start.replace(dataField, '');
    if (/^[[{]/.test(start) && !wordInBrackets.test(start)) {
      this.#scan = new JsonScan();
      this.#isBare = isBare;
      return yield* this.#goOn(start);
    }
    if (doneMark.test(start)) {
      this.#saidAnything = true;
      yield { type: 'done', text: start };
    } else if (start !== '' && !keepAlive.test(start) && !wordInBrackets.test(start)) {
      yield this.#unreadable(start);
    }
    return '';
  }

  /** One more line of JSON, which may end in it. @returns what follows it */
  *#goOn(line: string): Generator<ReplyMessage, string> {
    const end = this.#scan.push(line);
    this.#open.push(line.slice(0, end));
    this.#size += line.length + lineOverhead;
    if (end === undefined) {
      if (this.#scan.isExcessive || this.#size > largestMessage) yield* this.#giveUp();
      return '';
    }
    const lines = this.#open;
    this.#close();
    const text = lines.join('\n');
    const value = parsed(text);
    if (value === undefined) yield* this.#salvage(lines);
    else this.#hold(value, text);
    return line.slice(end).replace(/^[\s,;]+/, '');
  }

  #hold(value: unknown, text: string): void {
    this.#saidAnything = true;
    this.#held = { type: 'value', value, text, event: this.#event, isBare: this.#isBare };
  }

  *#release(): Generator<ReplyMessage> {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    if (this.#laterEvent !== undefined) this.#event = this.#laterEvent;
    this.#laterEvent = undefined;
    yield held;
  }

  #close(): void {
    this.#open = [];
    this.#size = 0;
  }

  /** What is open will not become a message. */
  *#giveUp(instead = ''): Generator<ReplyMessage> {
    yield* this.#release();
    const lines = this.#open;
    this.#close();
    yield* this.#salvage(lines.length > 0 ? lines : [instead]);
  }

  /** Servers leave out the empty lines between messages: any line of a broken one may be whole. */
  *#salvage(lines: readonly string[]): Generator<ReplyMessage> {
    yield this.#unreadable(lines[0] ?? '');
    if (lines.length < 2) return;
    for (const line of lines) {
      const value = wholeLine(line);
      if (value !== undefined) yield { type: 'value', value, text: line, event: '', isBare: false };
    }
  }

  /** As `#salvage`, at the end: what was cut is no fault. */
  *#wholeLines(): Generator<ReplyMessage> {
    const lines = this.#open;
    this.#close();
    if (lines.length < 2) return;
    for (const line of lines) {
      const value = wholeLine(line);
      if (value !== undefined) yield { type: 'value', value, text: line, event: '', isBare: false };
    }
  }

  #unreadable(text: string): Unreadable {
    this.#saidAnything = true;
    return { type: 'unreadable', text: beginningOf(text), event: this.#event };
  }
}

function wholeLine(line: string): unknown {
  if (!/^\s*\{/.test(line)) return undefined;
  const end = new JsonScan().push(line);
  return end === undefined || line.slice(end).trim() !== '' ? undefined : parsed(line);
}

/** undefined where it is no JSON. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function beginningOf(text: string): string {
  return text.trim().slice(0, beginningLength);
}
