import type { Dialect } from './dialect.ts';
import type { ErrorContext } from './providerErrors.ts';
import type { ProviderEvent } from './provider.ts';

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
  /** The response has come to its end (streamEnd.ts). */
  readonly isComplete: boolean;
}
