import { SwitchyardError } from '../errors.ts';
import type { UsageReport } from '../meter/usage.ts';
import { contentParts } from './contentParts.ts';
import { finishReasonOf } from './finishReason.ts';
import { InlineThinking } from './inlineThinking.ts';
import { asObject, asText, objectsOf, valueAt, type JsonObject } from './json.ts';
import { errorInStream } from './providerErrors.ts';
import type { ProviderEvent } from './provider.ts';
import type { ReaderContext, ResponseReader } from './responseReader.ts';
import { ThinkingText } from './thinkingText.ts';
import { ToolCalls } from './toolCalls.ts';
import { isAllZero, normaliseUsage } from './usageNormaliser.ts';

/** Reads Chat Completions: chunks of a stream, or a whole body, whose message is one great delta. */
export class ChatReader implements ResponseReader {
  readonly #context: ReaderContext;
  readonly #thinkingText: ThinkingText;
  readonly #inline: InlineThinking;
  readonly #toolCalls = new ToolCalls();
  #began = false;
  #sawOutput = false;
  #sawThinking = false;
  #refusal = '';
  #finished = false;
  #usage: UsageReport | undefined;
  #usageIsFinal = false;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#thinkingText = new ThinkingText(context.dialect.thinking.fields);
    this.#inline = new InlineThinking(context.dialect.thinking);
  }

  get isComplete(): boolean {
    return this.#finished || this.#usageIsFinal;
  }

  *read(message: unknown): Generator<ProviderEvent> {
    const chunk = asObject(message);
    if (chunk === undefined) throw this.#malformed();
    if (!this.#began) {
      this.#began = true;
      yield { type: 'response', id: asText(chunk['id']), model: asText(chunk['model']) };
    }
    const choices = objectsOf(chunk['choices']);
    const first = choices.find(({ index }) => index === 0 || typeof index !== 'number');
    if (first !== undefined) for (const event of this.#readChoice(first)) yield this.#noted(event);
    yield* this.#readUsage(chunk, choices);
    const error = chunk['error'];
    if (error !== undefined && error !== null) {
      throw errorInStream(error, this.#sawOutput, this.#context.errors);
    }
  }

  *readWhole(body: unknown): Generator<ProviderEvent> {
    this.#usageIsFinal = true;
    yield* this.read(body);
    if (this.#usage === undefined && objectsOf(valueAt(body, 'choices')).length === 0) {
      throw this.#malformed();
    }
    yield* this.#inline.end();
  }

  *end(sawDone: boolean): Generator<ProviderEvent> {
    yield* this.#inline.end();
    if (sawDone && this.#usage !== undefined) this.#usageIsFinal = true;
  }

  *#readChoice(choice: JsonObject): Generator<ProviderEvent> {
    const delta = asObject(choice['delta']) ?? asObject(choice['message']) ?? {};
    const thinking = this.#thinkingText.read(delta);
    if (thinking.isHidden) yield { type: 'hiddenThinking' };
    const thinkingPart = { type: 'thinking', text: thinking.text } as const;
    const parts = contentParts(delta['content']);
    for (const part of thinking.text === '' ? parts : [thinkingPart, ...parts]) {
      if (part.type === 'text') {
        yield* this.#inline.push(part.text);
      } else {
        yield* this.#inline.settle();
        yield { type: 'thinking', text: part.text };
      }
    }
    yield* this.#toolCalls.read(delta['tool_calls']);
    const refusal = asText(delta['refusal']) ?? '';
    this.#refusal += refusal;
    if (refusal !== '') yield { type: 'refusal', text: refusal };
    yield* this.#readFinish(choice);
  }

  /** The first finish reason stands: gateways repeat it beside the usage. */
  *#readFinish(choice: JsonObject): Generator<ProviderEvent> {
    const raw = asText(choice['finish_reason']);
    if (raw === undefined || this.#finished) return;
    yield* this.#inline.end();
    this.#finished = true;
    yield this.#refusal === ''
      ? { type: 'finish', reason: finishReasonOf(raw), raw }
      : { type: 'finish', reason: 'refusal', raw, refusal: this.#refusal };
  }

  /**
   * Usage stands at the top, in a choice (Moonshot) or in `x_groq`, on any chunk, repeatedly. The
   * last counts; a chunk with nothing but usage is the end.
   */
  *#readUsage(chunk: JsonObject, choices: readonly JsonObject[]): Generator<ProviderEvent> {
    const places = [
      chunk['usage'],
      ...choices.map((choice) => choice['usage']),
      valueAt(chunk, 'x_groq.usage'),
    ];
    const usage = places.map(asObject).find((place) => place !== undefined);
    if (usage === undefined || (this.#sawOutput && isAllZero(usage))) return;
    const { dialect, model, headers } = this.#context;
    // llama.cpp counts cached input in `timings`, beside the usage.
    const report = normaliseUsage(
      { ...usage, ...timingsOf(chunk) },
      { dialect, api: 'chat', model, headers, sawThinking: this.#sawThinking },
    );
    if (report === undefined) return;
    this.#usage = report;
    if (choices.length === 0) this.#usageIsFinal = true;
    yield this.isComplete ? { type: 'usage', report } : { type: 'usage', report, isRunning: true };
  }

  #noted(event: ProviderEvent): ProviderEvent {
    if (event.type === 'thinking' || event.type === 'textWasThinking') this.#sawThinking = true;
    if (event.type !== 'finish') this.#sawOutput = true;
    return event;
  }

  #malformed(): SwitchyardError {
    const { endpoint, model } = this.#context.errors;
    return new SwitchyardError('malformedResponse', `not a chat completion: ${endpoint}`, {
      details: { endpoint, model },
    });
  }
}

function timingsOf(chunk: JsonObject): JsonObject {
  const timings = asObject(chunk['timings']);
  return timings === undefined ? {} : { timings };
}
