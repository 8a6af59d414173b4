/** Lets plain async code push events to somebody who reads them with `for await`. */
export interface EventQueue<Event> extends AsyncIterable<Event> {
  push(event: Event): void;
  end(): void;
  fail(error: unknown): void;
}

/** `onAbandoned` runs when the reader leaves early, so that nobody pays for what nobody reads. */
export function createEventQueue<Event>(onAbandoned: () => void): EventQueue<Event> {
  const waiting: Event[] = [];
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: (() => void) | undefined;
  const signal = (): void => {
    wake?.();
    wake = undefined;
  };

  async function* read(): AsyncGenerator<Event, void, undefined> {
    let finished = false;
    try {
      for (;;) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else if (failure) throw failure.error;
        else if (ended) break;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      finished = true;
    } finally {
      if (!finished && !ended) onAbandoned();
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
    fail(error) {
      failure ??= { error };
      ended = true;
      signal();
    },
    [Symbol.asyncIterator]: read,
  };
}
