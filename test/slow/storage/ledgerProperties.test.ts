import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWorld, leaseMs, type Step } from './ledgerWorld.ts';

const windowCount = 3;
const hourMs = 3_600_000;
const on = fc.nat(windowCount - 1);
const pick = fc.nat(50);
const part = fc.integer({ min: 0, max: 10 });
const as = <Name extends string>(name: Name) => fc.constant(name);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: as('reserve'),
      on,
      hold: fc.integer({ min: 0, max: 400 }),
      workspace: fc.nat(1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: as('heartbeat'), on, pick, part }) },
  { weight: 4, arbitrary: fc.record({ type: as('settle'), on, pick, part }) },
  { weight: 1, arbitrary: fc.record({ type: as('release'), on, pick, part }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: as('crash'),
      on,
      found: fc.constantFrom('gone' as const, 'unknown' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: as('pass'),
      ms: fc.constantFrom(1_000, leaseMs / 2, leaseMs * 2, leaseMs * 8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: as('jump'),
      on,
      ms: fc.constantFrom(-24 * hourMs, -hourMs, hourMs, 24 * hourMs),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: as('sleep'), ms: fc.constantFrom(leaseMs * 10, 24 * hourMs) }) },
);

test('spent + held passes no limit, sums agree and nothing jams, whatever windows and clocks do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
      const world = await createWorld(windowCount);
      try {
        for (const each of steps) expect(await world.take(each)).toEqual([]);
        expect(await world.take({ type: 'pass', ms: leaseMs * 8 })).toEqual([]);
        expect(await world.jammed()).toEqual([]);
      } finally {
        world.dispose();
      }
    }),
    { numRuns: 50 },
  );
});
