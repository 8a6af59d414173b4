/** One at a time for each key, in the order they came. */
export interface Turns {
  isTaken(key: string): boolean;
  /**
   * Waits for a turn. undefined where `signal` aborted first; else the function that ends the turn,
   * whose further calls do nothing.
   */
  take(key: string, signal: AbortSignal): Promise<(() => void) | undefined>;
}

export function createTurns(): Turns {
  /** Those who wait, by key; a key that is present is taken. */
  const waiting = new Map<string, (() => void)[]>();

  function turnAt(key: string): () => void {
    let over = false;
    return () => {
      if (over) return;
      over = true;
      const next = waiting.get(key)?.shift();
      if (next) next();
      else waiting.delete(key);
    };
  }

  return {
    isTaken: (key) => waiting.has(key),
    take(key, signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      const others = waiting.get(key);
      if (!others) {
        waiting.set(key, []);
        return Promise.resolve(turnAt(key));
      }
      return new Promise((resolve) => {
        const myTurn = (): void => {
          signal.removeEventListener('abort', leave);
          resolve(turnAt(key));
        };
        const leave = (): void => {
          others.splice(others.indexOf(myTurn), 1);
          resolve(undefined);
        };
        others.push(myTurn);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
