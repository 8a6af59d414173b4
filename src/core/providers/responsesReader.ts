import { SwitchyardError } from '../errors.ts';
import { finishReasonOf } from './finishReason.ts';
import { asObject, asText, objectsOf, valueAt, type JsonObject } from './json.ts';
import { errorInStream } from './providerErrors.ts';
import type { ProviderEvent } from './provider.ts';
import type { ReaderContext, ResponseReader } from './responseReader.ts';
import { ToolCalls } from './toolCalls.ts';
import { normaliseUsage } from './usageNormaliser.ts';

const endStates: ReadonlySet<string> = new Set(['completed', 'incomplete', 'failed', 'cancelled']);

/** Reads the Responses API: the events of a stream, or a whole response object. */
export class ResponsesReader implements ResponseReader {
  readonly #context: ReaderContext;
  readonly #toolCalls = new ToolCalls();
  #began = false;
  #sawText = false;
  /** Text of the part that is being streamed. */
  #part = '';
  #sawThinking = false;
  #sawToolCall = false;
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
        this.#part += delta;
        yield* this.#text(delta);
        break;
      case 'response.output_text.done':
        yield* this.#restOfPart(asText(event['text']) ?? '');
        break;
      case 'response.refusal.delta':
        this.#refusal += delta;
        break;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        this.#thinkingKind ??= event['type'];
        if (this.#thinkingKind === event['type']) yield* this.#thinking(delta);
        break;
      case 'response.output_item.added':
        yield* this.#itemAdded(event);
        break;
      case 'response.function_call_arguments.delta':
        yield* this.#toolCall(event['output_index'], { function: { arguments: delta } });
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

  /** The end repeats the whole output; it is read where nothing of its kind was streamed. */
  *#end(response: JsonObject): Generator<ProviderEvent> {
    if (this.#ended) return;
    yield* this.#unstreamed(objectsOf(response['output']));
    const { dialect, model, headers } = this.#context;
    const report = normaliseUsage(response['usage'], {
      dialect,
      api: 'responses',
      model,
      headers,
      sawThinking: this.#sawThinking,
    });
    if (report !== undefined) yield { type: 'usage', report };
    const raw = asText(response['status']) ?? 'completed';
    if (raw === 'failed') throw this.#reported(response['error']);
    this.#ended = true;
    yield this.#finish(raw, response);
  }

  #finish(raw: string, response: JsonObject): ProviderEvent {
    if (this.#refusal !== '') {
      return { type: 'finish', reason: 'refusal', raw, refusal: this.#refusal };
    }
    const why = asText(valueAt(response, 'incomplete_details.reason')) ?? raw;
    const reason = raw === 'completed' && this.#sawToolCall ? 'toolCalls' : finishReasonOf(why);
    return { type: 'finish', reason, raw };
  }

  *#unstreamed(items: readonly JsonObject[]): Generator<ProviderEvent> {
    const { text, thinking, toolCall } = {
      text: !this.#sawText,
      thinking: !this.#sawThinking,
      toolCall: !this.#sawToolCall,
    };
    for (const [index, item] of items.entries()) {
      const parts = objectsOf(item['content']);
      if (item['type'] === 'reasoning' && thinking) {
        const shown = parts.length > 0 ? parts : objectsOf(item['summary']);
        yield* this.#thinking(shown.map((part) => asText(part['text']) ?? '').join(''));
        if (!this.#sawThinking) yield { type: 'hiddenThinking' };
      }
      if (item['type'] === 'message') {
        for (const part of parts) {
          if (part['type'] === 'output_text' && text) yield* this.#text(asText(part['text']) ?? '');
          if (part['type'] === 'refusal' && this.#refusal === '') {
            this.#refusal = asText(part['refusal']) ?? '';
          }
        }
      }
      if (item['type'] === 'function_call' && toolCall) {
        yield* this.#toolCall(index, { id: item['call_id'], function: item });
      }
    }
  }

  *#itemAdded(event: JsonObject): Generator<ProviderEvent> {
    const item = asObject(event['item']) ?? {};
    if (item['type'] === 'reasoning') yield { type: 'hiddenThinking' };
    if (item['type'] === 'function_call') {
      const { call_id: id, name } = item;
      yield* this.#toolCall(event['output_index'], { id, function: { name } });
    }
  }

  *#toolCall(index: unknown, call: JsonObject): Generator<ProviderEvent> {
    this.#sawToolCall = true;
    yield* this.#toolCalls.read([{ ...call, index }]);
  }

  /** The end of a part repeats its whole text; a server may not have streamed all of it. */
  *#restOfPart(whole: string): Generator<ProviderEvent> {
    if (whole.startsWith(this.#part)) yield* this.#text(whole.slice(this.#part.length));
    this.#part = '';
  }

  *#text(text: string): Generator<ProviderEvent> {
    if (text === '') return;
    this.#sawText = true;
    yield { type: 'text', text };
  }

  *#thinking(text: string): Generator<ProviderEvent> {
    if (text === '') return;
    this.#sawThinking = true;
    yield { type: 'thinking', text };
  }

  #reported(error: unknown): SwitchyardError {
    const afterOutput = this.#sawText || this.#sawThinking || this.#sawToolCall;
    return errorInStream(error, afterOutput, this.#context.errors);
  }

  #malformed(): SwitchyardError {
    const { endpoint, model } = this.#context.errors;
    return new SwitchyardError('malformedResponse', `not a response: ${endpoint}`, {
      details: { endpoint, model },
    });
  }
}
