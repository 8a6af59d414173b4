import { bodyPieces } from '../bodyPieces.ts';
import { largestMessage, largestReply } from './replyLimits.ts';
import type { ThreadShare } from './threadShare.ts';

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
