import { SwitchyardError } from '../errors.ts';
import { finishReasonOf } from './finishReason.ts';
import { asObject, asText, objectsOf, valueAt, type JsonObject } from './json.ts';
import { errorInStream } from './providerErrors.ts';
import type { ProviderEvent } from './provider.ts';
import { partsOf, toolCallOf, type ItemPart } from './responseItems.ts';
import type { ReaderContext, ResponseReader } from './responseReader.ts';
import { ToolCalls } from './toolCalls.ts';
import { normaliseUsage } from './usageNormaliser.ts';

const endStates: ReadonlySet<string> = new Set(['completed', 'incomplete', 'failed', 'cancelled']);

/** Reads the Responses API: the events of a stream, or a whole response object. */
export class ResponsesReader implements ResponseReader {
  readonly #context: ReaderContext;
  readonly #toolCalls = new ToolCalls();
  #began = false;
  /** Kinds of output that came in pieces; the end of the stream repeats all of it. */
  readonly #streamed = new Set<ItemPart['type']>();
  readonly #parts = new Map<string, string>();
  #refusal = '';
  /** Reasoning and its summary may both be streamed; the kind that came first is read. */
  #thinkingKind: string | undefined;
  #ended = false;

  constructor(context: ReaderContext) {
    this.#context = context;
  }

  get isComplete(): boolean {
    return this.#ended;
  }

  *read(message: unknown): Generator<ProviderEvent> {
    const event = asObject(message);
    if (event === undefined) throw this.#malformed();
    const response = asObject(event['response']);
    if (response !== undefined) yield* this.#begin(response);
    const delta = asText(event['delta']) ?? '';
    switch (event['type']) {
      case 'response.output_text.delta':
        yield* this.#say('text', this.#partOf(event, delta));
        break;
      case 'response.output_text.done':
        yield* this.#say('text', this.#restOf(event, event['text']));
        break;
      case 'response.function_call_arguments.delta':
        yield* this.#arguments(event, this.#partOf(event, delta));
        break;
      case 'response.function_call_arguments.done':
        yield* this.#arguments(event, this.#restOf(event, event['arguments']));
        break;
      case 'response.refusal.delta':
        this.#streamed.add('refusal');
        this.#refusal += delta;
        if (delta !== '') yield { type: 'refusal', text: delta };
        break;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        this.#thinkingKind ??= event['type'];
        if (this.#thinkingKind === event['type']) yield* this.#say('thinking', delta);
        break;
      case 'response.output_item.added':
        yield* this.#itemAdded(event);
        break;
      case 'error':
        throw this.#reported(event['error'] ?? event);
      default:
        if (endStates.has(asText(response?.['status']) ?? '')) yield* this.#end(response ?? {});
        else if (event['error'] != null) throw this.#reported(event['error']);
    }
  }

  *readWhole(body: unknown): Generator<ProviderEvent> {
    const response = asObject(body);
    const error = response?.['error'];
    const isResponse = Array.isArray(response?.['output']) || asObject(response?.['usage']) !== undefined;
    if (response === undefined || !isResponse) {
      throw error == null ? this.#malformed() : this.#reported(error);
    }
    yield* this.#begin(response);
    yield* this.#end(response);
  }

  *end(): Generator<ProviderEvent> {}

  *#begin(response: JsonObject): Generator<ProviderEvent> {
    if (this.#began) return;
    this.#began = true;
    yield { type: 'response', id: asText(response['id']), model: asText(response['model']) };
  }

  /** The end repeats the whole output, of which the kinds that were not streamed are read. */
  *#end(response: JsonObject): Generator<ProviderEvent> {
    if (this.#ended) return;
    yield* this.#unstreamed(objectsOf(response['output']));
    const { dialect, model, headers } = this.#context;
    const report = normaliseUsage(response['usage'], {
      dialect,
      api: 'responses',
      model,
      headers,
      sawThinking: this.#streamed.has('thinking'),
    });
    if (report !== undefined) yield { type: 'usage', report };
    const raw = asText(response['status']) ?? 'completed';
    this.#ended = true;
    yield this.#finish(raw, response);
    if (raw === 'failed') throw this.#reported(response['error']);
  }

  #finish(raw: string, response: JsonObject): ProviderEvent {
    if (this.#refusal !== '') {
      return { type: 'finish', reason: 'refusal', raw, refusal: this.#refusal };
    }
    const why = asText(valueAt(response, 'incomplete_details.reason')) ?? raw;
    const reason = raw === 'completed' && this.#streamed.has('toolCall') ? 'toolCalls' : finishReasonOf(why);
    return { type: 'finish', reason, raw };
  }

  *#unstreamed(items: readonly JsonObject[]): Generator<ProviderEvent> {
    const streamed = new Set(this.#streamed);
    for (const part of partsOf(items)) {
      if (streamed.has(part.type)) continue;
      if (part.type === 'refusal') {
        this.#refusal += part.text;
        yield { type: 'refusal', text: part.text };
      } else if (part.type === 'toolCall') yield* this.#toolCall(part.index, part.call);
      else if (part.type === 'hiddenThinking') yield part;
      else yield* this.#say(part.type, part.text);
    }
  }

  *#itemAdded(event: JsonObject): Generator<ProviderEvent> {
    const item = asObject(event['item']) ?? {};
    if (item['type'] === 'reasoning') yield { type: 'hiddenThinking' };
    if (item['type'] === 'function_call') {
      yield* this.#toolCall(event['output_index'], { ...toolCallOf(item), function: { name: item['name'] } });
    }
  }

  *#toolCall(index: unknown, call: JsonObject): Generator<ProviderEvent> {
    this.#streamed.add('toolCall');
    yield* this.#toolCalls.read([{ ...call, index }]);
  }

  *#arguments(event: JsonObject, text: string): Generator<ProviderEvent> {
    if (text !== '') yield* this.#toolCall(event['output_index'], { function: { arguments: text } });
  }

  *#say(type: 'text' | 'thinking', text: string): Generator<ProviderEvent> {
    if (text === '') return;
    this.#streamed.add(type);
    yield { type, text };
  }

  /** Notes a delta of a part, so that the rest can be told when the part ends. */
  #partOf(event: JsonObject, delta: string): string {
    const key = `${String(event['output_index'])} ${String(event['content_index'])}`;
    this.#parts.set(key, (this.#parts.get(key) ?? '') + delta);
    return delta;
  }

  /** The end of a part repeats it whole; a server may not have streamed all of it. */
  #restOf(event: JsonObject, whole: unknown): string {
    const key = `${String(event['output_index'])} ${String(event['content_index'])}`;
    const streamed = this.#parts.get(key) ?? '';
    const text = asText(whole) ?? '';
    return text.startsWith(streamed) ? text.slice(streamed.length) : '';
  }

  #reported(error: unknown): SwitchyardError {
    return errorInStream(error, this.#streamed.size > 0, this.#context.errors);
  }

  #malformed(): SwitchyardError {
    const { endpoint, model } = this.#context.errors;
    return new SwitchyardError('malformedResponse', `not a response: ${endpoint}`, {
      details: { endpoint, model },
    });
  }
}
