/**
 * What a request can cost at most: the sum that is held before anything is sent, and the input it is worked
 * out from.
 */
import { saturated, zeroNano, type NanoUsd } from '../model/money.ts';
import type { Price, PriceBook, PricedModel, Rates } from '../model/price.ts';
import { costAtRates } from './rateArithmetic.ts';
import { scaleRates, dearestServed } from './serviceTier.ts';
import type { Attempt, Message, ResponseFormat, ToolDefinition } from '../model/provider.ts';

export interface QuoteInput {
  /** No more input tokens than this can be billed (src/core/pricing/quote.ts). */
  readonly inputBound: number;
  /** The cap on the wire, thinking included. */
  readonly maxOutputTokens: number;
  readonly model: PricedModel;
  readonly book: PriceBook;
  /** When the attempt begins, ms since the epoch. */
  readonly at: number;
  /** When it ends at the latest; a price that changes by then is held at the dearer of the two. */
  readonly until?: number | undefined;
}

function largest(costs: readonly NanoUsd[]): NanoUsd | undefined {
  return costs.reduce<NanoUsd | undefined>(
    (most, cost) => (most === undefined || cost > most ? cost : most),
    undefined,
  );
}

/**
 * The dearest usage within the caps. Cost is linear in each bucket within a tier, so the maximum
 * lies where all input sits in one bucket, all output in one, and the input is either the bound or
 * the last token before a tier begins (a tier may be cheaper than the one below it).
 */
function worstAtRates(rates: Rates, mostInput: number, output: number): NanoUsd | undefined {
  const marks = (rates.tiers ?? []).map((tier) => tier.aboveInput);
  const inputs = [...marks.filter((mark) => mark < mostInput), mostInput];
  const costs = inputs.flatMap((input) =>
    [{}, { cacheRead: input }, { cacheWrite: input }, { cacheWrite: input, cacheWriteHour: input }].flatMap(
      (cache) => [0, output].map((hidden) => costAtRates(rates, { input, ...cache, output, hidden }, 'up')),
    ),
  );
  return largest(costs.filter((cost) => cost !== undefined));
}

function worstOf(price: Price, input: QuoteInput): NanoUsd | undefined {
  switch (price.state) {
    case 'known': {
      const rates = scaleRates(price.snapshot.rates, dearestServed(input.model, price.snapshot));
      return worstAtRates(rates, input.inputBound, input.maxOutputTokens);
    }
    case 'zero':
      return zeroNano;
    case 'included':
    case 'unknown':
      return undefined;
  }
}

/**
 * Upper bound of the cost, rounded up; undefined where the price is unknown or the use is included
 * elsewhere (the price's state says which). Holds for every usage within the caps while the provider
 * honours the cap on the wire and charges by token.
 */
export function worstCase(input: QuoteInput): NanoUsd | undefined {
  const moments = [input.at, input.until ?? input.at];
  const costs = moments.map((at) => worstOf(input.book.priceOf(input.model, at), input));
  const known = costs.filter((cost) => cost !== undefined);
  return known.length < costs.length ? undefined : largest(known);
}

/** What a model was ever sold at by the token, o1-pro at OpenAI: stands in where no price is known. */
const dearestRates: Rates = { input: 150, output: 600 };
/** Between sellers of one model prices differ by less than this, tools and fees included. */
const mostTimesTheHold = 10;

/**
 * The largest bill for one attempt that is believed: several times its hold or, where nothing is held
 * for it, what the dearest model would be held at.
 *
 * @param bounds tokens of input and of output at most
 */
export function mostBill(
  { hold, priceState }: { readonly hold: NanoUsd; readonly priceState: Price['state'] },
  bounds: Pick<QuoteInput, 'inputBound' | 'maxOutputTokens'>,
): NanoUsd {
  const held =
    priceState === 'known' && hold > 0
      ? hold
      : worstAtRates(dearestRates, bounds.inputBound, bounds.maxOutputTokens);
  return saturated(mostTimesTheHold * (held ?? zeroNano));
}

// The most input tokens that a request can be billed: what the hold is worked out from.

/**
 * What providers add in front of every request. The largest seen is xAI's 690 tokens of its own
 * (grok-4: 702 billed for a prompt of a dozen); chat templates add up to some 70.
 */
const tokensPerRequest = 1024;
/** Role markers and separators: 3 or 4 at OpenAI, up to 8 in open chat templates. */
const tokensPerMessage = 16;
/** The provider's instructions for tool use, sent once there is a tool: up to 804 at Anthropic. */
const tokensForTools = 1024;
/** Wrapping of one definition or one call around its own text. */
const tokensPerTool = 64;
/**
 * One image, whatever its size: 4 784 at Anthropic, some 4 100 at Google, 16 384 at Qwen's largest,
 * under 4 000 at OpenAI but for gpt-4o-mini, whose tiles count 5 667 each (eight at most, and 2 833).
 */
const tokensPerImage = 16_384;
const tokensPerImageGpt4oMini = 48_169;

const encoder = new TextEncoder();

/** No tokenizer in use makes more tokens of a text than it has bytes: the fallback is a token a byte. */
function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function boundOfMessage(message: Message, perImage: number): number {
  switch (message.role) {
    case 'system':
      return bytesOf(message.text);
    case 'user':
      return message.parts.reduce(
        (sum, part) => sum + (part.type === 'text' ? bytesOf(part.text) : perImage),
        0,
      );
    case 'assistant':
      return (message.toolCalls ?? []).reduce(
        (sum, call) => sum + bytesOf(call.id) + bytesOf(call.name) + bytesOf(call.arguments) + tokensPerTool,
        bytesOf(message.text),
      );
    case 'tool':
      return bytesOf(message.toolCallId) + bytesOf(message.text) + tokensPerTool;
  }
}

function boundOfTools(tools: readonly ToolDefinition[]): number {
  if (tools.length === 0) return 0;
  return tools.reduce((sum, tool) => sum + bytesOf(JSON.stringify(tool)) + tokensPerTool, tokensForTools);
}

/** Providers write a schema into the prompt, with words around it. */
function boundOfFormat(format: ResponseFormat | undefined): number {
  return format === undefined || format.type === 'text' ? 0 : bytesOf(JSON.stringify(format)) + tokensPerTool;
}

/** Tokens; an upper bound, typically three to four times what is billed for code. */
export function inputBound(attempt: Pick<Attempt, 'messages' | 'tools' | 'options' | 'model'>): number {
  const perImage = attempt.model.includes('gpt-4o-mini') ? tokensPerImageGpt4oMini : tokensPerImage;
  return attempt.messages.reduce(
    (sum, message) => sum + tokensPerMessage + boundOfMessage(message, perImage),
    tokensPerRequest + boundOfTools(attempt.tools ?? []) + boundOfFormat(attempt.options?.responseFormat),
  );
}
