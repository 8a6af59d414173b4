import { asObject, asText, objectsOf, type JsonObject } from './json.ts';
import type { ProviderEvent } from './provider.ts';

export type ToolCallEvent = Extract<ProviderEvent, { type: 'toolCall' }>;

/**
 * Numbers the tool calls of one response from 0. Their `index` cannot be relied upon: some servers
 * leave it out, some send all calls as number 0; a new id is a new call.
 */
export class ToolCalls {
  readonly #idOf: string[] = [];
  readonly #numberOfIndex = new Map<number, number>();
  /** Told already: some servers repeat the name with each piece of the arguments. */
  readonly #names = new Map<number, string>();

  /** How many calls there are. */
  get count(): number {
    return this.#idOf.length;
  }

  *read(calls: unknown): Generator<ToolCallEvent> {
    for (const call of objectsOf(calls)) yield this.#event(call);
  }

  #event(call: JsonObject): ToolCallEvent {
    const id = asText(call['id']);
    const named = asObject(call['function']) ?? {};
    const given = named['arguments'];
    const index = this.#numberOf(call['index'], id);
    const name = asText(named['name']);
    const isTold = name !== undefined && this.#names.get(index) === name;
    if (name !== undefined) this.#names.set(index, name);
    return {
      type: 'toolCall',
      index,
      id,
      name: isTold ? undefined : name,
      argumentsDelta: typeof given === 'string' ? given : given == null ? '' : JSON.stringify(given),
    };
  }

  #numberOf(index: unknown, id: string | undefined): number {
    const wireIndex = typeof index === 'number' ? index : undefined;
    const known = wireIndex === undefined ? undefined : this.#numberOfIndex.get(wireIndex);
    const last = this.#idOf.length - 1;
    const sameId = id === undefined ? -1 : this.#idOf.indexOf(id);
    if (sameId >= 0) return sameId;
    const continued = known ?? (wireIndex === undefined && last >= 0 ? last : undefined);
    if (continued !== undefined && (id === undefined || this.#idOf[continued] === '')) {
      if (id !== undefined) this.#idOf[continued] = id;
      return continued;
    }
    this.#idOf.push(id ?? '');
    if (wireIndex !== undefined) this.#numberOfIndex.set(wireIndex, last + 1);
    return last + 1;
  }
}
