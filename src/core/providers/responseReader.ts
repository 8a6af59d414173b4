/** What the readers of both APIs share: their contract, and tool calls put together from pieces. */
import type { Dialect } from './dialect.ts';
import type { ErrorContext } from './providerErrors.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { asObject, asText, objectsOf, type JsonObject } from '../model/json.ts';

export interface ReaderContext {
  readonly dialect: Dialect;
  readonly model: string;
  readonly headers: Headers;
  readonly errors: ErrorContext;
}

/** Turns what one response says, piece by piece or whole, into events. */
export interface ResponseReader {
  /**
   * One message of a stream.
   *
   * @throws SwitchyardError where the provider reports an error or the message has no known shape;
   *   usage in the same message has been yielded by then
   */
  read(message: unknown): Iterable<ProviderEvent>;
  /** A response that was not streamed. @throws as `read` does */
  readWhole(body: unknown): Iterable<ProviderEvent>;
  /** The stream is over. @param sawDone its closing mark `[DONE]` came */
  end(sawDone: boolean): Iterable<ProviderEvent>;
  /** The response has come to its end (finishReason.ts). */
  readonly isComplete: boolean;
}

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
