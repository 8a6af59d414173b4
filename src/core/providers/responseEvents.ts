import { SwitchyardError } from '../errors.ts';
import { asObject, parseJson } from './json.ts';
import type { ErrorContext } from './providerErrors.ts';
import type { ProviderEvent } from './provider.ts';
import type { ResponseReader } from './responseReader.ts';
import { readServerSentMessages, type ServerSentMessage } from './serverSentEvents.ts';
import { errorOfTransport } from './transportErrors.ts';

/** The events of a response that came whole. @throws SwitchyardError for every end but a good one */
export async function* readWhole(
  response: Response,
  reader: ResponseReader,
  errors: ErrorContext,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throw errorOfTransport(error, signal, errors);
  }
  yield* reader.readWhole(parseJson(text));
}

/**
 * The events of a streamed response. After a malformed or failed message it is read on for its usage
 * alone, so that what was spent is known; the failure is thrown at the end.
 *
 * @throws SwitchyardError for every end but a good one
 */
export async function* readStream(
  body: ReadableStream<Uint8Array>,
  reader: ResponseReader,
  errors: ErrorContext,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  let failure: unknown;
  let lost: unknown;
  let sawDone = false;
  try {
    for await (const message of readServerSentMessages(body, signal)) {
      sawDone = message.data.trim() === '[DONE]';
      if (sawDone) break;
      for (const value of valuesOf(message)) {
        try {
          for (const event of reader.read(value)) {
            if (failure === undefined || event.type === 'usage') yield event;
          }
        } catch (error) {
          failure ??= error;
        }
      }
    }
  } catch (error) {
    lost = error;
  }
  if (failure !== undefined) throw failure;
  yield* reader.end(sawDone);
  // A connection that drops after the end of the answer took nothing away.
  if (reader.isComplete) return;
  if (lost !== undefined || signal.aborted) throw errorOfTransport(lost, signal, errors);
  const { endpoint, model } = errors;
  throw new SwitchyardError('incompleteStream', `the stream of ${model} was cut: ${endpoint}`, {
    details: { endpoint, model },
    retryable: true,
  });
}

/**
 * What a message says: one JSON value, or several where a server leaves out the empty lines between
 * messages. undefined stands for what is not JSON; the last message of a cut stream says nothing.
 */
function valuesOf({ event, data, isEnded }: ServerSentMessage): readonly unknown[] {
  if (data.trim() === '') return [];
  const whole = parseJson(data);
  const values = whole === undefined ? data.split('\n').map(parseJson) : [whole];
  if (!isEnded && values.at(-1) === undefined) values.pop();
  return event === 'error' ? values.map(asError) : values;
}

/** Some servers name only the event `error` and send nothing but the error itself. */
function asError(value: unknown): unknown {
  const fields = asObject(value);
  return fields === undefined || 'error' in fields || 'type' in fields ? value : { error: fields };
}
