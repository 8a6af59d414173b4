/** Streams that go on and on: cut by what came, told, booked at what came. */
import { describe, expect, it } from 'vitest';
import type { GatewaySettings } from '../../../../src/core/model/gatewaySettings.ts';
import type { Provider } from '../../../../src/core/model/provider.ts';
import { emptyHistory } from '../../../../src/core/route/history.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';
import { endless, rawYardOpener } from './rawServer.ts';
import { capsWith, dollars, reasoning, until, yardOpener } from './yard.ts';

const open = rawYardOpener();
const openYard = yardOpener();
const line = 'and so on, past the cap, with no end in sight; ';

describe('text without end over a cap of 4,000 tokens', () => {
  const cases: readonly (readonly [string, Partial<GatewaySettings>])[] = [
    ['a day limit that blocks', { budgets: [limitOf(5e9, 'day')] }],
    ['a limit per request', { budgets: [limitOf(0.5e9, 'request'), limitOf(5e9, 'day')] }],
    ['limits that only warn', { budgets: [limitOf(1, 'request', 'warn'), limitOf(1, 'day', 'warn')] }],
    ['no limit at all', { budgets: [] }],
  ];
  it.each(cases)('under %s is cut soon after the cap', async (_, settings) => {
    const yard = await open({ reply: () => endless({ content: line }), settings: () => settings });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({
      kind: 'failed',
      error: { code: 'cutAtCap', details: { limit: 'cap', cap: 4000, model: 'fast' } },
    });
    const [row] = await yard.rows();
    expect(row?.settlement).toMatchObject({
      end: 'cutAtCap',
      usageProvenance: 'estimated',
      flags: ['capNotKept'],
    });
    const output = row?.settlement?.usage.output ?? 0;
    expect(output).toBeGreaterThan(4000);
    expect(output).toBeLessThan(6000);
    expect(row?.settlement?.cost).toBe((row?.settlement?.usage.input ?? 0) * 1000 + output * 10_000);
    expect(ran.end.receipt?.notes.join('\n')).toMatch(/used about [\d,]+ tokens over a cap of 4,000 tokens/);
    await until(() => yard.abandoned());

    expect([...yard.breaches]).toEqual(['acme/fast 4000']);
    expect((await yard.run()).end).toMatchObject({ error: { code: 'capBreached' } });
  });

  it('of a model without a price is cut as well', async () => {
    const yard = await open({
      reply: () => endless({ content: line }),
      models: { fast: 'nobody-knows-it', reasoning: 'reasoning' },
    });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ error: { code: 'cutAtCap', details: { limit: 'cap' } } });
    expect((await yard.rows())[0]?.settlement).toMatchObject({ cost: undefined, flags: ['capNotKept'] });
    expect([...yard.breaches]).toEqual(['acme/nobody-knows-it 4000']);
  });

  it.each([
    ['thinking', { reasoning_content: line }],
    ['a tool call', { tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: line } }] }],
    ['a refusal', { refusal: line }],
    ['blanks', { content: `.${' '.repeat(4000)}` }],
    ['line breaks', { content: `.${'\n'.repeat(4000)}` }],
    ['one long word', { content: 'a'.repeat(400) }],
    ['Arabic', { content: 'هذه الدالة تقرأ الملف ثم تعيد النتيجة ' }],
  ])('that is %s is cut as well', async (_, delta) => {
    const yard = await open({ reply: () => endless(delta) });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ error: { code: 'cutAtCap' } });
    expect((await yard.rows())[0]?.settlement?.usage.output).toBeGreaterThan(4000);
    await until(() => yard.abandoned());
  });

  it('in pieces of half a megabyte is booked at what was read', async () => {
    const yard = await open({ reply: () => endless({ content: line.repeat(10_000) }) });
    let read = 0;
    const ran = await yard.run({}, (event) => {
      if (event.type === 'text') read += event.text.length;
    });
    expect(ran.end).toMatchObject({ error: { code: 'cutAtCap' } });
    const output = (await yard.rows())[0]?.settlement?.usage.output ?? 0;
    expect(read).toBeGreaterThan(4000 * 3);
    // Twelve words and marks to the line.
    expect(output).toBeGreaterThan((read / line.length) * 10);
    expect(output).toBeLessThan((read / line.length) * 15);
  });
});

describe('a stream within its limits', () => {
  it('is not cut for the guess of what a silent minute of thinking has used', async () => {
    const silent: Provider = {
      async *stream() {
        yield { type: 'response', id: 'r1' };
        yield { type: 'hiddenThinking' };
        for (let second = 0; second < 60; second += 1) {
          await new Promise((resolve) => setImmediate(resolve));
          yard.clock.advance(1000);
          yield { type: 'hiddenThinking' };
        }
        yield { type: 'text', text: '42' };
        yield { type: 'finish', reason: 'stop', raw: 'stop' };
        yield {
          type: 'usage',
          report: { usage: { input: 20, output: 900, hidden: 898 }, flags: [], raw: {} },
        };
      },
    };
    const yard = await openYard({
      // The guess alone would come to some $120 in a minute.
      settings: () => ({
        budgets: [limitOf(0.5e9, 'request'), limitOf(0.5e9, 'day')],
        ...capsWith({ costPerRequest: dollars(0.5) }),
      }),
      deps: () => ({
        history: () => ({
          ...emptyHistory,
          modelFacts: (model, effort) => ({
            ...emptyHistory.modelFacts(model, effort),
            thinkingRate: { tokensPerSecond: 100_000, basis: 'learned' },
          }),
        }),
        providerFor: async () => silent,
      }),
    });
    const ran = await yard.run(reasoning);
    expect(ran.end).toMatchObject({ kind: 'answered', answer: { text: '42' } });
    expect((await yard.rows())[0]?.settlement).toMatchObject({ usage: { output: 900 }, flags: [] });
    expect([...yard.breaches]).toEqual([]);
  });

  it('is cut where the provider itself reports more than is held for it', async () => {
    const report = (input: number, output: number) =>
      ({ type: 'usage', report: { usage: { input, output }, flags: [], raw: {} }, isRunning: true }) as const;
    const dear: Provider = {
      async *stream(_, signal) {
        yield report(20, 3000);
        yield { type: 'text', text: 'So far.' };
        // A preamble that somebody put in front, and most of the cap used.
        yield report(30_000, 3900);
        while (!signal.aborted) yield { type: 'text', text: '' };
        throw signal.reason;
      },
    };
    const yard = await openYard({ deps: () => ({ providerFor: async () => dear }) });
    const ran = await yard.run();
    const [row] = await yard.rows();
    expect(ran.end).toMatchObject({
      error: { code: 'cutAtCap', details: { limit: 'hold', hold: row?.hold, cost: 69_000_000 } },
    });
    expect(row?.settlement).toMatchObject({ end: 'cutAtCap', cost: 69_000_000, provenance: 'estimated' });
    expect([...yard.breaches]).toEqual([]);
  });

  it('is cut where the provider’s own running count passes the cap, which is a breach', async () => {
    const report = { usage: { input: 20, output: 4400 }, flags: [], raw: {} };
    const over: Provider = {
      async *stream(_, signal) {
        yield { type: 'text', text: 'So far.' };
        yard.clock.advance(1000);
        yield { type: 'usage', report, isRunning: true };
        while (!signal.aborted) yield { type: 'text', text: '' };
        throw signal.reason;
      },
    };
    const yard = await openYard({ deps: () => ({ providerFor: async () => over }) });
    const ran = await yard.run();
    expect(ran.end).toMatchObject({ error: { code: 'cutAtCap', details: { limit: 'cap' } } });
    expect((await yard.rows())[0]?.settlement).toMatchObject({
      usage: { output: 4400 },
      flags: ['capNotKept'],
    });
    expect([...yard.breaches]).toEqual(['acme/fast 4000']);
  });
});
