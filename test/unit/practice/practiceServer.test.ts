import OpenAI from 'openai';
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from 'openai/resources';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ControlledPracticeServer, startPracticeServer } from '../../../src/practice/practiceServer.ts';

let server: ControlledPracticeServer;
let client: OpenAI;

beforeEach(async () => {
  server = await startPracticeServer({ control: true, pace: 'instant' });
  client = new OpenAI({ baseURL: server.endpoint.baseUrl, apiKey: server.apiKey, maxRetries: 0 });
});
afterEach(() => server.close());

const answerIs42 = 'What is the answer to the ultimate question of life, the universe, and everything?';

async function chat(
  model: string,
  text: string,
  rest: Partial<ChatCompletionCreateParamsStreaming> = {},
): Promise<readonly ChatCompletionChunk[]> {
  const stream = await client.chat.completions.create({
    model,
    messages: [{ role: 'user', content: text }],
    stream: true,
    stream_options: { include_usage: true },
    ...rest,
  });
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

const textOf = (chunks: readonly ChatCompletionChunk[]): string =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
const usageOf = (chunks: readonly ChatCompletionChunk[]) => chunks.findLast((chunk) => chunk.usage)?.usage;
const finishOf = (chunks: readonly ChatCompletionChunk[]) =>
  chunks.findLast((chunk) => chunk.choices[0]?.finish_reason)?.choices[0]?.finish_reason;

describe('the examples', () => {
  it.each([
    ['Sort these words into categories: dog, paper, cat, eggs, cheese', /dog, cat[^]*paper[^]*eggs, cheese/],
    ['Add 1 to 9900', /^9901$/],
    [answerIs42, /^The answer is 42\.$/],
  ])('%s: the same answer from both, hidden thinking from one', async (question, expected) => {
    const fast = await chat('fast', question);
    const reasoning = await chat('reasoning', question);
    expect(textOf(fast)).toMatch(expected);
    expect(textOf(reasoning)).toBe(textOf(fast));
    expect(usageOf(fast)?.completion_tokens_details?.reasoning_tokens).toBe(0);
    expect(usageOf(reasoning)?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(400);
    expect(finishOf(reasoning)).toBe('stop');
  });

  it('hides 2,000 tokens behind 42', async () => {
    const usage = usageOf(await chat('reasoning', answerIs42));
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(2000);
    expect(usage?.completion_tokens).toBe(2005);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + 2005);
  });
});
