/**
 * What a reply may be at most: nothing that a server sends is unbounded, and reading it gives back the
 * thread. Each figure lies well above what any model API sends; counts are of UTF-16 units unless said
 * otherwise.
 */

/**
 * One message, or one line of it. The largest true ones are the last event of the Responses API and
 * whole bodies, which repeat the answer: 128,000 tokens are some 600 kB. Going through this much and
 * parsing it keeps the thread for some 20 ms.
 */
export const largestMessage = 1_000_000;

/** Of JSON. Schemas of tools, which a server may repeat, nest some 20 deep. */
export const deepestNesting = 128;

/**
 * Values in one JSON text: many small ones parse twenty times slower than one long string. An answer
 * with a hundred tool calls and citations tells some 2,000.
 */
export const mostValues = 10_000;

/** As `mostValues`, for lists that are not streamed: that of OpenRouter tells some 30,000 values. */
export const mostValuesInList = 100_000;

/**
 * Bytes of a reply, decompressed. 128,000 tokens, each in a chunk of its own of 400 bytes, are 51 MB;
 * a compressed megabyte can hold a thousand.
 */
export const largestReply = 64_000_000;

/** Bytes of the body of an error: a message is some hundred, a whole web page some ten thousand. */
export const largestErrorBody = 32_000;

/** Ms that the body of an error may take; its status is known by then. */
export const errorBodyPatienceMs = 3_000;

/** Bytes of a list or figure that is looked up; the longest list of models is some 2 MB. */
export const largestLookUp = 8_000_000;

/**
 * Messages in a second; what comes faster waits, and nothing is lost. The fastest models write 3,000
 * tokens a second, and an answer that a gateway held back and sends at once is read in three.
 */
const mostMessagesPerSecond = 50_000;

/** Unreadable messages after which nothing more is expected of a reply. */
export const mostUnreadable = 100;

/** Ms in which the usage may still follow an error that the provider reported. */
export const usageAfterErrorMs = 1_000;

/** Text of one event: what takes an event further works on no more at a time. */
export const longestText = 32_768;

// The editor's thread is shared with every other extension: whoever works long gives it back in between.

/**
 * Work in ms between two turns of the thread. Real time on purpose, and no `Clock`: it is the thread
 * itself that is shared.
 */
const shareMs = 10;

export class ThreadShare {
  #since = performance.now();
  #secondBegan = this.#since;
  #messages = 0;

  /** True where the thread has been held for its share, or more messages came than a second may bring. */
  get isUsedUp(): boolean {
    return performance.now() - this.#since >= shareMs || this.#messages >= mostMessagesPerSecond;
  }

  countMessage(): void {
    this.#messages += 1;
  }

  /** Lets timers and everybody else have a turn. */
  async giveBack(): Promise<void> {
    const left = this.#messages < mostMessagesPerSecond ? 0 : 1000 - (performance.now() - this.#secondBegan);
    await new Promise<void>((resolve) => setTimeout(resolve, Math.max(0, left)));
    this.#since = performance.now();
    if (this.#since - this.#secondBegan < 1000) return;
    this.#secondBegan = this.#since;
    this.#messages = 0;
  }
}
