import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyEvents, finish, startedMeter, text, thinking, usage, words } from './meterEvents.ts';

describe('after a good end', () => {
  test('the report stands as it is', () => {
    const { meter } = startedMeter({ thinks: true });
    meter.push(text('Hi'));
    meter.push(usage({ input: 7, output: 9, hidden: 0 }, { flags: ['totalsDisagree'] }));
    meter.end(true);
    expect(meter.usageAtEnd()).toEqual({
      usage: { input: 7, output: 9, hidden: 0 },
      provenance: 'exact',
      flags: ['totalsDisagree'],
    });
  });

  test('without a report everything is estimated, never 0', () => {
    const { meter } = startedMeter();
    meter.push(text(words(20)));
    meter.push(finish);
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { input: 500, output: 20 }, provenance: 'estimated' });
  });

  test.each([
    ['input', { input: 0, output: 20 }, { input: 500, output: 20 }],
    ['output', { input: 480, output: 0 }, { input: 480, output: 20 }],
  ])('a count of 0 for %s is one that was not made', (_which, reported, expected) => {
    const { meter } = startedMeter();
    meter.push(text(words(20)));
    meter.push(usage(reported));
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({ usage: expected, provenance: 'estimated' });
  });

  test('running counts that the answer outgrew are not the last word', () => {
    const running = { ...usage({ input: 480, output: 60, hidden: 10 }), isRunning: true } as const;
    const { meter } = startedMeter();
    meter.push(text(words(50)));
    meter.push(running);
    meter.push(text(words(20)));
    meter.push(finish);
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({
      usage: { input: 480, output: 80, hidden: 10 },
      provenance: 'estimated',
    });
  });

  test('running counts after which nothing came are', () => {
    const running = { ...usage({ input: 480, output: 60, hidden: 10 }), isRunning: true } as const;
    const { meter } = startedMeter();
    meter.push(text(words(50)));
    meter.push(running);
    meter.push(finish);
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { output: 60 }, provenance: 'exact' });
  });

  test('text that was held back until after the final counts is in them', () => {
    const { meter } = startedMeter();
    meter.push(usage({ input: 480, output: 60, hidden: 10 }));
    meter.push(text('<thin'));
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { output: 60 }, provenance: 'exact' });
  });

  test('no output at all is a true 0', () => {
    const { meter } = startedMeter();
    meter.push(usage({ input: 480, output: 0 }));
    meter.end(true);
    expect(meter.usageAtEnd()).toEqual({ usage: { input: 480, output: 0 }, provenance: 'exact', flags: [] });
  });
});

describe('hidden tokens that the provider does not count', () => {
  test('are estimated from the thinking text, and only they', () => {
    const { meter } = startedMeter({ thinks: true, showsThinking: true });
    meter.push(thinking(words(60)));
    meter.push(text(words(10)));
    meter.push(usage({ input: 480, output: 75 }));
    meter.end(true);
    expect(meter.usageAtEnd()).toEqual({
      usage: { input: 480, output: 75, hidden: 60 },
      provenance: 'exact',
      flags: ['hiddenEstimated'],
    });
    expect(meter.reading()).toMatchObject({
      input: { exact: true },
      visible: { tokens: 15, exact: false },
      hidden: { tokens: 60, exact: false, basis: 'text' },
      provenance: 'computed',
    });
  });

  test('are what the text leaves of the output, where it thought without showing', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(4000);
    meter.push(text(words(50)));
    meter.push(usage({ input: 480, output: 850 }));
    meter.end(true);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { hidden: 800 }, flags: ['hiddenEstimated'] });
    expect(meter.reading().hidden.basis).toBe('remainder');
  });

  test('are unknown where the text explains the output, and where nothing hints at thinking', () => {
    const counted = { input: 480, output: 108 };
    for (const thinks of [true, false]) {
      const { meter } = startedMeter({ thinks });
      meter.push(text(words(100)));
      meter.push(usage(thinks ? counted : { input: 480, output: 5000 }));
      meter.end(true);
      expect(meter.usageAtEnd().usage.hidden).toBeUndefined();
      expect(meter.usageAtEnd().provenance).toBe('exact');
    }
  });
});

describe('after an end that is not good', () => {
  test('a stop while it thinks is paid for by the seconds', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(5600);
    meter.end(false);
    clock.advance(60_000);
    expect(meter.usageAtEnd()).toEqual({
      usage: { input: 500, output: 500, hidden: 500 },
      provenance: 'estimated',
      flags: ['hiddenEstimated'],
    });
  });

  test('input that was seen is exact, output is what came', () => {
    const { meter } = startedMeter();
    meter.push(usage({ input: 480, output: 1 }));
    meter.push(text(words(50)));
    meter.end(false);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { input: 480, output: 51 }, provenance: 'estimated' });
    expect(meter.reading()).toMatchObject({ phase: 'stopped', input: { tokens: 480, exact: true } });
  });

  test('what was written is not forgotten for what was shown before', () => {
    const { meter } = startedMeter();
    meter.push(text(words(1000)));
    meter.push(usage({ input: 480, output: 600, hidden: 0 }));
    meter.end(false);
    expect(meter.usageAtEnd().usage).toMatchObject({ output: 600 });
  });

  test('hidden tokens of a running report grow by what was thought since, no more', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(2600);
    meter.push(usage({ input: 480, output: 90, hidden: 40 }));
    clock.advance(1000);
    meter.end(false);
    expect(meter.usageAtEnd().usage).toMatchObject({ output: 190, hidden: 140 });
  });

  test('a stop after finish and usage changes nothing about them', () => {
    const { meter } = startedMeter();
    meter.push(text('Hi'));
    meter.push(finish);
    meter.push(usage({ input: 480, output: 2, hidden: 0 }));
    meter.end(false);
    expect(meter.usageAtEnd()).toMatchObject({ usage: { input: 480, output: 2 }, provenance: 'exact' });
  });

  test('whatever had come, it is never silently nothing', () => {
    fc.assert(
      fc.property(anyEvents, fc.boolean(), (events, thinks) => {
        const { meter, clock } = startedMeter({ thinks });
        let sawText = false;
        for (const { afterMs, event } of events) {
          clock.advance(afterMs);
          meter.push(event);
          sawText ||= (event.type === 'text' || event.type === 'thinking') && event.text !== '';
        }
        meter.end(false);
        const { usage: counts } = meter.usageAtEnd();
        expect(counts.input).toBeGreaterThan(0);
        expect(counts.output).toBeGreaterThanOrEqual(sawText ? 1 : 0);
        expect(counts.hidden ?? 0).toBeLessThanOrEqual(counts.output ?? 0);
      }),
      { numRuns: 150 },
    );
  });
});
