import { largestReply, mostPiecesAhead, mostReadAhead } from './replyLimits.ts';

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
 * @param signal ends the body when it aborts; what was read by then is still given
 * @throws whatever reading the body throws, after all that was read; BodyTooLarge
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  most = largestReply,
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

/** A body as text, cut at `most` bytes or when `signal` aborts; what came by then is given. */
export async function readText(
  body: ReadableStream<Uint8Array> | null,
  most: number,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  if (body === null) return { text: '', isCut: false };
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let left = most;
  for await (const piece of bodyPieces(body, signal, Number.POSITIVE_INFINITY)) {
    parts.push(decoder.decode(piece.subarray(0, left), { stream: true }));
    left -= piece.length;
    if (left < 0) break;
  }
  parts.push(decoder.decode());
  return { text: parts.join(''), isCut: left < 0 };
}
