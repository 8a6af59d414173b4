/** More thinking, bought for one request: it is sent as an effort and a cap, and never costs more. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { upToSteps, type UpTo } from '../../../../src/core/route/override.ts';
import { openYard, type Yard } from '../gateway/yard.ts';

let yard: Yard;
beforeEach(async () => {
  yard = await openYard();
});
afterEach(() => yard.close());

async function bought(label: UpTo['label']) {
  const upTo = upToSteps.find((step) => step.label === label);
  const { calls, end } = await yard.run({ override: { upTo } });
  const [row] = await yard.rows();
  return { call: calls[0], row, end, share: (row?.hold ?? 0) / (upTo?.cost ?? 0) };
}

it.each([
  ['5¢', 'medium'],
  ['25¢', 'medium'],
])('up to %s buys as many tokens of the reasoning model as it pays for', async (label, effort) => {
  const { call, row, share } = await bought(label);
  expect(call).toMatchObject({ model: 'reasoning', effort, cap: row?.maxOutputTokens });
  expect(share).toBeLessThanOrEqual(1);
  expect(share).toBeGreaterThan(0.95);
});

it('goes to the fast model, and says so, where the money buys too few tokens to think with', async () => {
  const { call, end, share } = await bought('1¢');
  expect(call?.model).toBe('fast');
  expect(share).toBeLessThanOrEqual(1);
  expect(end.receipt?.notes.join()).toContain('fast instead of reasoning');
});
