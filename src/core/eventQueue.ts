/** Lets plain async code push events to somebody who reads them with `for await`. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  /** Ignored after the end. */
  push(event: Event): void;
  end(): void;
}

/** `onAbandoned` runs when the reader leaves early, so that nobody pays for what nobody reads. */
export function createEventQueue<Event>(onAbandoned: () => void): EventQueue<Event> {
  const waiting: Event[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<Event, void, undefined> {
    try {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      if (!ended) onAbandoned();
    }
  }

  return {
    push(event) {
      if (ended) return;
      waiting.push(event);
      signal();
    },
    end() {
      ended = true;
      signal();
    },
    [Symbol.asyncIterator]: read,
  };
}
