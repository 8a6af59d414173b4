import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeReport, type UsageBounds } from '../../../../src/core/meter/judgedReport.ts';
import type { Usage } from '../../../../src/core/model/usage.ts';

const bounds: UsageBounds = {
  inputBound: 2000,
  maxOutputTokens: 4000,
  seen: 300,
  seconds: 2,
  searches: false,
};

function judged(usage: Usage, changes: Partial<UsageBounds> = {}) {
  const { report, doubts } = judgeReport({ usage, flags: [], raw: usage }, { ...bounds, ...changes });
  return { usage: report.usage, flags: report.flags, doubts: doubts.map(({ of }) => of) };
}

describe('what can be is left as it is', () => {
  test.each([
    ['all of the cap as hidden thinking', { input: 900, output: 4000, hidden: 3990 }, {}],
    ['a little more than the cap, as some count the end', { input: 900, output: 4001 }, { seconds: 0 }],
    ['a cap that was not kept, in the time', { input: 900, output: 9000, hidden: 8000 }, {}],
    ['all that was seen', { input: 900, output: 9000 }, { seen: 8000, seconds: 0 }],
    ['what a search brought', { input: 400_000, output: 900 }, { searches: true }],
    ['no counts', {}, {}],
  ] as const)('%s', (_, usage, changes) => {
    expect(judged(usage, changes)).toEqual({ usage, flags: [], doubts: [] });
  });
});

describe('what cannot be gives way to the most that can', () => {
  test('of input, cached or not', () => {
    expect(judged({ input: 1e8, cacheRead: 9e7, output: 20, hidden: 3 })).toEqual({
      usage: { input: 2000, output: 20, hidden: 3 },
      flags: ['inputNotBelieved'],
      doubts: ['input'],
    });
  });

  test.each([
    ['faster than any model', { output: 100_000 }, {}, 4000],
    ['a hundred times the cap', { output: 500_000 }, { seconds: 600 }, 4000],
    ['where more than the cap came', { output: 500_000 }, { seen: 5100 }, 5100],
  ] as const)('of output: %s', (_, usage, changes, most) => {
    expect(judged({ input: 900, ...usage, hidden: 7 }, changes)).toMatchObject({
      usage: { input: 900, output: most, hidden: undefined },
      flags: ['outputNotBelieved'],
    });
  });

  test('whatever is reported, the counts stay within what was sent, came and can be made in the time', () => {
    const count = fc.option(fc.oneof(fc.nat(10_000), fc.nat(1e8)), { nil: undefined });
    fc.assert(
      fc.property(count, count, fc.nat(9000), fc.nat(300), (input, output, seen, seconds) => {
        const { usage } = judged({ input, output }, { seen, seconds });
        expect(usage.input ?? 0).toBeLessThanOrEqual(2000 + 32_768);
        expect(usage.output ?? 0).toBeLessThanOrEqual(
          Math.max(2 * seen, Math.min(400_000, 4064 + seconds * 20_000)),
        );
        expect(usage.output === undefined).toBe(output === undefined);
      }),
    );
  });
});
