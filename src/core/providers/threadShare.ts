/** The editor's thread is shared with every other extension: whoever works long gives it back in between. */
import { mostMessagesPerSecond } from './replyLimits.ts';

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
