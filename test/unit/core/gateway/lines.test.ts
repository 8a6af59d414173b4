/** What a provider says, handed on as it was received to whoever asks for it; over loopback. */
import { describe, expect, it } from 'vitest';
import type { GatewayEvent } from '../../../../src/core/gateway/contract.ts';
import { chunkOf, endless, rawYardOpener, type RawReply } from './rawServer.ts';
import { until } from './yard.ts';

const open = rawYardOpener();

/** Odd blanks, order, numbers and fields that nobody here knows. */
const lines = [
  '{"choices":[ {"delta":{"content":"caf\\u00e9 "},"index":0, "logprobs":null}], "id":"r1","x_own":1.0}',
  '{"id":"r1","choices":[{"index":0,"delta":{"content":"au lait"},"finish_reason":"stop"}]}',
  '{"id":"r1","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4,"x_seconds":1e-3}}',
];

const streamOf = (...all: readonly string[]): RawReply => ({
  type: 'text/event-stream',
  async body(say) {
    await say(': a comment\n\n');
    for (const line of all) await say(`data: ${line}\n\n`);
  },
});

const linesIn = (events: readonly GatewayEvent[]) =>
  events.flatMap((event) => (event.type === 'line' ? [event.text] : []));

describe('lines as they were received', () => {
  it('come untouched, each before what is read from it', async () => {
    const yard = await open({ reply: () => streamOf(...lines, '[DONE]') });
    const { events, end } = await yard.run({ wantsLines: true });
    expect(linesIn(events)).toEqual([...lines, '[DONE]']);
    const told = events.filter(({ type }) => type === 'line' || type === 'text').map(({ type }) => type);
    expect(told.slice(0, 4)).toEqual(['line', 'text', 'line', 'text']);
    expect(end).toMatchObject({ kind: 'answered', answer: { text: 'café au lait' } });
    expect((await yard.rows())[0]?.settlement?.usage).toMatchObject({ input: 9, output: 4 });
  });

  it('come as one where the answer was not streamed', async () => {
    const whole =
      '{"id":"r1", "object":"chat.completion","choices":[{"index":0,"message":{"content":"ok"},"finish_reason":"stop"}]}';
    const yard = await open({
      reply: () => ({ type: 'application/json', body: async (say) => void (await say(whole)) }),
    });
    expect(linesIn((await yard.run({ wantsLines: true })).events)).toEqual([whole]);
  });

  it('do not come where nobody asked', async () => {
    const yard = await open({ reply: () => streamOf(...lines, '[DONE]') });
    expect(linesIn((await yard.run()).events)).toEqual([]);
  });

  it('end before one that reports an error', async () => {
    const [first = ''] = lines;
    const yard = await open({
      reply: () => streamOf(first, '{"error":{"message":"key sk-abc is bad","code":500}}', lines[2] ?? ''),
    });
    const ran = await yard.run({ wantsLines: true, limits: { extraAttempts: 0 } });
    expect(ran.end.kind).toBe('failed');
    expect(linesIn(ran.events)).toEqual([first]);
  });

  it('end with the stream where that is cut', async () => {
    const content = 'and so on, past the cap, with no end in sight; ';
    const yard = await open({ reply: () => endless({ content }) });
    const { events, end } = await yard.run({ wantsLines: true });
    expect(end).toMatchObject({ kind: 'failed', error: { code: 'cutAtCap' } });
    const passed = linesIn(events);
    expect(passed.length).toBe(events.filter(({ type }) => type === 'text').length);
    expect(`data: ${passed.at(-1)}\n\n`).toBe(chunkOf({ content }));
    await until(() => yard.abandoned());
  });
});
