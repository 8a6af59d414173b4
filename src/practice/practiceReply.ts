/** Turns a call and its canned answer into what the model "says": texts, token counts, tempo. Pure. */
import type { PracticeAnswer } from './answers/practiceTask.ts';
import type { PracticeCall } from './practiceCall.ts';
import { type PracticeModel, thinkingMs, thinkingTokens } from './practiceModels.ts';

export type ReplyFinish = 'stop' | 'length' | 'content_filter';

export interface ReplyUsage {
  readonly input: number;
  readonly cached: number;
  /** Hidden tokens included. */
  readonly output: number;
  /** undefined = this reply's usage does not tell. */
  readonly hidden: number | undefined;
}

export interface Reply {
  readonly model: PracticeModel;
  /** Visible text in the pieces it is streamed in. */
  readonly pieces: readonly string[];
  /** Thinking text in pieces; empty where the thinking is hidden or there is none. */
  readonly thinkingPieces: readonly string[];
  readonly refusal: string | undefined;
  readonly finish: ReplyFinish;
  readonly usage: ReplyUsage;
  readonly thinkingMs: number;
}

export interface ReplyIds {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

/** Tokens per streamed chunk, as providers batch them. */
const tokensPerPiece = 3;
/** What the chat template adds to each message. */
const framingTokens = 4;

export function promptOf(call: PracticeCall): string {
  return call.messages.map((message) => `${message.role}\n${message.text}`).join('\n');
}

/**
 * Thinking spends the cap first, as at the real providers: an answer whose thinking fills the cap is
 * empty, ends with `length` and is billed in full.
 */
export function replyTo(call: PracticeCall, answer: PracticeAnswer, cachedTokens: number): Reply {
  const cap = call.cap ?? Number.POSITIVE_INFINITY;
  const hidden = Math.min(thinkingTokens(call.model, answer.thinkingTokens, call.effort), cap);
  const tokens = splitTokens(answer.text);
  const visible = tokens.slice(0, cap - hidden);
  const input = countTokens(promptOf(call)) + framingTokens * call.messages.length;
  return {
    model: call.model,
    pieces: batchTokens(visible),
    thinkingPieces: call.model.thinking === 'streamed' ? batchTokens(thinkingText(hidden)) : [],
    refusal: undefined,
    finish: visible.length < tokens.length ? 'length' : 'stop',
    usage: { input, cached: Math.min(cachedTokens, input), output: hidden + visible.length, hidden },
    thinkingMs: thinkingMs(hidden),
  };
}

/** Groups tokens into the chunks a stream carries. */
export function batchTokens(tokens: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < tokens.length; start += tokensPerPiece) {
    pieces.push(tokens.slice(start, start + tokensPerPiece).join(''));
  }
  return pieces;
}

// The leading space keeps the tokens apart where the text repeats.
const musings = ` First, what is asked and what is given. The obvious way may hide an edge case, so it is worth looking at the empty input, a single element and a repeated one. Another way would be shorter but harder to read. Checking the result once more against the request.`;

/** Thinking of exactly `count` tokens. */
function thinkingText(count: number): readonly string[] {
  const tokens = splitTokens(musings);
  return Array.from({ length: count }, (_, index) => tokens[index % tokens.length] ?? '');
}

// How the practice models count and stream text: short, lossless pieces. No real tokenizer is imitated.

/** Splits into tokens of roughly four characters; joined they are `text` again. */
export function splitTokens(text: string): readonly string[] {
  return text.match(/\s*(?:\p{L}{1,6}|\p{N}{1,3}|[^\s\p{L}\p{N}])|\s+/gu) ?? [];
}

export function countTokens(text: string): number {
  return splitTokens(text).length;
}
