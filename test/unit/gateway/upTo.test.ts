/** More thinking, bought for one request: it is sent as an effort and a cap, and never costs more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { upToSteps } from '../../../src/core/route/override.ts';
import { openYard, rates, type Yard } from './yard.ts';

let yard: Yard;
beforeEach(async () => {
  yard = await openYard();
});
afterEach(() => yard.close());

it.each(upToSteps.map((upTo) => [upTo.label, upTo] as const))(
  'up to %s buys what it pays for on the reasoning model',
  async (_, upTo) => {
    // A cent buys less than 500 tokens at twenty dollars a million: too few to think with.
    const isEnough = upTo.cost / (rates.reasoning.output * 1000) > 500;
    const { calls, end } = await yard.run({ override: { upTo } });
    const [call] = calls;
    expect(call?.model).toBe(isEnough ? 'reasoning' : 'fast');
    const [row] = await yard.rows();
    expect(row?.hold).toBeLessThanOrEqual(upTo.cost);
    if (isEnough) {
      expect(call?.cap).toBe(row?.maxOutputTokens);
      expect(row?.hold).toBeGreaterThan(Math.min(upTo.cost, 16_000 * 20_000) * 0.95);
    } else {
      expect(end.receipt?.notes.join()).toContain('fast instead of reasoning');
    }
  },
);
