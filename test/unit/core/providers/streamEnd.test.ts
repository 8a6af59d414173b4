import { describe, expect, it } from 'vitest';
import type { ProviderEvent } from '../../../../src/core/model/provider.ts';
import { startedMeter } from '../meter/meterEvents.ts';
import { anAttempt, answerOf, chunk, outcomeOf, replayFetch, sse } from './replayFetch.ts';

const line = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const counts = (input: number, output: number) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});
const text = chunk({ content: 'export const total = (a: number, b: number): number => a + b;\n'.repeat(45) });
const word = chunk({ content: 'Hi' });
const stop = chunk({}, 'stop');
const done = 'data: [DONE]\n\n';

/** What comes of a stream that ends with its last line. */
async function ended(...parts: readonly (object | string)[]) {
  const body = parts.map((part) => (typeof part === 'string' ? part : line(part))).join('');
  const { events, error } = await outcomeOf(replayFetch(sse(body)).fetch);
  const { meter } = startedMeter();
  for (const event of events) meter.push(event);
  meter.end(error === undefined);
  const { usage, provenance } = meter.usageAtEnd();
  return { code: error?.code, usage, provenance, events };
}

const running = (events: readonly ProviderEvent[]) =>
  events.flatMap((event) => (event.type === 'usage' ? [event.isRunning === true] : []));

describe('a usage before the end', () => {
  const first = { choices: [], usage: counts(12, 1) };
  const besideRole = { ...chunk({ role: 'assistant', content: '' }), usage: counts(12, 1) };
  const likeAnthropic = { type: 'message_start', message: { usage: { input_tokens: 12, output_tokens: 1 } } };

  it.each([
    ['without choices', first],
    ['beside the role', besideRole],
    ['as Anthropic has it', likeAnthropic],
  ])('%s is not what is settled when the connection closes', async (_what, early) => {
    const { code, usage, provenance } = await ended(early, text);
    expect([code, provenance]).toEqual(['incompleteStream', 'estimated']);
    expect(usage.input).toBe(12);
    expect(usage.output).toBeGreaterThan(500);
  });

  it.each([
    ['a finish reason', stop],
    ['the closing mark', done],
  ])('is not what is settled when %s follows', async (_what, end) => {
    const { code, usage, provenance } = await ended(word, first, text, end);
    expect([code, provenance]).toEqual([undefined, 'estimated']);
    expect(usage.output).toBeGreaterThan(500);
  });

  it('with each piece of text counts to the last of it', async () => {
    const pieces = [1, 2, 3].map((output) => ({ ...word, usage: counts(9, output) }));
    const whole = await ended(...pieces, stop);
    expect(whole).toMatchObject({ code: undefined, provenance: 'exact', usage: { input: 9, output: 3 } });
    expect(running(whole.events)).toEqual([true, true, true]);
    expect((await ended(...pieces)).code).toBe('incompleteStream');
    expect((await ended(...pieces, { choices: [], usage: counts(9, 3) })).code).toBeUndefined();
  });

  it('that was taken for the last is told again as running', async () => {
    const { events, provenance } = await ended(word, { ...stop, usage: counts(9, 1) }, text, done);
    expect(running(events)).toEqual([false, true]);
    expect(provenance).toBe('estimated');
  });

  it('is not what is settled where the tier is told behind the text', async () => {
    const { usage, provenance, events } = await ended(first, text, { ...stop, service_tier: 'priority' });
    expect(provenance).toBe('estimated');
    expect(usage.output).toBeGreaterThan(500);
    expect(events).toContainEqual({ type: 'response', serviceTier: 'priority' });
  });

  it('counts text that was held back as a part of a tag', async () => {
    const body = [chunk({ content: 'a </thi' }), 'data: {"broken\n\n', { choices: [], usage: counts(9, 4) }];
    const { code, usage } = await ended(...body);
    expect([code, usage.output]).toEqual(['malformedResponse', 4]);
  });

  it('keeps its input where the last one says the output alone', async () => {
    const last = { ...stop, usage: { completion_tokens: 700 } };
    const { usage, provenance } = await ended(likeAnthropic, text, last);
    expect([usage.input, usage.output, provenance]).toEqual([12, 700, 'exact']);
  });

  it('keeps its counts where the last one says the bill alone', async () => {
    const found = await ended(word, { ...stop, usage: counts(9, 1) }, { choices: [], usage: { cost: 0.5 } });
    expect(found.usage).toMatchObject({ input: 9, output: 1 });
    expect(found.events.at(-1)).toMatchObject({ report: { billed: 500_000_000 } });
  });
});

describe('a stream', () => {
  it.each([
    ['a finish reason', [stop]],
    ['the closing mark', [done]],
    ['a usage without choices', [{ choices: [], usage: counts(9, 1) }]],
    ['a usage beside an empty delta', [{ ...chunk({}), usage: counts(9, 1) }]],
    ['white space behind the finish reason', [stop, chunk({ content: '\n' })]],
  ])('is complete with %s', async (_what, ends) => {
    expect((await ended(word, ...ends)).code).toBeUndefined();
  });

  it.each([
    ['a usage beside the text', [{ ...word, usage: counts(9, 1) }]],
    ['a usage and no text', [{ choices: [], usage: counts(9, 1) }]],
    ['a finish reason before more text', [stop, word]],
    ['an empty finish reason', [chunk({ content: 'a' }, ''), chunk({}, '')]],
    ['a finish reason of no meaning', [chunk({ content: 'a' }, 'null')]],
  ])('is incomplete with %s', async (_what, parts) => {
    expect((await ended(...parts)).code).toBe('incompleteStream');
  });

  it('of a response is complete with the closing mark, but not with a running usage', async () => {
    const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi' };
    const going = {
      type: 'response.in_progress',
      response: { status: 'in_progress', usage: { input_tokens: 9, output_tokens: 1 } },
    };
    const attempt = anAttempt('custom', { api: 'responses' });
    const run = (body: string) => outcomeOf(replayFetch(sse(body)).fetch, attempt);
    const cut = await run(line(going) + line(delta));
    expect(cut.error?.code).toBe('incompleteStream');
    expect(running(cut.events)).toEqual([true]);
    const whole = await run(line(delta) + done);
    expect(whole.error).toBeUndefined();
    expect(answerOf(whole.events)).toBe('Hi');
  });

  it('of a response may hold thinking in tags', async () => {
    const deltas = ['[THI', 'NK]plan[/THINK]\n\nHi'].map((delta) => ({
      type: 'response.output_text.delta',
      output_index: 0,
      content_index: 0,
      delta,
    }));
    const end = { type: 'response.completed', response: { status: 'completed' } };
    const attempt = anAttempt('lmstudio', { api: 'responses' });
    const { events } = await outcomeOf(replayFetch(sse([...deltas, end].map(line).join(''))).fetch, attempt);
    expect(answerOf(events)).toBe('Hi');
    expect(events).toContainEqual({ type: 'thinking', text: 'plan' });
  });
});
