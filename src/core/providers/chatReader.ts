import { SwitchyardError } from '../model/errors.ts';
import type { ServiceTier } from '../model/usage.ts';
import { contentParts, type ContentPart, ThinkingText, type FoundThinking } from './thinkingText.ts';
import { endOfChunk, errorOfEnd, tellingEnd, type FoundEnd, StreamEnd } from './finishReason.ts';
import { InlineThinking } from './inlineThinking.ts';
import { asObject, asText, objectsOf, valueAt, type JsonObject } from '../model/json.ts';
import { errorInStream } from './providerErrors.ts';
import type { ProviderEvent } from '../model/provider.ts';
import { type ReaderContext, type ResponseReader, ToolCalls } from './responseReader.ts';
import { servedTier, servedTierIn } from './billRules.ts';
import { isAllZero, normaliseUsage } from './usageNormaliser.ts';

type Finish = Extract<ProviderEvent, { type: 'finish' }>;

/** What a delta says. */
interface Said {
  readonly thinking: FoundThinking;
  readonly parts: readonly ContentPart[];
  readonly refusal: string;
  readonly calls: readonly JsonObject[];
}

/** Reads Chat Completions: chunks of a stream, or a whole body, whose message is one great delta. */
export class ChatReader implements ResponseReader {
  readonly #context: ReaderContext;
  readonly #thinkingText: ThinkingText;
  readonly #inline: InlineThinking;
  readonly #toolCalls = new ToolCalls();
  readonly #streamEnd = new StreamEnd();
  #began = false;
  #sawOutput = false;
  #sawThinking = false;
  #refusal = '';
  /** The word for the end; undefined again once output shows that it was none. */
  #end: FoundEnd | undefined;
  #finish: Finish | undefined;
  #hasUsage = false;
  #serviceTier: ServiceTier | undefined;
  /** The message is a response that was not streamed: nothing follows. */
  #isWhole = false;

  constructor(context: ReaderContext) {
    this.#context = context;
    this.#serviceTier = servedTierIn(context.headers);
    const { fields, openingTagMayBeMissing } = context.dialect.thinking;
    this.#thinkingText = new ThinkingText(fields);
    this.#inline = new InlineThinking(openingTagMayBeMissing);
  }

  get isComplete(): boolean {
    return this.#streamEnd.isEnded;
  }

  *read(message: unknown): Generator<ProviderEvent> {
    const chunk = asObject(message);
    if (chunk === undefined) throw this.#malformed();
    const serviceTier = servedTier(chunk) ?? this.#serviceTier;
    const isNews = this.#began && serviceTier !== this.#serviceTier;
    this.#serviceTier = serviceTier;
    if (!this.#began) {
      this.#began = true;
      yield { type: 'response', id: asText(chunk['id']), model: asText(chunk['model']), serviceTier };
    }
    const choices = objectsOf(chunk['choices']);
    const choice = choices.find(({ index }) => index === 0 || typeof index !== 'number') ?? {};
    const delta = asObject(choice['delta']) ?? asObject(choice['message']) ?? { content: choice['text'] };
    const said = this.#saidIn(delta);
    const saysMore = !this.#isWhole && this.#isMore(said);
    if (saysMore) {
      yield* this.#streamEnd.goOn();
      this.#end = undefined;
    }
    for (const event of this.#readSaid(said)) yield this.#noted(event);
    const end = endOfChunk(chunk, choice);
    if (end !== undefined) yield* this.#readEnd(end);
    if (isNews && serviceTier !== undefined) yield* this.#streamEnd.servedAt(serviceTier);
    yield* this.#readUsage(chunk, choices, saysMore);
    const error = chunk['error'] ?? choice['error'];
    if (error !== undefined && error !== null) {
      throw errorInStream(error, this.#sawOutput, this.#context.errors);
    }
    if (end?.end === 'broken') throw errorOfEnd(end.raw, this.#context.errors);
  }

  *readWhole(body: unknown): Generator<ProviderEvent> {
    this.#isWhole = true;
    this.#streamEnd.finish();
    yield* this.read(body);
    if (!this.#hasUsage && objectsOf(valueAt(body, 'choices')).length === 0) throw this.#malformed();
    yield* this.end(true);
  }

  *end(sawDone: boolean): Generator<ProviderEvent> {
    const held = this.#inline.end();
    for (const event of held) yield this.#noted(event);
    if (held.length > 0) yield* this.#streamEnd.heldBack();
    // Tool calls may come behind the word.
    if (this.#end !== undefined) yield* this.#tellFinish(this.#end);
    if (sawDone && this.#began) this.#streamEnd.finish();
  }

  #saidIn(delta: JsonObject): Said {
    // What tool calls were before there could be more than one.
    const call = asObject(delta['function_call']);
    return {
      thinking: this.#thinkingText.read(delta),
      parts: contentParts(delta['content']),
      refusal: asText(delta['refusal']) ?? '',
      calls: [...objectsOf(delta['tool_calls']), ...(call === undefined ? [] : [{ function: call }])],
    };
  }

  /** White space behind the end of the answer is no more of it. */
  #isMore({ thinking, parts, refusal, calls }: Said): boolean {
    const text = [thinking.text, ...parts.map((part) => part.text), refusal].join('');
    return (this.isComplete ? text.trim() : text) !== '' || calls.some(addsToCall);
  }

  *#readSaid({ thinking, parts, refusal, calls }: Said): Generator<ProviderEvent> {
    if (thinking.isHidden) yield { type: 'hiddenThinking' };
    const thinkingPart = { type: 'thinking', text: thinking.text } as const;
    for (const part of thinking.text === '' ? parts : [thinkingPart, ...parts]) {
      if (part.type === 'text') {
        yield* this.#inline.push(part.text);
      } else {
        yield* this.#inline.settle();
        yield { type: 'thinking', text: part.text };
      }
    }
    yield* this.#toolCalls.read(calls);
    this.#refusal += refusal;
    if (refusal !== '') yield { type: 'refusal', text: refusal };
  }

  /** Gateways repeat the finish reason beside the usage, and some by a word that tells less. */
  *#readEnd(found: FoundEnd): Generator<ProviderEvent> {
    this.#end = tellingEnd(this.#end, found) ?? found;
    this.#streamEnd.finish();
    yield* this.#tellFinish(this.#end);
  }

  *#tellFinish({ end, raw }: FoundEnd): Generator<ProviderEvent> {
    const finish = this.#finishOf(end, raw);
    if (finish.reason === this.#finish?.reason && finish.refusal === this.#finish.refusal) return;
    this.#finish = finish;
    yield finish;
  }

  #finishOf(end: FoundEnd['end'], raw: string): Finish {
    if (this.#refusal !== '') return { type: 'finish', reason: 'refusal', raw, refusal: this.#refusal };
    if (end === 'broken') return { type: 'finish', reason: 'other', raw };
    const calls = end === 'stop' && this.#toolCalls.count > 0;
    return { type: 'finish', reason: calls ? 'toolCalls' : end, raw };
  }

  /**
   * Usage stands at the top, in a choice (Moonshot) or in `x_groq`, on any chunk, repeatedly. The
   * last counts.
   */
  *#readUsage(
    chunk: JsonObject,
    choices: readonly JsonObject[],
    besideOutput: boolean,
  ): Generator<ProviderEvent> {
    const places = [
      chunk['usage'],
      ...choices.map((choice) => choice['usage']),
      valueAt(chunk, 'x_groq.usage'),
      // As Anthropic's own events have it, which some gateways wrap into chunks.
      valueAt(chunk, 'message.usage'),
      ...choices.flatMap((choice) => [valueAt(choice, 'message.usage'), valueAt(choice, 'delta.usage')]),
    ];
    const { dialect, model, headers } = this.#context;
    for (const usage of places.map(asObject)) {
      if (usage === undefined || (this.#sawOutput && isAllZero(usage))) continue;
      // llama.cpp counts cached input in `timings`, beside the usage.
      const report = normaliseUsage(
        { ...usage, ...timingsOf(chunk) },
        {
          dialect,
          api: 'chat',
          model,
          headers,
          sawThinking: this.#sawThinking,
          serviceTier: this.#serviceTier,
        },
      );
      if (report === undefined) continue;
      this.#hasUsage = true;
      yield* this.#streamEnd.usage(report, besideOutput);
      return;
    }
  }

  #noted(event: ProviderEvent): ProviderEvent {
    if (event.type === 'thinking' || event.type === 'textWasThinking') this.#sawThinking = true;
    this.#sawOutput = true;
    return event;
  }

  #malformed(): SwitchyardError {
    const { endpoint, model } = this.#context.errors;
    return new SwitchyardError('malformedResponse', `not a chat completion: ${endpoint}`, {
      details: { endpoint, model },
    });
  }
}

/** An entry that names a call or adds to its arguments. */
function addsToCall(call: JsonObject): boolean {
  const named = asObject(call['function']);
  return asText(named?.['name']) !== undefined || (named?.['arguments'] ?? '') !== '';
}

function timingsOf(chunk: JsonObject): JsonObject {
  const timings = asObject(chunk['timings']);
  return timings === undefined ? {} : { timings };
}
