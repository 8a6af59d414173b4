import { request } from 'node:http';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPracticeServer } from '../../../src/practice/practiceServer.ts';
import { countTokens } from '../../../src/practice/practiceReply.ts';
import {
  answerIs42,
  finishOf,
  type PracticeClient,
  startPracticeClient,
  textOf,
  thinkingOf,
  usageOf,
} from './practiceClient.ts';

let client: PracticeClient;
beforeEach(async () => {
  client = await startPracticeClient();
});
afterEach(() => client.server.close());

describe('the examples', () => {
  it.each([
    ['Sort these words into categories: dog, paper, cat, eggs, cheese', /dog, cat[^]*paper[^]*eggs, cheese/],
    ['Add 1 to 9900', /^9901$/],
    [answerIs42, /^The answer is 42\.$/],
  ])('%s: the same answer from both, hidden thinking from one', async (question, expected) => {
    const fast = await client.chat('fast', question);
    const reasoning = await client.chat('reasoning', question);
    expect(textOf(fast)).toMatch(expected);
    expect(textOf(reasoning)).toBe(textOf(fast));
    expect(usageOf(fast)?.completion_tokens_details?.reasoning_tokens).toBe(0);
    expect(usageOf(reasoning)?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(400);
    expect(finishOf(reasoning)).toBe('stop');
  });

  it('hides 2,000 tokens behind 42', async () => {
    const usage = usageOf(await client.chat('reasoning', answerIs42));
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(2000);
    expect(usage?.completion_tokens).toBe(2005);
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + 2005);
  });
});

describe('thinking', () => {
  it('follows the effort and can be switched off', async () => {
    const hiddenAt = async (effort: 'none' | 'low' | 'medium' | 'high') => {
      const chunks = await client.chat('reasoning', answerIs42, { reasoning_effort: effort });
      return usageOf(chunks)?.completion_tokens_details?.reasoning_tokens;
    };
    expect([await hiddenAt('none'), await hiddenAt('low'), await hiddenAt('high')]).toEqual([0, 500, 5000]);
    const off = { thinking: { type: 'disabled' } } as object;
    expect(usageOf(await client.chat('reasoning', answerIs42, off))?.completion_tokens).toBe(5);
  });

  it('eats the cap first: an empty answer, billed in full', async () => {
    const chunks = await client.chat('reasoning', answerIs42, { max_completion_tokens: 800 });
    expect(textOf(chunks)).toBe('');
    expect(finishOf(chunks)).toBe('length');
    expect(usageOf(chunks)).toMatchObject({
      completion_tokens: 800,
      completion_tokens_details: { reasoning_tokens: 800 },
    });
  });

  it('leaves the rest of the cap to the answer', async () => {
    const chunks = await client.chat('reasoning', answerIs42, { max_tokens: 2003 });
    expect(textOf(chunks)).toBe('The answer is');
    expect(finishOf(chunks)).toBe('length');
    expect(usageOf(chunks)?.completion_tokens).toBe(2003);
  });

  it('is streamed by the open model, as many tokens as are billed, with usage on the finish chunk unasked', async () => {
    const chunks = await client.chat('reasoning-open', answerIs42, { stream_options: null });
    expect(countTokens(thinkingOf(chunks))).toBe(2000);
    const last = chunks.at(-1);
    expect(last?.choices[0]?.finish_reason).toBe('stop');
    expect(last?.usage).toMatchObject({
      completion_tokens_details: { reasoning_tokens: 2000 },
      prompt_cache_hit_tokens: 0,
    });
  });

  it('is silent at the hidden model, usage coming in a last chunk without choices', async () => {
    const chunks = await client.chat('reasoning', answerIs42);
    expect(thinkingOf(chunks)).toBe('');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 2005 } });
    expect(chunks.at(-2)?.usage).toBeNull();
  });

  it('sends no usage that was not asked for', async () => {
    const chunks = await client.chat('reasoning', answerIs42, { stream_options: null });
    expect(usageOf(chunks)).toBeUndefined();
  });
});

describe('usage', () => {
  it('counts the texts that were sent', async () => {
    const chunks = await client.chat('fast', 'Explain how this works');
    expect(usageOf(chunks)?.completion_tokens).toBe(countTokens(textOf(chunks)));
  });

  it('tells a repeated prefix as cached, per model, in whole blocks', async () => {
    const prefix = 'a shared beginning of the prompt '.repeat(20);
    const cached = async (model: string, text: string) =>
      usageOf(await client.chat(model, text))?.prompt_tokens_details?.cached_tokens ?? -1;
    expect(await cached('fast', `${prefix} one`)).toBe(0);
    const again = await cached('fast', `${prefix} two`);
    expect(again).toBeGreaterThan(64);
    expect(again % 64).toBe(0);
    expect(await cached('reasoning', `${prefix} two`)).toBe(0);
    expect(await cached('fast', `another start ${prefix}`)).toBe(0);
  });
});

describe('without a stream', () => {
  it('answers chat with one object', async () => {
    const completion = await client.openai.chat.completions.create({
      model: 'reasoning',
      messages: [{ role: 'user', content: 'Add 1 to 9900' }],
    });
    expect(completion.choices[0]?.message.content).toBe('9901');
    expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBe(448);
  });

  it('lists its models', async () => {
    const { data } = await client.openai.models.list();
    expect(data.map((model) => model.id)).toEqual(['fast', 'reasoning', 'reasoning-open']);
  });
});

describe('the responses API', () => {
  it('streams events that end in the whole response with its usage', async () => {
    const stream = await client.openai.responses.create({
      model: 'reasoning',
      input: answerIs42,
      stream: true,
    });
    const types: string[] = [];
    let text = '';
    let completed: OpenAI.Responses.Response | undefined;
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') completed = event.response;
    }
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(text).toBe('The answer is 42.');
    expect(completed?.usage).toMatchObject({
      output_tokens: 2005,
      output_tokens_details: { reasoning_tokens: 2000 },
    });
    expect(completed?.output.map((item) => item.type)).toEqual(['reasoning', 'message']);
  });

  it('ends as incomplete where thinking ate the cap', async () => {
    const response = await client.openai.responses.create({
      model: 'reasoning',
      input: answerIs42,
      max_output_tokens: 100,
      reasoning: { effort: 'high' },
    });
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: { output_tokens: 100 },
    });
    expect(response.output.map((item) => item.type)).toEqual(['reasoning']);
  });
});

describe('the door', () => {
  it('listens on loopback alone and names itself practice', () => {
    expect(client.server.endpoint).toMatchObject({ id: 'practice', dialect: 'openai', api: 'chat' });
    expect(new URL(client.server.endpoint.baseUrl).hostname).toBe('127.0.0.1');
  });

  it.each(['', 'Bearer ', 'Bearer practice-wrong', 'Basic abc'])(
    'refuses the key %j',
    async (authorization) => {
      const response = await fetch(`${client.server.endpoint.baseUrl}/models`, {
        headers: { authorization },
      });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
      expect(client.server.control.requests()).toEqual([]);
    },
  );

  it('gives each server a key of its own', async () => {
    const other = await startPracticeServer();
    expect(other.apiKey).not.toBe(client.server.apiKey);
    expect(other).not.toHaveProperty('control');
    const fault = await fetch(new URL('/__practice/faults', other.endpoint.baseUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${other.apiKey}` },
      body: '{"kind":"refusal"}',
    });
    expect(fault.status).toBe(404);
    await other.close();
  });

  it('names the field of a bad request, and the models it has', async () => {
    await expect(client.chat('fast', 'x', { max_tokens: -1 })).rejects.toMatchObject({
      status: 400,
      param: 'max_tokens',
    });
    await expect(client.chat('gpt-9', 'x')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    const garbage = await fetch(`${client.server.endpoint.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.server.apiKey}` },
      body: '{',
    });
    expect(garbage.status).toBe(400);
  });

  it('closes at once, a client waiting on it or not', async () => {
    client.server.control.queue({ kind: 'stall', at: 'headers' });
    const waiting = client.chat('fast', 'hello').catch((error: unknown) => error);
    await expect.poll(() => client.server.control.requests().length).toBe(1);
    await client.server.close();
    expect(await waiting).toBeInstanceOf(OpenAI.APIConnectionError);
  });

  it('survives a client that leaves in the middle of its request', async () => {
    const { hostname, port } = new URL(client.server.endpoint.baseUrl);
    const headers = { authorization: `Bearer ${client.server.apiKey}`, 'content-length': '1000' };
    const leaving = request({ hostname, port, method: 'POST', path: '/v1/chat/completions', headers });
    const left = new Promise((resolve) => leaving.on('close', resolve));
    leaving.on('error', () => {});
    leaving.write('{"model":');
    leaving.destroy();
    await left;
    expect(textOf(await client.chat('fast', 'Add 1 to 9900'))).toBe('9901');
  });
});

describe('pace', () => {
  it('waits for the first token, thinks in silence for seconds, then talks', async () => {
    const waits: number[] = [];
    const server = await startPracticeServer({
      pace: {
        wait: async (ms) => {
          waits.push(ms);
        },
      },
    });
    const openai = new OpenAI({ baseURL: server.endpoint.baseUrl, apiKey: server.apiKey });
    const stream = await openai.chat.completions.create({
      model: 'reasoning',
      messages: [{ role: 'user', content: answerIs42 }],
      stream: true,
    });
    for await (const chunk of stream) void chunk;
    const [firstToken, thinking, ...pieces] = waits;
    expect([firstToken, thinking]).toEqual([400, 8000]);
    expect(new Set(pieces)).toEqual(new Set([37.5]));
    await server.close();
  });
});
