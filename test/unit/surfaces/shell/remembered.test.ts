import { expect, it } from 'vitest';
import { rememberedBreaches } from '../../../../src/surfaces/shell/remembered.ts';
import { fakeMemento } from '../../../doubles/memento.ts';

it('keeps the cap that each model broke last, until a person says that all may go on', async () => {
  const state = fakeMemento();
  await rememberedBreaches(state).record('acme/fast', 2394);
  await rememberedBreaches(state).record('acme/fast-2', 100);
  await rememberedBreaches(state).record('acme/fast', 4000);
  const breaches = rememberedBreaches(state);
  expect(breaches.brokenCapOf('acme/fast')).toBe(4000);
  expect(breaches.brokenCapOf('acme/fast-2')).toBe(100);
  expect(breaches.brokenCapOf('acme/fas')).toBeUndefined();
  await breaches.acknowledgeAll();
  expect(breaches.brokenCapOf('acme/fast')).toBeUndefined();
});
