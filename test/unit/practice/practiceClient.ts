/** The real `openai` client on a practice server, as the tests of this folder use it. */
import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from 'openai/resources';
import { type ControlledPracticeServer, startControlledPractice } from '../../doubles/controlledPractice.ts';

/** A chunk may carry fields the SDK's types do not know. */
export type WireChunk = ChatCompletionChunk & {
  readonly x_groq?: { readonly usage?: unknown };
};

export interface PracticeClient {
  readonly server: ControlledPracticeServer;
  readonly openai: OpenAI;
  chat(
    model: string,
    text: string,
    rest?: Partial<ChatCompletionCreateParamsStreaming>,
  ): Promise<readonly WireChunk[]>;
}

export async function startPracticeClient(): Promise<PracticeClient> {
  const server = await startControlledPractice();
  const openai = new OpenAI({
    baseURL: server.endpoint.baseUrl,
    apiKey: server.apiKey,
    maxRetries: 0,
    logLevel: 'off',
  });
  return {
    server,
    openai,
    chat: async (model, text, rest = {}) => {
      const stream = await openai.chat.completions.create({
        model,
        messages: [{ role: 'user', content: text }],
        stream: true,
        stream_options: { include_usage: true },
        ...rest,
      });
      const chunks: WireChunk[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return chunks;
    },
  };
}

export const textOf = (chunks: readonly WireChunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

export const thinkingOf = (chunks: readonly WireChunk[]): string =>
  chunks
    .map((chunk) => chunk.choices[0]?.delta)
    .map((delta) => (delta && 'reasoning_content' in delta ? String(delta.reasoning_content) : ''))
    .join('');

export const usageOf = (chunks: readonly WireChunk[]) => chunks.findLast((chunk) => chunk.usage)?.usage;

export const finishOf = (chunks: readonly WireChunk[]) =>
  chunks.findLast((chunk) => chunk.choices[0]?.finish_reason)?.choices[0]?.finish_reason;

export const answerIs42 =
  'What is the answer to the ultimate question of life, the universe, and everything?';
