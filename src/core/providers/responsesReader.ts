import { SwitchyardError } from '../model/errors.ts';
import { endOf, errorOfEnd, StreamEnd } from './finishReason.ts';
import { InlineThinking } from './inlineThinking.ts';
import { asObject, asText, objectsOf, valueAt, type JsonObject } from '../model/json.ts';
import { errorInStream } from './providerErrors.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { type ReaderContext, type ResponseReader, ToolCalls } from './responseReader.ts';
import { servedTier, servedTierIn } from './billRules.ts';
import { normaliseUsage } from './usageNormaliser.ts';

const endStates: ReadonlySet<string> = new Set(['completed', 'incomplete', 'failed', 'cancelled']);

/** The state in which a response ended: some servers name it by the event alone. */
function endStateOf(event: JsonObject, response: JsonObject | undefined): string | undefined {
  const named = /^response\.(\w+)$/.exec(asText(event['type']) ?? '')?.[1];
  return [asText(response?.['status']), named === 'done' ? 'completed' : named].find(
    (state) => state !== undefined && endStates.has(state),
  );
}

/** Reads the Responses API: the events of a stream, or a whole response object. */
export class ResponsesReader implements ResponseReader {
  readonly #context: ReaderContext;
  readonly #toolCalls = new ToolCalls();
  readonly #inline: InlineThinking;
  readonly #streamEnd = new StreamEnd();
  #began = false;
  /** Kinds of output that came in pieces; the end of the stream repeats all of it. */
  readonly #streamed = new Set<ItemPart['type']>();
  readonly #parts = new Map<string, string>();
  #refusal = '';
  /** Reasoning and its summary may both be streamed; the kind that came first is read. */
  #thinkingKind: string | undefined;
  #sawThinking = false;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#inline = new InlineThinking(context.dialect.thinking.openingTagMayBeMissing);
  }

  get isComplete(): boolean {
    return this.#streamEnd.isEnded;
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
        yield* this.#goOn('refusal');
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
      default: {
        const state = endStateOf(event, response);
        if (state !== undefined) yield* this.#end(response ?? {}, state);
        else if (event['error'] != null) throw this.#reported(event['error']);
        else yield* this.#usage(response ?? {}, true);
      }
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
    yield* this.#end(response, asText(response['status']) ?? 'completed');
    yield* this.end(true);
  }

  *end(sawDone: boolean): Generator<ProviderEvent> {
    const held = this.#inline.end();
    yield* this.#inlined(held);
    if (held.length > 0) yield* this.#streamEnd.heldBack();
    if (sawDone && this.#streamed.size > 0) this.#streamEnd.finish();
  }

  *#begin(response: JsonObject): Generator<ProviderEvent> {
    if (this.#began) return;
    this.#began = true;
    yield {
      type: 'response',
      id: asText(response['id']),
      model: asText(response['model']),
      serviceTier: servedTier(response),
    };
  }

  /** The end repeats the whole output, of which the kinds that were not streamed are read. */
  *#end(response: JsonObject, state: string): Generator<ProviderEvent> {
    if (this.isComplete) return;
    yield* this.#unstreamed(objectsOf(response['output']));
    this.#streamEnd.finish();
    yield* this.#usage(response, false);
    const why = asText(valueAt(response, 'incomplete_details.reason')) ?? state;
    const end = endOf(why) ?? 'other';
    // What an incomplete response ended for without a known word is a cut all the same.
    const reason = state === 'incomplete' && end === 'other' ? 'length' : end;
    const isCall = reason === 'stop' && this.#streamed.has('toolCall');
    const known = reason === 'broken' ? 'other' : isCall ? 'toolCalls' : reason;
    yield this.#refusal === ''
      ? { type: 'finish', reason: known, raw: state }
      : { type: 'finish', reason: 'refusal', raw: state, refusal: this.#refusal };
    if (response['error'] != null && state === 'failed') throw this.#reported(response['error']);
    if (reason === 'broken') throw errorOfEnd(why, this.#context.errors);
  }

  /** @param isRunning the response says that it goes on */
  *#usage(response: JsonObject, isRunning: boolean): Generator<ProviderEvent> {
    const { dialect, model, headers } = this.#context;
    const report = normaliseUsage(response['usage'], {
      dialect,
      api: 'responses',
      model,
      headers,
      sawThinking: this.#sawThinking,
      serviceTier: servedTier(response) ?? servedTierIn(headers),
    });
    if (report !== undefined) yield* this.#streamEnd.usage(report, isRunning);
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
    yield* this.#goOn('toolCall');
    yield* this.#toolCalls.read([{ ...call, index }]);
  }

  *#arguments(event: JsonObject, text: string): Generator<ProviderEvent> {
    if (text !== '') yield* this.#toolCall(event['output_index'], { function: { arguments: text } });
  }

  *#say(type: 'text' | 'thinking', text: string): Generator<ProviderEvent> {
    if (text === '') return;
    yield* this.#goOn(type);
    if (type === 'thinking') {
      yield* this.#inlined(this.#inline.settle());
      yield* this.#inlined([{ type, text }]);
    } else {
      yield* this.#inlined(this.#inline.push(text));
    }
  }

  *#inlined(events: readonly ProviderEvent[]): Generator<ProviderEvent> {
    for (const event of events) {
      this.#sawThinking ||= event.type === 'thinking' || event.type === 'textWasThinking';
      yield event;
    }
  }

  *#goOn(type: ItemPart['type']): Generator<ProviderEvent> {
    this.#streamed.add(type);
    yield* this.#streamEnd.goOn();
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

/** What an output item of the Responses API says. */
type ItemPart =
  | { readonly type: 'text' | 'thinking' | 'refusal'; readonly text: string }
  | { readonly type: 'hiddenThinking' }
  | { readonly type: 'toolCall'; readonly index: number; readonly call: JsonObject };

/** Messages, reasoning and function calls; items of server-side tools say nothing to us. */
export function* partsOf(items: readonly JsonObject[]): Generator<ItemPart> {
  for (const [index, item] of items.entries()) {
    if (item['type'] === 'message') yield* messageParts(item);
    if (item['type'] === 'reasoning') yield reasoningPart(item);
    if (item['type'] === 'function_call') yield { type: 'toolCall', index, call: toolCallOf(item) };
  }
}

/** A function call as Chat Completions writes it. */
function toolCallOf(item: JsonObject): JsonObject {
  return { id: item['call_id'], function: { name: item['name'], arguments: item['arguments'] } };
}

function* messageParts(item: JsonObject): Generator<ItemPart> {
  for (const part of objectsOf(item['content'])) {
    if (part['type'] === 'output_text') yield { type: 'text', text: asText(part['text']) ?? '' };
    if (part['type'] === 'refusal') yield { type: 'refusal', text: asText(part['refusal']) ?? '' };
  }
}

/** The reasoning itself, else its summary; most providers show neither. */
function reasoningPart(item: JsonObject): ItemPart {
  const shown = [objectsOf(item['content']), objectsOf(item['summary'])].map((parts) =>
    parts.map((part) => asText(part['text']) ?? '').join(''),
  );
  const text = shown.find((each) => each !== '');
  return text === undefined ? { type: 'hiddenThinking' } : { type: 'thinking', text };
}
