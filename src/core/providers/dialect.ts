import type { NanoUsd } from '../model/money.ts';
import type { Effort } from '../model/route.ts';
import type { JsonObject } from '../model/json.ts';
import type { OutputRule } from './outputRules.ts';
import type { Api, DialectName } from '../model/provider.ts';

/**
 * Everything in which one OpenAI-compatible API differs from another, as data with a few hooks.
 * One file each under dialects/; the registry is dialects.ts.
 */
export interface Dialect {
  readonly name: DialectName;
  /** As people know it, e.g. `OpenRouter`. */
  readonly label: string;
  /** Domains whose hosts speak this dialect, themselves and everything below them. */
  readonly domains: readonly string[];
  /** The port that a local server of this kind listens on unless told otherwise. */
  readonly localPort?: number | undefined;
  /** A server on this machine or network whose tokens cost nothing. */
  readonly runsLocally: boolean;
  readonly defaultApi: Api;
  readonly usage: UsageDialect;
  readonly thinking: ThinkingDialect;
  readonly request: RequestDialect;
}

/** How the figures are to be read. Paths are field names joined by dots, inside the usage object. */
export interface UsageDialect {
  /** Where cached input is counted; the first place that holds a number is read. */
  readonly cacheRead: readonly string[];
  readonly cacheWrite: readonly string[];
  /**
   * What a cached count above the input count means: that the input was counted without it, or
   * that it is wrong and is cut to the input.
   */
  readonly cacheAboveInput: 'isOutsideInput' | 'isWrong';
  /** What `completion_tokens` holds. Chat Completions only: on the Responses API all include thinking. */
  readonly output: OutputRule;
  /** The provider's own bill in the usage object; undefined where it says none. */
  readonly bill?: ((usage: JsonObject) => NanoUsd | undefined) | undefined;
  /** The provider's own bill in the HTTP headers. */
  readonly billHeader?: string | undefined;
  /** An input count of 0 means that it was not counted. */
  readonly zeroInputIsUnknown?: boolean | undefined;
}

export type ThinkingField =
  | 'reasoning_content'
  | 'reasoning'
  | 'reasoning_details'
  | 'reasoning_text'
  | 'thinking'
  | 'thinking_content'
  | 'thinking_blocks'
  | 'thought'
  | 'thoughts';

export interface ThinkingDialect {
  /** Fields of a delta or message that hold thinking text, the dialect's own first. One is read. */
  readonly fields: readonly ThinkingField[];
  /**
   * Of thinking in the content (thinkingTags.ts), the opening tag may stand in the prompt template, so
   * that only the closing one comes.
   */
  readonly openingTagMayBeMissing: boolean;
  /**
   * On Chat Completions, what any of its models thinks comes as text while it is thought, so that
   * silence is waiting. False where a model may think unseen.
   */
  readonly showsThinking: boolean;
}

/** Fields of a request body. */
export type RequestFields = Readonly<Record<string, unknown>>;

export interface EffortAsk {
  readonly effort: Effort;
  readonly model: string;
  /** Output tokens of the attempt, thinking included. */
  readonly maxOutputTokens: number;
}

/**
 * How an effort is written on Chat Completions: candidates, best first; the next is tried where a
 * server refuses one. Empty where nothing need be said.
 */
export type EffortRule = (ask: EffortAsk) => readonly RequestFields[];

export interface RequestDialect {
  readonly auth: 'bearer' | 'apiKeyHeader';
  readonly capField: 'max_tokens' | 'max_completion_tokens';
  readonly systemRole: 'system' | 'developer';
  /** Usage in a stream comes only after `stream_options: {include_usage: true}`. */
  readonly asksForUsage: boolean;
  readonly effort: EffortRule;
  /** Models that think beyond the cap unless a candidate of `effort` is sent: never left out. */
  readonly needsEffort?: ((model: string) => boolean) | undefined;
  /** Where a key goes that groups requests with the same prompt prefix. */
  readonly cacheKey?: { readonly field: string } | { readonly header: string } | undefined;
  /**
   * Fields, on either API, that keep a request at the standard service tier where a setting of the
   * project or deployment would else decide on the tier, and with it on the price.
   */
  readonly standardTier?: ((model: string) => RequestFields | undefined) | undefined;
  /** Sent with every Chat Completions request. */
  readonly extra?: RequestFields | undefined;
}
