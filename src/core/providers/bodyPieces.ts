/** Reads the body of a reply, within bounds: in pieces, as text, line by line. */
import { largestMessage, largestReply, type ThreadShare } from '../model/replyLimits.ts';

/** Bytes read ahead of what is worked on: what a lost connection cannot take back. */
const mostReadAhead = 1_000_000;
/** Pieces read ahead; with the bytes it bounds what an endless source does before its reader is heard. */
const mostPiecesAhead = 1_000;

/** The body went on beyond what any true one holds. */
export class BodyTooLarge extends Error {
  constructor() {
    super('the body is larger than any true one');
    this.name = 'BodyTooLarge';
  }
}

/**
 * The pieces of a body. They are read ahead, within bounds, of whoever works on them: a body that
 * errors forgets what nobody had read yet, and the last thing in it may be the usage.
 *
 * @param most bytes, decompressed
 * @param signal ends the body when it aborts; what was read by then is still given
 * @throws whatever reading the body throws, after all that was read; BodyTooLarge
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array>,
  most: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const ahead = new ReadAhead(body.getReader(), most);
  const stop = (): void => ahead.stop();
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const piece = await ahead.next();
      if (piece === undefined) return;
      yield piece;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // A body that nobody reads to its end would keep the connection, and the model, busy.
    stop();
  }
}

class ReadAhead {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #most: number;
  readonly #pieces: Uint8Array[] = [];
  #bytesAhead = 0;
  #isOver = false;
  #failure: unknown;
  #wakeReader = (): void => {};
  #wakeTaker = (): void => {};

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>, most: number) {
    this.#reader = reader;
    this.#most = most;
    void this.#readOn();
  }

  stop(): void {
    if (!this.#isOver) this.#reader.cancel().catch(() => {});
    this.#isOver = true;
    this.#wakeReader();
    this.#wakeTaker();
  }

  /** undefined at the end. */
  async next(): Promise<Uint8Array | undefined> {
    while (this.#pieces.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
    const piece = this.#pieces.shift();
    if (piece === undefined && this.#failure !== undefined) throw this.#failure;
    this.#bytesAhead -= piece?.length ?? 0;
    this.#wakeReader();
    return piece;
  }

  async #readOn(): Promise<void> {
    let total = 0;
    try {
      while (!this.#isOver) {
        const { value, done } = await this.#reader.read();
        if (done || this.#isOver) break;
        total += value.length;
        if (total > this.#most) throw new BodyTooLarge();
        this.#pieces.push(value);
        this.#bytesAhead += value.length;
        this.#wakeTaker();
        while (this.#isFull()) await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      }
    } catch (cause) {
      this.#failure = cause ?? new Error('the body failed');
      this.#reader.cancel().catch(() => {});
    } finally {
      this.#isOver = true;
      this.#wakeTaker();
    }
  }

  #isFull(): boolean {
    return !this.#isOver && (this.#bytesAhead > mostReadAhead || this.#pieces.length >= mostPiecesAhead);
  }
}

export interface BodyText {
  readonly text: string;
  /** There was more than was asked for. */
  readonly isCut: boolean;
  /** Why the rest did not come; what came before is in `text`. */
  readonly lost?: unknown;
}

/** A body as text, of `most` bytes; ends early where `signal` aborts. Never throws. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  signal: AbortSignal,
): Promise<BodyText> {
  if (body === null) return { text: '', isCut: false };
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let left = most;
  let lost: unknown;
  try {
    for await (const piece of bodyPieces(body, Number.POSITIVE_INFINITY, signal)) {
      parts.push(decoder.decode(piece.subarray(0, left), { stream: true }));
      left -= piece.length;
      if (left < 0) break;
    }
  } catch (cause) {
    lost = cause;
  }
  parts.push(decoder.decode());
  return { text: parts.join(''), isCut: left < 0, ...(lost !== undefined && { lost }) };
}

/** Stands for a line longer than any true one; none of it is kept. */
export const overlongLine = Symbol('overlong line');
export type TextLine = string | typeof overlongLine;

/** Bytes decoded at once: a server, or a cache on the way, may hand over megabytes in one piece. */
const decodedAtOnce = 65_536;

/**
 * The lines of a body, up to its end or its loss: the last one counts though nothing ends it. A line
 * ends with LF, CR LF or CR. Gives the thread back in between.
 *
 * @throws as `bodyPieces` does, after all that was read
 */
export async function* textLines(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  share: ThreadShare,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  const lines = new LineSplitter();
  let lost: { readonly cause: unknown } | undefined;
  try {
    for await (const piece of bodyPieces(body, largestReply, signal)) {
      for (let at = 0; at < piece.length; at += decodedAtOnce) {
        const text = decoder.decode(piece.subarray(at, at + decodedAtOnce), { stream: true });
        for (const line of lines.push(text)) {
          if (share.isUsedUp) await share.giveBack();
          yield line;
        }
      }
      if (share.isUsedUp) await share.giveBack();
    }
  } catch (cause) {
    lost = { cause };
  }
  yield* lines.push(decoder.decode());
  yield* lines.end();
  if (lost !== undefined) throw lost.cause;
}

class LineSplitter {
  #parts: string[] = [];
  #length = 0;
  /** The text so far ended with CR: an LF at the start of the next belongs to it. */
  #afterCarriageReturn = false;

  /** Each character is looked at once, however many pieces a line comes in. */
  *push(text: string): Generator<TextLine> {
    let start = this.#afterCarriageReturn && text.startsWith('\n') ? 1 : 0;
    if (text !== '') this.#afterCarriageReturn = text.endsWith('\r');
    const ending = /\r\n|\n|\r/g;
    for (;;) {
      ending.lastIndex = start;
      const found = ending.exec(text);
      if (found === null) break;
      this.#keep(text.slice(start, found.index));
      yield* this.end(true);
      start = found.index + found[0].length;
    }
    this.#keep(text.slice(start));
  }

  /** @param isEnded by a line ending: then an empty line counts too */
  *end(isEnded = false): Generator<TextLine> {
    const [parts, length] = [this.#parts, this.#length];
    this.#parts = [];
    this.#length = 0;
    if (length > largestMessage) yield overlongLine;
    else if (isEnded || length > 0) yield parts.length === 1 ? (parts[0] ?? '') : parts.join('');
  }

  #keep(text: string): void {
    if (text === '') return;
    this.#length += text.length;
    if (this.#length > largestMessage) this.#parts = [];
    else this.#parts.push(text);
  }
}
