/** The part of a Memento that remembering needs; `stored` is what a restart would find. */
export function fakeMemento(stored: Map<string, unknown> = new Map()) {
  return {
    stored,
    get: <T>(key: string, otherwise?: T): T | undefined =>
      stored.has(key) ? JSON.parse(JSON.stringify(stored.get(key))) : otherwise,
    update: async (key: string, value: unknown): Promise<void> => void stored.set(key, value),
  };
}
