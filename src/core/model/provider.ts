/** The contract between the line and whoever answers a model call: endpoint, attempt, events. */
import type { ServiceTier, UsageReport } from './usage.ts';
import type { Effort } from './route.ts';

export const dialectNames = [
  'openai',
  'azure',
  'deepseek',
  'xai',
  'google',
  'anthropic',
  'openrouter',
  'vercel',
  'groq',
  'mistral',
  'dashscope',
  'moonshot',
  'zai',
  'minimax',
  'together',
  'fireworks',
  'cerebras',
  'perplexity',
  'huggingface',
  'vllm',
  'llamacpp',
  'ollama',
  'lmstudio',
  'litellm',
  'custom',
] as const;
export type DialectName = (typeof dialectNames)[number];

export type Api = 'chat' | 'responses';

/** Where requests go. `baseUrl` has been checked (src/core/model/endpointUrl.ts). */
export interface Endpoint {
  /** The id under `switchyard.providers`, e.g. `openai`; `practice` is reserved. */
  readonly id: string;
  readonly baseUrl: string;
  readonly dialect: DialectName;
  /** Nobody said the dialect: it was told by the host, or on a near host by no more than the port. */
  readonly isDialectGuessed?: true | undefined;
  readonly api: Api;
}

export type MessagePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly mediaType: string; readonly base64: string };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON as the model wrote it; may be malformed. */
  readonly arguments: string;
}

export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly parts: readonly MessagePart[] }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly text: string };

export interface ToolDefinition {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How an answer is wanted, where a caller says so. What a server refuses of it is left out. */
export interface AnswerOptions {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly seed?: number | undefined;
  /** The answer ends before any of these. */
  readonly stop?: readonly string[] | undefined;
  readonly toolChoice?: 'auto' | 'none' | 'required' | { readonly name: string } | undefined;
  readonly parallelToolCalls?: boolean | undefined;
  readonly responseFormat?: ResponseFormat | undefined;
}

export type ResponseFormat =
  | { readonly type: 'text' | 'json' }
  | {
      readonly type: 'jsonSchema';
      readonly name: string;
      readonly description?: string | undefined;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean | undefined;
    };

/** One call of a model. The admitted cap is the cap on the wire. */
export interface Attempt {
  readonly endpoint: Endpoint;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[] | undefined;
  readonly options?: AnswerOptions | undefined;
  /** Output tokens, thinking included. */
  readonly maxOutputTokens: number;
  readonly effort: Effort;
  readonly stream: boolean;
  /** Groups requests that share a prompt prefix, sent where the dialect has such a field. */
  readonly cacheKey?: string | undefined;
}

export type FinishReason = 'stop' | 'length' | 'toolCalls' | 'contentFilter' | 'refusal' | 'other';

export type ProviderEvent =
  /** The response began; what the provider says of itself. */
  | {
      readonly type: 'response';
      readonly id?: string | undefined;
      readonly model?: string | undefined;
      /** The last usage says it better. */
      readonly serviceTier?: ServiceTier | undefined;
    }
  | { readonly type: 'text'; readonly text: string }
  /** A piece of what the model says where it declines: billed, and no part of the answer. */
  | { readonly type: 'refusal'; readonly text: string }
  /**
   * All text yielded so far was thinking: it ended in a closing tag whose opening one stood in the
   * prompt template. `text` is that thinking; the answer begins anew.
   */
  | { readonly type: 'textWasThinking'; readonly text: string }
  /** Thinking text that the provider streams. */
  | { readonly type: 'thinking'; readonly text: string }
  /** The provider says that it thinks without showing what. */
  | { readonly type: 'hiddenThinking' }
  | {
      readonly type: 'toolCall';
      readonly index: number;
      readonly id?: string | undefined;
      readonly name?: string | undefined;
      readonly argumentsDelta: string;
    }
  /** The last one wins. */
  | {
      readonly type: 'usage';
      readonly report: UsageReport;
      /**
       * The answer goes on after it, so that more may be billed than it says. One that was told as the
       * last word is told again so when text follows.
       */
      readonly isRunning?: true | undefined;
    }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The provider's own word. */
      readonly raw: string;
      /** What the model said where it refused; no part of the answer. */
      readonly refusal?: string | undefined;
    };

export interface Provider {
  /**
   * Yields events in the order they arrive and returns when the response is complete.
   *
   * @throws SwitchyardError for every other end: HTTP errors, a lost connection, a stream without
   *   finish reason, closing mark and usage behind its text (`incompleteStream`), an abort (`aborted`). Usage seen before
   *   has been yielded by then.
   */
  stream(attempt: Attempt, signal: AbortSignal): AsyncIterable<ProviderEvent>;
}
