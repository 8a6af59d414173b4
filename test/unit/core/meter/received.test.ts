import { describe, expect, test } from 'vitest';
import { finish, startedMeter, text, thinking, usage, words } from './meterEvents.ts';

describe('a count below what came', () => {
  const endOf = (events: Parameters<ReturnType<typeof startedMeter>['meter']['push']>[0][], changes = {}) => {
    const { meter } = startedMeter(changes);
    for (const event of events) meter.push(event);
    meter.end(true);
    return meter.usageAtEnd();
  };

  test('gives way to the estimate, flagged', () => {
    const end = endOf([text(words(700)), finish, usage({ input: 12, output: 1, hidden: 0 })]);
    expect(end).toMatchObject({ usage: { input: 12, output: 705, hidden: 0 }, provenance: 'estimated' });
    expect(end.flags).toEqual(['outputBelowText', 'hiddenEstimated']);
  });

  test('that leaves the thinking out is mended as well', () => {
    const end = endOf([thinking(words(900)), text(words(10)), usage({ input: 12, output: 10, hidden: 0 })]);
    expect(end).toMatchObject({ usage: { output: 916, hidden: 906 } });
    expect(end.flags).toContain('outputBelowText');
  });

  test.each([
    ['a short answer', [text(words(20)), usage({ input: 12, output: 1 })], {}],
    ['a lean tokenizer', [text(words(1000)), usage({ input: 12, output: 790 })], {}],
    [
      'a tokenizer that was found to be leaner',
      [text(words(1000)), usage({ input: 12, output: 500 })],
      { calibration: { overhead: 10, factor: 0.6, samples: 20 } },
    ],
    [
      'a summary longer than the thinking',
      [thinking(words(90)), usage({ input: 12, output: 55, hidden: 55 })],
      {},
    ],
    ['what a search found', [thinking(words(2000)), usage({ input: 12, output: 387 })], { searches: true }],
    ['nothing that came', [usage({ input: 12, output: 0 })], {}],
  ])('is honest of %s', (_, events, changes) => {
    const end = endOf(events, changes);
    expect(end.flags).not.toContain('outputBelowText');
    expect(end.provenance).toBe('exact');
  });
});

describe('an overrun', () => {
  test('is none before the least of what came is surely past the cap', () => {
    const { meter } = startedMeter({ maxOutputTokens: 1000 });
    meter.push(text(words(1400)));
    expect(meter.overrun()).toBeUndefined();
    meter.push(text(words(300)));
    expect(meter.overrun()).toMatchObject({ limit: 'cap', cap: 1000 });
    meter.end(false);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { output: 1712 }, flags: ['capNotKept'] });
  });

  test('is never a guess from seconds', () => {
    const { meter, clock } = startedMeter({
      thinks: true,
      thinkingRate: { tokensPerSecond: 1e6, basis: 'learned' },
    });
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1000);
      meter.push({ type: 'hiddenThinking' });
      expect(meter.overrun()).toBeUndefined();
    }
    expect(meter.reading().usage.output).toBe(16_000);
  });

  test('counts no figure that was put together from others', () => {
    const { meter, clock } = startedMeter({ maxOutputTokens: 1000 });
    clock.advance(5000);
    meter.push({ ...usage({ input: 20, output: 3000 }, { flags: ['derivedFromTotal'] }), isRunning: true });
    expect(meter.overrun()).toBeUndefined();
  });
});
