import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeterReading } from '../../../../src/core/meter/liveMeter.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import {
  anyEvents,
  finish,
  hiddenThinking,
  startedMeter,
  text,
  thinking,
  usage,
  words,
} from './meterEvents.ts';

describe('before the first byte', () => {
  test('input is the calibrated estimate, and so is its cost', () => {
    const { meter, clock } = startedMeter();
    clock.advance(300);
    expect(meter.reading()).toMatchObject({
      phase: 'waiting',
      seconds: 0.3,
      input: { tokens: 500, exact: false },
      hidden: { tokens: undefined },
      cost: 500_000,
      provenance: 'estimated',
      firstTokenMs: undefined,
      tokensPerSecond: undefined,
    });
  });

  test('silence on a route that does not think is waiting, however long', () => {
    const { meter, clock } = startedMeter();
    clock.advance(20_000);
    expect(meter.reading()).toMatchObject({ phase: 'waiting', hidden: { tokens: undefined } });
  });
});

describe('thinking that is not shown', () => {
  test('rises by the second at the model’s rate before any text came', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(600);
    const hidden = [1, 2, 3].map(() => {
      clock.advance(1000);
      return meter.reading().hidden;
    });
    expect(hidden).toEqual([100, 200, 300].map((tokens) => ({ tokens, exact: false, basis: 'seconds' })));
    expect(meter.reading()).toMatchObject({
      phase: 'thinking',
      thinkingMs: 3000,
      cost: 500_000 + 300 * 10_000,
    });
  });

  test('at a rate that was not learned says so', () => {
    const { meter, clock } = startedMeter({
      thinks: true,
      thinkingRate: { tokensPerSecond: 80, basis: 'default' },
    });
    clock.advance(1600);
    expect(meter.reading().hidden).toEqual({ tokens: 80, exact: false, basis: 'secondsAtDefaultRate' });
  });

  test('stands still while the answer is written, and goes on when it thinks again', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(2600);
    meter.push(text('So'));
    clock.advance(5000);
    expect(meter.reading()).toMatchObject({
      phase: 'answering',
      hidden: { tokens: 200 },
      firstTokenMs: 2600,
    });
    meter.push(hiddenThinking);
    clock.advance(1000);
    expect(meter.reading()).toMatchObject({ phase: 'thinking', hidden: { tokens: 300 }, thinkingMs: 3000 });
  });

  test('is counted where the provider says so, though none was asked for', () => {
    const { meter, clock } = startedMeter();
    clock.advance(1000);
    meter.push(hiddenThinking);
    clock.advance(1000);
    expect(meter.reading()).toMatchObject({ phase: 'thinking', hidden: { tokens: 100, basis: 'seconds' } });
  });

  test('never goes beyond the cap on the wire', () => {
    const { meter, clock } = startedMeter({ thinks: true, maxOutputTokens: 1000 });
    clock.advance(60_000);
    expect(meter.reading().hidden.tokens).toBe(1000);
  });
});

describe('thinking that is shown', () => {
  test('is counted from its text', () => {
    const { meter, clock } = startedMeter({ thinks: true, showsThinking: true });
    clock.advance(8000);
    expect(meter.reading()).toMatchObject({ phase: 'waiting', hidden: { tokens: undefined } });
    meter.push(thinking(words(40)));
    clock.advance(500);
    expect(meter.reading()).toMatchObject({
      phase: 'thinking',
      thinkingMs: 500,
      hidden: { tokens: 40, exact: false, basis: 'text' },
    });
  });

  test('never takes back what seconds had already shown', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(2600);
    meter.push(thinking('Hm'));
    expect(meter.reading().hidden.tokens).toBe(200);
  });

  test('as text that turns out to have been thinking moves over', () => {
    const { meter } = startedMeter();
    meter.push(text(words(30)));
    meter.push({ type: 'textWasThinking', text: words(30) });
    meter.push(text(words(5)));
    expect(meter.reading()).toMatchObject({ visible: { tokens: 5 }, hidden: { tokens: 30 } });
  });
});

describe('running usage', () => {
  test('is used as it comes, and text since then is added to it', () => {
    const { meter } = startedMeter();
    meter.push(text(words(50)));
    meter.push(usage({ input: 480, output: 90, hidden: 40 }));
    expect(meter.reading()).toMatchObject({
      input: { tokens: 480, exact: true },
      visible: { tokens: 50, exact: false },
      hidden: { tokens: 40, basis: 'reported' },
    });
    meter.push(text(words(10)));
    expect(meter.reading()).toMatchObject({ visible: { tokens: 60 }, hidden: { tokens: 40 } });
  });

  test('its last object wins, nothing is summed', () => {
    const { meter } = startedMeter();
    for (const output of [10, 20, 30]) meter.push(usage({ input: 480, output, hidden: 0 }));
    meter.push(finish);
    meter.end(true);
    expect(meter.reading().usage).toMatchObject({ input: 480, output: 30 });
  });

  test('a running bill of 0 is no cost', () => {
    const { meter } = startedMeter();
    meter.push(text(words(50)));
    meter.push(usage({ input: 500, output: 50 }, { billed: nanoUsd(0) }));
    expect(meter.reading().cost).toBe(500_000 + 500_000);
  });
});

describe('at a good end', () => {
  test('every figure is the provider’s', () => {
    const { meter, clock } = startedMeter({ thinks: true });
    clock.advance(18_600);
    meter.push(text(words(10)));
    clock.advance(1000);
    meter.push(finish);
    meter.push(usage({ input: 487, cacheRead: 100, output: 2404, hidden: 2304 }));
    meter.end(true);
    expect(meter.reading()).toMatchObject({
      phase: 'done',
      seconds: 19.6,
      input: { tokens: 487, exact: true },
      cacheRead: { tokens: 100, exact: true },
      visible: { tokens: 100, exact: true },
      hidden: { tokens: 2304, exact: true, basis: 'reported' },
      cost: 387 * 1000 + 100 * 100 + 2404 * 10_000,
      provenance: 'computed',
      firstTokenMs: 18_600,
      thinkingMs: 18_000,
    });
    expect(meter.reading().tokensPerSecond).toBeCloseTo(2404 / 19);
  });

  test('the provider’s bill is the cost', () => {
    const { meter } = startedMeter();
    meter.push(usage({ input: 487, output: 10 }, { billed: nanoUsd(400_777) }));
    meter.end(true);
    expect(meter.reading()).toMatchObject({ cost: 400_777, provenance: 'billed' });
  });

  test('nothing that comes later changes anything', () => {
    const { meter, clock } = startedMeter();
    meter.push(usage({ input: 487, output: 10 }));
    meter.end(true);
    const before = meter.reading();
    clock.advance(5000);
    meter.push(text('late'));
    meter.end(false);
    expect(meter.reading()).toEqual(before);
  });
});

test.each([
  [{ state: 'unknown', reason: 'not listed' } as const, undefined],
  [{ state: 'included', by: 'Copilot' } as const, undefined],
  [{ state: 'zero', reason: 'localModel' } as const, 0],
])('with price %j the cost is %s', (price, cost) => {
  const { meter } = startedMeter({ price });
  meter.push(text(words(10)));
  expect(meter.reading().cost).toBe(cost);
});

describe('updates', () => {
  function recorded(): {
    times: number[];
    readings: MeterReading[];
    started: ReturnType<typeof startedMeter>;
  } {
    const times: number[] = [];
    const readings: MeterReading[] = [];
    const started = startedMeter({
      thinks: true,
      onReading: (reading) => {
        times.push(started.clock.monotonic());
        readings.push(reading);
      },
    });
    return { times, readings, started };
  }

  test('come at most ten times a second however fast the events', () => {
    const { times, started } = recorded();
    for (let index = 0; index < 1000; index += 1) {
      started.meter.push(text('x '));
      started.clock.advance(3);
    }
    expect(times.length).toBeGreaterThan(20);
    times.forEach((time, index) => expect(time - (times[index - 1] ?? 0)).toBeGreaterThanOrEqual(100));
  });

  test('go on while nothing comes, four times a second', () => {
    const { readings, started } = recorded();
    started.clock.advance(5000);
    expect(readings.length).toBe(21);
    expect(readings.at(-1)?.hidden.tokens).toBe(440);
  });

  test('tell the end at once, without waiting for the next tick', () => {
    const { readings, started } = recorded();
    started.clock.advance(1100);
    started.meter.end(true);
    started.clock.advance(1);
    expect(readings.at(-1)).toMatchObject({ phase: 'done', seconds: 1.1 });
  });

  test('end with the final figures, and then cease', () => {
    const { readings, started } = recorded();
    const { meter, clock } = started;
    clock.advance(1);
    meter.push(text('a'));
    clock.advance(1);
    meter.push(usage({ input: 1, output: 2, hidden: 1 }));
    meter.end(true);
    clock.advance(100);
    const { length } = readings;
    expect(readings.at(-1)).toMatchObject({ phase: 'done', hidden: { tokens: 1, exact: true } });
    clock.advance(10_000);
    expect(readings.length).toBe(length);
  });
});

test('whatever comes: nothing is negative, output never falls while it runs, the end is the report', () => {
  fc.assert(
    fc.property(anyEvents, fc.boolean(), fc.boolean(), (events, thinks, good) => {
      const { meter, clock } = startedMeter({ thinks });
      let before = meter.reading();
      for (const { afterMs, event } of events) {
        clock.advance(afterMs);
        const readings = [meter.reading()];
        meter.push(event);
        readings.push(meter.reading());
        for (const now of readings) {
          for (const tokens of [now.input.tokens, now.visible.tokens, now.hidden.tokens ?? 0, now.cost]) {
            expect(tokens).toBeGreaterThanOrEqual(0);
          }
          expect(now.visible.tokens).toBeGreaterThanOrEqual(before.visible.tokens ?? 0);
          expect(now.hidden.tokens ?? 0).toBeGreaterThanOrEqual(before.hidden.tokens ?? 0);
          expect(now.seconds).toBeGreaterThanOrEqual(before.seconds);
          before = now;
        }
      }
      const last = { input: 123, output: 456, hidden: 78 };
      meter.push(usage(last));
      meter.push(finish);
      meter.end(good);
      expect(meter.reading()).toMatchObject({
        usage: last,
        visible: { tokens: 378, exact: true },
        hidden: { tokens: 78, exact: true },
      });
    }),
    { numRuns: 150 },
  );
});
