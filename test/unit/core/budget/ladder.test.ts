import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, ladder, type LadderInput } from '../../../../src/core/budget/ladder.ts';
import { nanoUsd } from '../../../../src/core/model/money.ts';
import { efforts } from '../../../../src/core/model/route.ts';
import { limitOf } from '../../storage/ledgerFixtures.ts';

const preferred: Candidate = {
  tier: 'reasoning',
  endpointId: 'openai',
  dialect: 'openai',
  api: 'chat',
  model: 'thinker',
  effort: 'medium',
  maxOutputTokens: 16_000,
};
const fast: Candidate = {
  ...preferred,
  tier: 'fast',
  model: 'quick',
  effort: 'none',
  maxOutputTokens: 4_000,
};

/** $10 per million output tokens of the thinker, $1 of the quick one, and a fixed input. */
function quote({ model, maxOutputTokens }: Candidate) {
  const perToken = model === 'thinker' ? 10_000 : 1_000;
  return { hold: nanoUsd(maxOutputTokens * perToken + 5_000), priceState: 'known' as const };
}

const needs: Readonly<Record<string, number>> = { medium: 6_000, low: 3_000, none: 1_000 };

function inputWith(changes: Partial<LadderInput> = {}): LadderInput {
  return {
    preferred,
    fast,
    limits: [limitOf(1, 'day', 'downgrade')],
    quote,
    neededOutput: ({ model, effort }) => (model === 'quick' ? 800 : needs[effort]),
    ...changes,
  };
}

const shape = (input: LadderInput) =>
  ladder(input).map(({ model, effort, maxOutputTokens }) => [model, effort, maxOutputTokens]);

test('smaller cap, then lower effort, then the fast model, never below what the class has needed', () => {
  expect(shape(inputWith())).toEqual([
    ['thinker', 'medium', 16_000],
    ['thinker', 'medium', 12_000],
    ['thinker', 'medium', 8_000],
    ['thinker', 'medium', 6_000],
    ['thinker', 'low', 4_000],
    ['thinker', 'low', 3_000],
    ['thinker', 'none', 1_000],
    ['quick', 'none', 4_000],
    ['quick', 'none', 3_000],
    ['quick', 'none', 2_000],
    ['quick', 'none', 1_000],
    ['quick', 'none', 800],
  ]);
});

test.each(['block', 'warn'] as const)('only the preferred where limits %s', (whenReached) => {
  const input = inputWith({ limits: [limitOf(1, 'day', whenReached)] });
  expect(shape(input)).toEqual([['thinker', 'medium', 16_000]]);
  expect(ladder(input)[0]?.downgradedBecause).toBeUndefined();
});

test('without limits there is nothing to fall back for', () => {
  expect(ladder(inputWith({ limits: [] }))).toHaveLength(1);
});

test('a cap is not reduced while nobody knows what the class needs', () => {
  expect(shape(inputWith({ neededOutput: () => undefined }))).toEqual([
    ['thinker', 'medium', 16_000],
    ['quick', 'none', 4_000],
  ]);
});

test('an effort that the model lacks is left out', () => {
  const input = inputWith({ quote: (each) => (each.effort === 'low' ? undefined : quote(each)) });
  expect(shape(input).some(([, effort]) => effort === 'low')).toBe(false);
});

test('what cannot be quoted at all has no options', () => {
  expect(ladder(inputWith({ quote: () => undefined }))).toEqual([]);
});

test('each step says what it gives up', () => {
  const words = ladder(inputWith()).map(({ downgradedBecause }) => downgradedBecause);
  expect(words[1]).toBe('at most 12000 output tokens instead of 16000: the budget has no room for more');
  expect(words[4]).toMatch(/^effort low instead of medium, at most 4000 output tokens/);
  expect(words[7]).toMatch(/^quick instead of thinker, at most 4000 output tokens/);
});

test('every option holds strictly less than those before it and keeps what the class needs', () => {
  const prices = fc.record({ thinker: fc.integer({ min: 1, max: 50_000 }), quick: fc.nat(50_000) });
  fc.assert(
    fc.property(
      fc.constantFrom(...efforts),
      fc.integer({ min: 1, max: 64_000 }),
      fc.integer({ min: 1, max: 64_000 }),
      prices,
      (effort, cap, needed, { thinker, quick }) => {
        const input = inputWith({
          preferred: { ...preferred, effort, maxOutputTokens: cap },
          neededOutput: () => needed,
          quote: ({ model, maxOutputTokens }) => ({
            hold: nanoUsd(maxOutputTokens * (model === 'thinker' ? thinker : quick)),
            priceState: 'known',
          }),
        });
        const options = ladder(input);
        const holds = options.map(({ hold }): number => hold);
        expect(holds).toEqual([...new Set(holds)].toSorted((a, b) => b - a));
        for (const option of options.slice(1)) {
          const full = option.model === 'thinker' ? cap : fast.maxOutputTokens;
          expect(option.maxOutputTokens).toBeGreaterThanOrEqual(Math.min(needed, full));
        }
      },
    ),
  );
});
