/** One message of an event stream. */
export interface ServerSentMessage {
  /** The name of the event; most servers leave it out or repeat it in the data. */
  readonly event: string;
  readonly data: string;
  /** False where the stream ended before the empty line that ends a message. */
  readonly isEnded: boolean;
}

/**
 * Reads an event stream to its end. Own code and not the `openai` package's reader, since that one
 * dies of the first malformed line, behind which the usage may stand, takes an abort for a normal
 * end, and does not tell whether a cut fell inside a message.
 *
 * @param signal ends the stream when it aborts
 * @throws whatever reading the body throws, when the connection is lost
 */
export async function* readServerSentMessages(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<ServerSentMessage> {
  const reader = body.getReader();
  // A body that nobody reads to its end would keep the connection, and the model, busy.
  const cancel = (): void => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  const decoder = new TextDecoder();
  const lines = new LineSplitter();
  const message = new MessageBuilder();
  let finished = false;
  try {
    while (!finished) {
      const { value, done } = await reader.read();
      const text = value === undefined ? decoder.decode() : decoder.decode(value, { stream: true });
      finished = done;
      for (const line of lines.push(text, done)) {
        if (line !== '') message.add(line);
        else if (message.hasData) yield message.take(true);
      }
    }
    // Servers leave out the last empty line.
    if (message.hasData) yield message.take(false);
  } finally {
    signal.removeEventListener('abort', cancel);
    if (!finished) cancel();
  }
}

class MessageBuilder {
  #event = '';
  #data: string[] = [];

  get hasData(): boolean {
    return this.#data.length > 0;
  }

  add(line: string): void {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data.push(value);
    if (field === 'event') this.#event = value;
  }

  take(isEnded: boolean): ServerSentMessage {
    const message = { event: this.#event, data: this.#data.join('\n'), isEnded };
    this.#event = '';
    this.#data = [];
    return message;
  }
}

/** Lines out of pieces of any size; a line ends with LF, CR LF or CR. */
class LineSplitter {
  #rest = '';

  push(text: string, isLast: boolean): string[] {
    this.#rest += text;
    const lines: string[] = [];
    let start = 0;
    for (const { 0: ending, index } of this.#rest.matchAll(/\r\n|\n|\r/g)) {
      // A CR at the end may be half of a CR LF.
      if (ending === '\r' && index + 1 === this.#rest.length && !isLast) break;
      lines.push(this.#rest.slice(start, index));
      start = index + ending.length;
    }
    this.#rest = this.#rest.slice(start);
    if (isLast && this.#rest !== '') lines.push(this.#rest);
    return lines;
  }
}
