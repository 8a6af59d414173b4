/** How answers end: the words of all dialects for it, where they stand, and what a stream must have seen. */
import { SwitchyardError } from '../model/errors.ts';
import { asObject, asText, type JsonObject } from '../model/json.ts';
import type { FinishReason, ProviderEvent } from '../model/provider.ts';
import type { ErrorContext } from './providerErrors.ts';
import { safeMessage } from './safeMessage.ts';
import type { ServiceTier, UsageReport } from '../model/usage.ts';

/** `broken`: something failed at the provider, so that the answer is neither whole nor cut at a cap. */
export type End = FinishReason | 'broken';

/** Words that stand in the place of a finish reason while there is none. */
const noEnd: ReadonlySet<string> = new Set([
  'null',
  'none',
  'nil',
  'undefined',
  'unspecified',
  'in_progress',
  'queued',
]);

/** The words of all dialects; those of the Responses API are states of the response. */
const ends: Readonly<Record<string, End>> = {
  stop: 'stop',
  stopped: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  eot: 'stop',
  end: 'stop',
  end_turn: 'stop',
  end_of_turn: 'stop',
  stop_sequence: 'stop',
  stop_token: 'stop',
  complete: 'stop',
  completed: 'stop',
  finish: 'stop',
  finished: 'stop',
  done: 'stop',
  length: 'length',
  model_length: 'length',
  incomplete: 'length',
  pause_turn: 'length',
  // vLLM ends what repeats itself without end.
  repetition: 'length',
  tool_call: 'toolCalls',
  tool_calls: 'toolCalls',
  tool_use: 'toolCalls',
  function_call: 'toolCalls',
  function_calls: 'toolCalls',
  requires_action: 'toolCalls',
  recitation: 'contentFilter',
  blocklist: 'contentFilter',
  spii: 'contentFilter',
  refusal: 'refusal',
  refused: 'refusal',
  // vLLM and SGLang, when the server let go of the request.
  abort: 'broken',
  // z.ai: the inference failed (docs.z.ai/api-reference/llm/chat-completion).
  network_error: 'broken',
  // DeepSeek: the server ran out of what it needed (api-docs.deepseek.com/api/create-chat-completion).
  insufficient_system_resource: 'broken',
};

/** Kinds of words, for those that no list can name. What broke is told before what was cut. */
const kinds: readonly (readonly [RegExp, End])[] = [
  [
    /(^|_)(errors?|fail(ed|ure)?|abort(ed)?|cancel+(ed|lation)?|interrupt(ed)?|overload(ed)?|unavailable|time_?d?_?out|disconnect(ed)?|crash(ed)?|malformed|invalid|unexpected|exception|killed|preempted|insufficient|exhausted|rate_limit)(_|$)/,
    'broken',
  ],
  [
    /(^|_)(filter(ed)?|safety|policy|moderat(ed|ion)|sensitive|prohibited|blocked|guardrails?)(_|$)/,
    'contentFilter',
  ],
  [
    /(^|_)(length|max(imum)?_.*(tokens?|len|output)|(tokens?|context|output|window)_(limit|exceeded|overflow|full)|truncat(ed|ion)|too_long)(_|$)/,
    'length',
  ],
];

/** Capitals, blanks, dashes and camel case are how one word is written differently: `MAX_TOKENS`, `maxTokens`. */
function plainWord(raw: string): string {
  return raw
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z\d]+/g, '_')
    .replaceAll(/^_|_$/g, '')
    .toLowerCase()
    .replace(/^(finish|stop)_?reason_(?=.)/, '');
}

/** What a word of a provider means; undefined while it says that there is no end yet. */
export function endOf(raw: string): End | undefined {
  const word = plainWord(raw.slice(0, 200));
  if (word === '' || noEnd.has(word)) return undefined;
  return ends[word] ?? kinds.find(([words]) => words.test(word))?.[1] ?? 'other';
}

export interface FoundEnd {
  readonly end: End;
  /** The provider's own word. */
  readonly raw: string;
}

/** How much a word tells: of two that stand for one end, the one that tells more is believed. */
const weights: Readonly<Record<End, number>> = {
  other: 0,
  stop: 1,
  toolCalls: 2,
  length: 3,
  contentFilter: 4,
  refusal: 4,
  broken: 5,
};

/** The word that tells more, the first of two alike. */
export function tellingEnd(first: FoundEnd | undefined, second: FoundEnd | undefined): FoundEnd | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return weights[second.end] > weights[first.end] ? second : first;
}

/**
 * The end that a chunk names: in its choice, with the upstream's own word beside it (OpenRouter); else,
 * where a server puts it anywhere else, a word that is known.
 */
export function endOfChunk(chunk: JsonObject, choice: JsonObject): FoundEnd | undefined {
  const own = foundEnd(choice['finish_reason'] ?? choice['finishReason']);
  const upstream = known(foundEnd(choice['native_finish_reason']));
  // A gateway's `stop` may hide how its upstream ended; its own other words are no guesses.
  if (own !== undefined) return own.end === 'stop' || own.end === 'other' ? tellingEnd(own, upstream) : own;
  const places = [choice, asObject(choice['message']), asObject(choice['delta']), chunk];
  return places
    .flatMap((place) => [place?.['finish_reason'], place?.['stop_reason'], place?.['done_reason']])
    .map((value) => known(foundEnd(value)))
    .find((found) => found !== undefined);
}

/** A word, or an object that holds one, as SGLang's own API has it: `{"type": "stop"}`. */
function foundEnd(value: unknown): FoundEnd | undefined {
  const raw = asText(value) ?? asText(asObject(value)?.['type']) ?? asText(asObject(value)?.['reason']);
  const end = raw === undefined ? undefined : endOf(raw);
  return raw === undefined || end === undefined ? undefined : { end, raw };
}

const known = (found: FoundEnd | undefined): FoundEnd | undefined =>
  found?.end === 'other' ? undefined : found;

/** The answer broke off at the provider: what came of it may be billed. */
export function errorOfEnd(raw: string, context: ErrorContext): SwitchyardError {
  const { endpoint, model } = context;
  return new SwitchyardError('serverError', `serverError: ${model} at ${endpoint} ended in a failure`, {
    details: { endpoint, model, providerMessage: safeMessage(raw, context) },
    retryable: true,
  });
}

type UsageEvent = Extract<ProviderEvent, { type: 'usage' }>;

/**
 * Whether a stream has come to its end: by a finish reason, by its closing mark, or by a usage after
 * the last output. Servers send each of them early too: a usage at the start or with every piece of
 * text, a `stop` where the thinking stops. Output that follows shows that it was no end, and that
 * more is billed than the usage says.
 */
export class StreamEnd {
  #isEnded = false;
  #hasSaid = false;
  #report: UsageReport | undefined;
  #saidSince = false;
  /** `#report` was told as the last word. */
  #isLastWord = false;

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A finish reason or the closing mark came, or the response is not streamed at all. */
  finish(): void {
    this.#isEnded = true;
  }

  /** Output comes: a usage that was told as the last word is told again as a running one. */
  *goOn(): Generator<UsageEvent> {
    this.#hasSaid = this.#saidSince = true;
    this.#isEnded = false;
    if (this.#report !== undefined && this.#isLastWord) {
      yield { type: 'usage', report: this.#report, isRunning: true };
    }
    this.#isLastWord = false;
  }

  /** @param besideOutput the usage stands in a message with output, behind which more may come */
  *usage(report: UsageReport, besideOutput: boolean): Generator<UsageEvent> {
    if (this.#hasSaid && !besideOutput) this.#isEnded = true;
    this.#report = this.#report === undefined ? report : completed(report, this.#report, this.#saidSince);
    this.#saidSince = false;
    this.#isLastWord = this.#isEnded;
    yield this.#told(this.#report);
  }

  /**
   * The tier that served may be told behind the usage whose price it decides. With output in between
   * the usage is not told again: it would seem to hold that output.
   */
  *servedAt(serviceTier: ServiceTier): Generator<ProviderEvent> {
    yield { type: 'response', serviceTier };
    if (this.#report === undefined) return;
    this.#report = { ...this.#report, serviceTier };
    if (!this.#saidSince) yield this.#told(this.#report);
  }

  /** Output that was held back has been told: what was reported since it came is told again behind it. */
  *heldBack(): Generator<UsageEvent> {
    if (this.#report !== undefined && !this.#saidSince) yield this.#told(this.#report);
  }

  #told(report: UsageReport): UsageEvent {
    return this.#isLastWord ? { type: 'usage', report } : { type: 'usage', report, isRunning: true };
  }
}

/**
 * What `report` leaves out is what was said before: some say the input at the start and only the
 * output after that (Anthropic's own events), some the bill in an object of its own.
 */
function completed(report: UsageReport, before: UsageReport, saidSince: boolean): UsageReport {
  const { input, cacheRead, cacheWrite, cacheWriteHour, output, hidden } = before.usage;
  const inputs = report.usage.input === undefined ? { input, cacheRead, cacheWrite, cacheWriteHour } : {};
  const outputs = report.usage.output === undefined && !saidSince ? { output, hidden } : {};
  const said = Object.entries(report.usage).filter(([, count]) => count !== undefined);
  return {
    ...report,
    usage: { ...inputs, ...outputs, ...Object.fromEntries(said) },
    billed: report.billed ?? (saidSince ? undefined : before.billed),
  };
}
