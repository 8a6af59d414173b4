import { describe, expect, it, vi } from 'vitest';
import { SwitchyardError } from '../../../../src/core/model/errors.ts';
import { uncertainFiles } from '../../../../src/core/gateway/contract.ts';
import { allowedNext, budgetOffers } from '../../../../src/surfaces/settings/budgetOffers.ts';
import { openWorld, type WorldOptions } from '../../../doubles/hostileWorld.ts';

vi.mock('vscode', () => import('../../../doubles/editor.ts'));

/** Asks in such a world, and says what the refusal offers. */
async function offered(
  options: WorldOptions,
): Promise<{ readonly titles: readonly string[]; readonly allowed: readonly string[] | undefined }> {
  const world = await openWorld(options);
  const { end } = await world.ask();
  const error = end.kind === 'failed' ? end.error : new SwitchyardError('unexpected', '');
  let allowed: readonly string[] | undefined;
  const offers = await budgetOffers(error, world.engine.settings, {}, async (all) => {
    allowed = all;
  });
  await offers.find(({ title }) => title === 'Allow Once')?.run();
  return { titles: offers.map(({ title }) => title), allowed };
}

const spent = { 'switchyard.budget.perDay': 0, 'switchyard.budget.whenReached': 'block' };

describe('a refusal by a budget offers', () => {
  it('to let one request go beyond one’s own limit', async () => {
    expect(await offered({ user: spent })).toEqual({
      titles: ['Change Limit…', 'Allow Once'],
      allowed: ['switchyard.budget.perDay'],
    });
  });

  it('to raise it where the folder would allow more', async () => {
    const { titles } = await offered({ user: spent, folder: { 'switchyard.budget.perDay': 2.5 } });
    expect(titles).toEqual(['Raise Mine to 2.5', 'Allow Once']);
  });

  it('nothing where the limit is the workspace’s, which is not one’s own to lift', async () => {
    const { titles } = await offered({ folder: spent });
    expect(titles).toEqual([]);
  });

  it('nothing where it was no budget that refused', async () => {
    expect((await offered({ trusts: false })).titles).toEqual([]);
  });
});

it.each([
  [true, ['Allow Once'], [uncertainFiles]],
  [false, [], undefined],
])(
  'a file of which it is uncertain whether it must stay (%s) offers %j',
  async (isUncertain, titles, next) => {
    const world = await openWorld();
    const { end, calls } = await world.ask({
      mayLeave: async () => ({ why: 'a.md stays here', isUncertain }),
    });
    expect(calls).toBe(0);
    const error = end.kind === 'failed' ? end.error : new SwitchyardError('unexpected', '');
    expect(error.code).toBe('neverSend');
    const offers = await budgetOffers(error, world.engine.settings, {}, async () => {});
    expect(offers.map(({ title }) => title)).toEqual(titles);
    expect(allowedNext({}, error)).toEqual(next);
  },
);

it('a request that is allowed once goes out, and the next one is refused again', async () => {
  const world = await openWorld({ user: spent });
  expect(await world.ask({ allowOnce: ['switchyard.budget.perDay'] })).toMatchObject({
    ended: 'answered',
    calls: 1,
  });
  expect(await world.ask()).toMatchObject({ ended: 'budgetRefused', calls: 1 });
  const ofWorkspace = await openWorld({ folder: spent });
  const asked = await ofWorkspace.ask({ allowOnce: ['switchyard.budget.perDay'] });
  expect(asked).toMatchObject({ ended: 'budgetRefused', calls: 0, leaks: [] });
});

it('each further limit that refuses is allowed beside those before, until the request goes out', async () => {
  const world = await openWorld({
    user: { ...spent, 'switchyard.budget.perWeek': 0, 'switchyard.limits.costPerRequest': 0 },
  });
  let allowOnce: readonly string[] | undefined;
  const refusals: (readonly string[] | undefined)[] = [];
  for (;;) {
    const { end } = await world.ask({ allowOnce });
    if (end.kind !== 'failed') break;
    const offers = await budgetOffers(end.error, world.engine.settings, { allowOnce }, async (all) => {
      allowOnce = all;
    });
    await offers.find(({ title }) => title === 'Allow Once')?.run();
    refusals.push(allowOnce);
    if (refusals.length > 3) break;
  }
  expect(refusals.at(-1)?.toSorted()).toEqual([
    'switchyard.budget.perDay',
    'switchyard.budget.perWeek',
    'switchyard.limits.costPerRequest',
  ]);
  expect(refusals).toHaveLength(3);
});
